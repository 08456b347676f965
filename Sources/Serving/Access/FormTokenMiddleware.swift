import HTTPTypes
import Hummingbird
import Identity
import NIOCore

/// Changes by a browser come from our own pages: each carries its session's token in the field `_form` or the header
/// `X-Form-Token`, and no foreign `Origin`. Programs with tokens are not browsers: nothing is asked of them.
public struct FormTokenMiddleware: RouterMiddleware {
    public static let field = "_form"
    static let header = HTTPField.Name("X-Form-Token")
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site")
    /// A form's body is read to find the token; uploads may be larger, and carry it in their first part.
    static let largestForm = 2 << 20
    static let largestUpload = 64 << 20

    /// The name by which browsers know us; nil: as they ask.
    let authority: String?

    public init(authority: String? = nil) { self.authority = authority }

    public func handle(
        _ request: Request, context: CompanyContext,
        next: (Request, CompanyContext) async throws -> Response
    ) async throws -> Response {
        guard ![.get, .head, .options].contains(request.method), context.person?.token == nil else {
            return try await next(request, context)
        }
        guard Self.isOwn(request, authority) else {
            throw HTTPError(.forbidden, message: "This was sent by a page of another site")
        }
        guard context.person != nil else { return try await next(request, context) }
        var request = request
        guard let token = try await Self.token(of: &request), ConstantTime.equal(token, context.formToken) else {
            throw HTTPError(
                .forbidden, message: "The form is too old or not from here: open the page again and repeat")
        }
        return try await next(request, context)
    }

    /// A browser names the site of the page that sends; what names none is no browser, and has no cookie of ours.
    static func isOwn(_ request: Request, _ authority: String? = nil) -> Bool {
        if let name = fetchSite, let site = request.headers[name], !["same-origin", "none"].contains(site) {
            return false
        }
        guard let origin = request.headers[.origin] else { return true }
        guard let separator = origin.firstRange(of: "://") else { return false }
        let site = origin[separator.upperBound...]
        return [authority, request.head.authority].contains { $0.map { site == $0 } ?? false }
    }

    private static func token(of request: inout Request) async throws -> String? {
        if let name = header, let token = request.headers[name] { return token }
        let type = request.headers[.contentType] ?? ""
        if type.hasPrefix("application/x-www-form-urlencoded") {
            let body = try await request.collectBody(upTo: largestForm)
            let text = String(buffer: body)
            for pair in text.split(separator: "&") where pair.hasPrefix("\(field)=") {
                return String(pair.dropFirst(field.count + 1))
            }
        } else if type.hasPrefix("multipart/form-data") {
            let body = try await request.collectBody(upTo: largestUpload)
            let start = String(decoding: body.readableBytesView.prefix(4_096), as: UTF8.self)
            guard let name = start.firstRange(of: "name=\"\(field)\"\r\n\r\n") else { return nil }
            return String(start[name.upperBound...].prefix { $0.isHexDigit })
        }
        return nil
    }
}

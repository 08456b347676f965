import HTTPTypes
import Hummingbird
import Kernel

/// What every answer tells a browser: run only our scripts, guess no types, show nowhere within other sites, and tell
/// other sites nothing of where one was. Errors thrown further in become answers here, so that they carry it too.
public struct SecurityHeadersMiddleware: RouterMiddleware {
    let world: World
    let isSecure: Bool
    private static let referrerPolicy = HTTPField.Name("Referrer-Policy")
    private static let permissionsPolicy = HTTPField.Name("Permissions-Policy")
    private static let openerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")

    public func handle(
        _ request: Request, context: CompanyContext,
        next: (Request, CompanyContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.nonce = world.randomBytes(16).map { String($0, radix: 36) }.joined()
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        }
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = Self.policy(nonce: context.nonce)
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        if let name = Self.referrerPolicy { response.headers[name] = "same-origin" }
        if let name = Self.permissionsPolicy { response.headers[name] = "camera=(self), microphone=(), geolocation=()" }
        if let name = Self.openerPolicy { response.headers[name] = "same-origin" }
        if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains" }
        // Who asks is found out further in, on a copy of the context; that he shows something is seen from here.
        let isPersonal = request.headers[.authorization] != nil || SessionCookie.secret(in: request) != nil
        if isPersonal, response.headers[.cacheControl] == nil {
            response.headers[.cacheControl] = "private, no-store"
        }
        return response
    }

    static func policy(nonce: String) -> String {
        "default-src 'none'; script-src 'self' 'nonce-\(nonce)'; style-src 'self' 'nonce-\(nonce)'; "
            + "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
            + "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    }
}

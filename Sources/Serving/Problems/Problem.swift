import Hummingbird
import Kernel
import Platform

/// Why a request could not be answered as asked, in the form of RFC 9457: `application/problem+json`.
/// `errors` holds all reasons, each with the place of the request that it is about.
public struct Problem: Error, HTTPResponseError, Sendable {
    public var status: HTTPResponse.Status
    public var detail: String
    public var errors: [ProblemReason]
    public var headers: HTTPFields

    public init(
        _ status: HTTPResponse.Status, _ detail: String, errors: [ProblemReason] = [], headers: HTTPFields = [:]
    ) {
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    /// Try again after that many seconds.
    public static func retry(_ status: HTTPResponse.Status, after seconds: Int, _ detail: String) -> Problem {
        Problem(status, detail, headers: [.retryAfter: String(seconds)])
    }

    public func response(from request: Request, context: some RequestContext) -> Response { response }

    public var response: Response {
        var json = JSONWriter(reservingBytes: 512)
        json.beginObject()
        json.field("type", "about:blank")
        json.field("title", status.reasonPhrase)
        json.field("status", status.code)
        json.field("detail", detail)
        if let allowed = errors.first?.reason.allowed, !allowed.isEmpty { json.field("allowed", allowed) }
        json.key("errors")
        json.beginArray()
        for error in errors { error.write(to: &json) }
        json.endArray()
        json.endObject()
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        if status == .unauthorized, headers[.wwwAuthenticate] == nil { headers[.wwwAuthenticate] = "Bearer" }
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}

/// One reason of a problem and the place in the request that it is about.
public struct ProblemReason: Sendable {
    public var reason: Reason
    /// JSON pointer into the body: `/lines/0/quantity`.
    public var pointer: String?
    /// The name of a query parameter or header.
    public var parameter: String?
    /// What was asked for, and what the record holds meanwhile: both values of a conflict.
    public var yours: Value?
    public var current: Value?

    public init(_ reason: Reason, pointer: String? = nil, parameter: String? = nil) {
        self.reason = reason
        self.pointer = pointer
        self.parameter = parameter
    }

    public func write(to json: inout JSONWriter) {
        json.beginObject()
        if let pointer { json.field("pointer", pointer) }
        if let parameter { json.field("parameter", parameter) }
        json.field("code", reason.code.raw)
        json.field("message", reason.message)
        if let document = reason.document { json.field("document", document) }
        if let line = reason.line { json.field("line", line) }
        if let field = reason.field { json.field("field", field) }
        if let allowed = reason.allowed, !allowed.isEmpty { json.field("allowed", allowed) }
        if let fixedBy = reason.fixedBy { json.field("fixedBy", fixedBy) }
        if let waitsFor = reason.waitsFor { json.field("waitsFor", waitsFor) }
        if let yours {
            json.key("yours")
            json.value(yours)
        }
        if let current {
            json.key("current")
            json.value(current)
        }
        json.endObject()
    }
}

import Hummingbird
import Kernel
import Platform

/// What those who keep the server running need of it: counting, the log, and who may ask for figures.
public struct Operations: Sendable {
    /// Whoever has it may ask for metrics from anywhere; nil: only from this machine.
    public var metricsToken: String?
    /// Tell the log of every request.
    public var logsRequests: Bool
    let measures = RequestMeasures()

    public init(metricsToken: String? = nil, logsRequests: Bool = false) {
        self.metricsToken = metricsToken
        self.logsRequests = logsRequests
    }
}

/// May new requests be sent here: not while the door is about to close, nor while all places are taken, nor while a
/// database does not answer. Their schema and durability were checked when they were opened: without, nothing serves.
struct Readiness: Sendable {
    let company: Company
    let draining: Draining
    let overload: OverloadMiddleware

    /// The databases that do not answer.
    private var silent: [String] {
        [company.crm, company.erp, company.bridge].compactMap { bus in
            let answer = try? bus.store.read { try $0.integer("SELECT count(*) FROM (SELECT 1) AS one") }
            return answer == 1 ? nil : bus.module.name
        }
    }

    var response: Response {
        let silent = silent
        let reason =
            draining.hasBegun
            ? "stopping" : overload.isFull ? "busy" : silent.isEmpty ? nil : "databases do not answer"
        var json = JSONWriter()
        json.beginObject()
        json.field("status", reason ?? "ready")
        json.field("node", company.suite.engine.nodes.identity.name)
        if !silent.isEmpty { json.field("silent", silent.joined(separator: ", ")) }
        json.endObject()
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        if reason != nil { headers[.retryAfter] = "1" }
        return Response(
            status: reason == nil ? .ok : .serviceUnavailable, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}

extension CompanyRouter {
    /// `GET /metrics`
    func addOperations(_ operations: Operations, of company: Company) {
        let metrics = Metrics(company: company, requests: operations.measures, token: operations.metricsToken)
        get("metrics") { request, context in try metrics.answer(request, context) }
    }
}

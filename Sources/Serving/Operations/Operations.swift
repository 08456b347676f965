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

/// Do the databases answer. Their schema and durability were checked when they were opened: without, nothing serves.
struct DatabaseReadiness: Sendable {
    let company: Company

    /// The databases that do not answer.
    var silent: [String] {
        [company.crm, company.erp, company.bridge].compactMap { bus in
            let answer = try? bus.store.read { try $0.integer("SELECT count(*) FROM (SELECT 1) AS one") }
            return answer == 1 ? nil : bus.module.name
        }
    }

    func answer(reason: String? = nil) -> Response {
        let silent = silent
        var json = JSONWriter()
        json.beginObject()
        json.field("status", reason ?? (silent.isEmpty ? "ready" : "databases do not answer"))
        json.field("node", company.suite.engine.nodes.identity.name)
        if !silent.isEmpty { json.field("silent", silent.joined(separator: ", ")) }
        json.endObject()
        let isReady = reason == nil && silent.isEmpty
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        if !isReady { headers[.retryAfter] = "1" }
        return Response(
            status: isReady ? .ok : .serviceUnavailable, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}

extension CompanyRouter {
    /// `GET /metrics`, and `GET /ready`: may requests be sent here.
    func addOperations(_ operations: Operations, of company: Company) {
        let metrics = Metrics(company: company, requests: operations.measures, token: operations.metricsToken)
        let readiness = DatabaseReadiness(company: company)
        get("metrics") { request, context in try metrics.answer(request, context) }
        get("ready") { _, _ in readiness.answer() }
    }
}

import Bridge
import Hummingbird
import Kernel
import Platform

/// Is the company well: each database's state, and what the bridge has before it.
public struct Health: Sendable {
    private let company: Company

    public init(of company: Company) { self.company = company }

    /// 200, or 503 naming what is wrong. Open to everybody: it tells counts and no content.
    public var response: Response {
        var json = JSONWriter()
        var isWell = true
        json.beginObject()
        for bus in [company.crm, company.erp, company.bridge] {
            json.key(bus.module.name)
            json.beginObject()
            do {
                let last = try bus.store.read { try $0.integer("SELECT coalesce(max(seq), 0) FROM outbox") }
                json.field("state", "up")
                json.field("changes", last)
            } catch {
                isWell = false
                json.field("state", "down")
            }
            json.endObject()
        }
        let counts = try? company.bridge.store.read { try BridgeVerification().openCounts(in: $0) }
        let backlog = counts ?? BridgeVerification.Counts()
        json.field("underWay", backlog.underWay)
        json.field("waiting", backlog.waiting)
        json.field("refused", backlog.refused)
        json.field("deadLetters", backlog.dead)
        // A company without its copy is well: its reports are read where people work.
        if let replica = company.suite.replica {
            json.key("replica")
            json.beginObject()
            let standing = replica.standing
            json.field("state", standing.isNear ? "up" : standing.lag == nil ? "down" : "behind")
            if let lag = standing.lag { json.field("lagMilliseconds", Int(lag / 1_000)) }
            json.endObject()
        }
        json.field("status", isWell ? "up" : "down")
        json.endObject()
        return Response(
            status: isWell ? .ok : .serviceUnavailable,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}

extension CompanyRouter {
    /// `GET /health`: is all well; `GET /ready`: may more be sent here. Both say no while the server is stopping.
    func addHealth(of company: Company, draining: Draining, overload: OverloadMiddleware) {
        let readiness = Readiness(company: company, draining: draining, overload: overload)
        get("ready") { _, _ in readiness.response }
        get("health") { _, _ in draining.hasBegun ? readiness.response : Health(of: company).response }
    }
}

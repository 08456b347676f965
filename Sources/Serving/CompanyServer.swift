import Bridge
import Hummingbird
import Kernel
import Platform

/// The company over HTTP: is it well, and what has changed.
///
/// - `GET /health` — 200 with each database's state, or 503 naming what is wrong.
/// - `GET /api/{crm|erp|bridge}/changes?after=SEQUENCE&limit=N` — the changes feed, oldest first.
public struct CompanyServer: Sendable {
    let buses: [CommandBus]
    let engine: BridgeEngine
    /// Entries of one page when the caller does not say.
    static let defaultLimit = 100
    /// And at most.
    static let maximumLimit = 1_000

    public init(buses: [CommandBus], engine: BridgeEngine) {
        self.buses = buses
        self.engine = engine
    }

    /// Listens until the process is told to stop (SIGTERM, SIGINT); what was begun is finished first.
    public func run(host: String, port: Int) async throws {
        try await application(host: host, port: port).runService()
    }

    func application(host: String, port: Int) -> some ApplicationProtocol {
        let router = Router()
        router.get("health") { _, _ in self.health() }
        router.get("api/:system/changes") { request, context in
            self.changes(
                of: context.parameters.get("system") ?? "", after: request.uri.queryParameters.get("after"),
                limit: request.uri.queryParameters.get("limit"))
        }
        return Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname(host, port: port)))
    }

    func health() -> Response {
        var json = JSONWriter()
        var isWell = true
        json.beginObject()
        for bus in buses {
            json.key(bus.module.name)
            json.beginObject()
            do {
                let last = try bus.store.read { try $0.integer("SELECT coalesce(max(seq), 0) FROM outbox") }
                json.field("state", "up")
                json.field("changes", last)
            } catch {
                isWell = false
                json.field("state", "down")
                json.field("message", String(describing: error))
            }
            json.endObject()
        }
        let counts = try? engine.store.read { try BridgeVerification().counts(in: $0) }
        let backlog = counts ?? BridgeVerification.Counts()
        json.field("underWay", backlog.underWay)
        json.field("waiting", backlog.waiting)
        json.field("refused", backlog.refused)
        json.field("deadLetters", backlog.dead)
        json.field("status", isWell ? "up" : "down")
        json.endObject()
        return Self.response(isWell ? .ok : .serviceUnavailable, json)
    }

    func changes(of system: String, after: String?, limit: String?) -> Response {
        guard let bus = buses.first(where: { $0.module.name == system }) else {
            let known = buses.map(\.module.name).joined(separator: ", ")
            return Self.problem(.notFound, "There is no system '\(system)'", allowed: known)
        }
        guard let start = Int64(after ?? "0"), start >= 0 else {
            return Self.problem(
                .badRequest, "'\(after ?? "")' is no place in the feed", allowed: "a whole number from 0")
        }
        guard let count = Int(limit ?? String(Self.defaultLimit)), (1...Self.maximumLimit).contains(count) else {
            return Self.problem(.badRequest, "'\(limit ?? "")' is no limit", allowed: "1 to \(Self.maximumLimit)")
        }
        do {
            let entries = try bus.store.read { try Feed.entries(after: start, limit: count, in: $0) }
            return Self.response(.ok, Self.json(entries, after: start, limit: count))
        } catch {
            return Self.problem(.serviceUnavailable, "The feed cannot be read: \(error)", allowed: "try again")
        }
    }

    private static func json(_ entries: [FeedEntry], after start: Int64, limit: Int) -> JSONWriter {
        var json = JSONWriter(reservingBytes: entries.count * 200 + 64)
        json.beginObject()
        json.key("changes")
        json.beginArray()
        for entry in entries {
            json.beginObject()
            json.key("sequence")
            json.number(entry.sequence)
            json.field("at", entry.at.description)
            json.field("event", entry.event)
            json.field("object", entry.object)
            json.field("id", entry.id)
            json.field("actor", entry.actor)
            json.field("correlation", entry.correlation)
            json.endObject()
        }
        json.endArray()
        json.key("next")
        json.number(entries.last?.sequence ?? start)
        json.key("hasMore")
        json.bool(entries.count == limit)
        json.endObject()
        return json
    }

    /// RFC 9457.
    private static func problem(_ status: HTTPResponse.Status, _ detail: String, allowed: String) -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.field("type", "about:blank")
        json.field("title", status.reasonPhrase)
        json.field("status", status.code)
        json.field("detail", detail)
        json.field("allowed", allowed)
        json.endObject()
        return response(status, json, type: "application/problem+json")
    }

    private static func response(
        _ status: HTTPResponse.Status, _ json: JSONWriter, type: String = "application/json"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}

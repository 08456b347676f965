import HTTPTypes
import Hummingbird
import Kernel
import Platform
import ServiceLifecycle
import Serving

/// Answers for the changes feed of one system, within the sight of who asks.
struct ChangesDesk {
    private let request: APIRequest

    init(_ request: APIRequest) { self.request = request }

    /// A page; with `wait`, an empty one waits for a change first.
    func page() async throws -> Response {
        let query = try request.query { ["after", "limit", "wait"].contains($0) }
        var reasons: [ProblemReason] = []
        let start = number("after", in: query, 0...Int64.max, "a whole number from 0", &reasons) ?? 0
        let most = Int64(APILimits.mostChanges)
        let limit = number("limit", in: query, 1...most, "1 to \(most)", &reasons) ?? Int64(APILimits.defaultChanges)
        let wait = number("wait", in: query, 0...30, "0 to 30 seconds", &reasons) ?? 0
        guard reasons.isEmpty else { throw Problem(.badRequest, reasons[0].reason.message, errors: reasons) }
        var strokes = request.bell.strokes
        var bite = try bite(after: start, limit: Int(limit))
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(wait)
        // Who waits takes a place that others need: not all of them, and not when the server is to stop.
        while bite.entries.isEmpty, !bite.hasMore, clock.now < deadline, request.bell.hasRoom,
            !Task.isShuttingDownGracefully
        {
            _ = await cancelWhenGracefulShutdown { [bell = request.bell, strokes] in
                await bell.ring(since: strokes, within: deadline - clock.now)
            }
            strokes = request.bell.strokes
            bite = try self.bite(after: bite.next, limit: Int(limit))
        }
        var json = JSONWriter(reservingBytes: bite.entries.count * 200 + 64)
        json.beginObject()
        json.key("changes")
        json.beginArray()
        for entry in bite.entries { Self.write(entry, to: &json) }
        json.endArray()
        json.key("next")
        json.number(bite.next)
        json.key("hasMore")
        json.bool(bite.hasMore)
        json.endObject()
        return Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    /// Server-sent events: every change as it is committed, and a comment every quarter minute to keep the line.
    func stream() async throws -> Response {
        var query = try request.query { $0 == "after" }
        if let last = request.headers[.lastEventID] { query = [("after", last)] }
        var reasons: [ProblemReason] = []
        let start = number("after", in: query, 0...Int64.max, "a whole number from 0", &reasons) ?? 0
        guard reasons.isEmpty else { throw Problem(.badRequest, reasons[0].reason.message, errors: reasons) }
        let desk = self
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                try await desk.follow(after: start, writer: &writer)
                try await writer.finish(nil)
            })
    }

    private func follow(after start: Int64, writer: inout any ResponseBodyWriter) async throws {
        var last = start
        try await writer.write(ByteBuffer(string: ": changes of \(request.bus.module.name)\n\n"))
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let strokes = request.bell.strokes
            let bite = try bite(after: last, limit: APILimits.defaultChanges)
            last = bite.next
            var text = ""
            for entry in bite.entries {
                var json = JSONWriter()
                Self.write(entry, to: &json)
                text += "id: \(entry.sequence)\nevent: \(entry.event)\ndata: \(json.text)\n\n"
            }
            if !bite.hasMore, text.isEmpty {
                let rang = await cancelWhenGracefulShutdown { [bell = request.bell] in
                    await bell.ring(since: strokes, within: .seconds(15))
                }
                text = rang ? "" : ": still here\n\n"
            }
            if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
        }
    }

    private struct Bite {
        var entries: [FeedEntry]
        var next: Int64
        var hasMore: Bool
    }

    /// The next entries of the feed; those that the actor may not see are passed over.
    private func bite(after start: Int64, limit: Int) throws -> Bite {
        let bus = request.bus
        let entries = try bus.store.read { try Feed.entries(after: start, limit: limit, in: $0) }
        let visible = try bus.read(as: request.actor) { reading in
            var sight = Sight(of: reading)
            return try entries.filter { try sight.covers($0) }
        }
        return Bite(entries: visible, next: entries.last?.sequence ?? start, hasMore: entries.count == limit)
    }

    private func number(
        _ name: String, in query: [(name: String, value: String)], _ range: ClosedRange<Int64>, _ allowed: String,
        _ reasons: inout [ProblemReason]
    ) -> Int64? {
        guard let text = query.first(where: { $0.name == name })?.value else { return nil }
        if let number = Int64(text), range.contains(number) { return number }
        reasons.append(
            ProblemReason(
                Reason(.invalidValue, "'\(text)' is no \(name)", field: name, allowed: allowed), parameter: name))
        return nil
    }

    private static func write(_ entry: FeedEntry, to json: inout JSONWriter) {
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
}

/// Which changes an actor may hear of: those of records that he may read.
struct Sight {
    private let reading: Reading
    private var known: [String: Bool] = [:]

    init(of reading: Reading) { self.reading = reading }

    mutating func covers(_ entry: FeedEntry) throws -> Bool {
        switch reading.policy.scope(reading.actor, reading: entry.object) {
        case .all: return true
        case .none: return false
        case .own, .team:
            let key = entry.object + "/" + entry.id
            if let answer = known[key] { return answer }
            guard let type = reading.module.object(entry.object) else { return false }
            let answer = try Self.isThere(type, entry.id, reading)
            known[key] = answer
            return answer
        }
    }

    private static func isThere<Object: BusinessObject>(
        _ type: Object.Type, _ id: String, _ reading: Reading
    ) throws -> Bool {
        try reading.find(ID<Object>(id)) != nil
    }
}

extension HTTPField.Name {
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
}

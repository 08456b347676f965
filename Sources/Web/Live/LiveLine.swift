import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Platform
import ServiceLifecycle
import Serving

extension SiteMap {
    /// How a browser that lost its line says what it heard last.
    private static let lastEventID = HTTPField.Name("Last-Event-ID")

    /// `GET /live?since=…`: server-sent events, one a commit, naming the objects that changed and that the reader may
    /// read. The first names what changed since the page was read, or since the line broke.
    mutating func addLiveChanges() {
        resource("live") { visit in
            let live = visit.site.live
            let last = Self.lastEventID.flatMap { visit.request.headers[$0] }
            let since = (last ?? visit.query("since")).flatMap { LivePlace($0) }
            guard let (number, bell) = live.listen(since: since) else {
                return Response(status: .serviceUnavailable, headers: [.retryAfter: "30"])
            }
            let actor = visit.actor
            let access = LiveChanges.sources.map { ($0, visit.bus($0).access) }
            return Response(
                status: .ok,
                headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "retry: 4000\n\n"))
                    for await _ in Self.withPulse(bell).cancelOnGracefulShutdown() {
                        let (changes, place) = live.take(number)
                        let seen = changes.filter { change in
                            guard case .object(let source, let object) = change else { return true }
                            guard let policy = access.first(where: { $0.0 == source })?.1 else { return true }
                            return policy.scope(actor, reading: object) > .none
                        }
                        // Without data it is no event: the browser only remembers the place.
                        let names = seen.map(\.name).sorted().joined(separator: " ")
                        let event = seen.isEmpty ? "" : "event: change\ndata: \(names)\n"
                        try await writer.write(ByteBuffer(string: "id: \(place)\n\(event)\n"))
                    }
                    try await writer.finish(nil)
                })
        }
    }

    /// Rings now and then without a cause: a line that nobody holds any more is noticed.
    private static func withPulse(_ bell: AsyncStream<Void>) -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let pulse = Task {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(20))
                    continuation.yield()
                }
            }
            let carrying = Task {
                for await _ in bell { continuation.yield() }
                continuation.finish()
            }
            continuation.onTermination = { _ in
                pulse.cancel()
                carrying.cancel()
            }
        }
    }
}

extension LiveChanges.Change {
    /// As a card's `data-live` says it.
    var name: String {
        switch self {
        case .object(let source, let object): "\(source.rawValue).\(object)"
        case .bridge: Source.bridge.rawValue
        case .everything: "everything"
        }
    }
}

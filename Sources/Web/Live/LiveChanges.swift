import Hummingbird
import Kernel
import NIOCore
import Platform
import ServiceLifecycle
import Serving
import Synchronization

/// What has changed, told to every open page at once: one reading of the audit trails for all of them. The trails, not
/// the feeds: what the bridge wrote home from the other system is announced by no feed, and pages show it.
final class LiveChanges: Sendable {
    /// One changed object. What a page does with it is read again on its reader's behalf.
    struct Change: Hashable, Sendable {
        let source: Source
        let object: String
    }

    private struct State {
        var next = 0
        var listeners: [Int: AsyncStream<[Change]>.Continuation] = [:]
        var places: [Source: Int64] = [:]
        var isReading = false
        var mustReadAgain = false
        var isAboutToTell = false
    }

    private let company: Company
    private let state = Mutex(State())
    /// Pages that listen at once; more are told to come again.
    static let mostListeners = 2_000
    static let longestBite = 1_000

    init(_ company: Company) {
        self.company = company
        for source in [Source.crm, .erp] {
            guard let bus = company.bus(source.rawValue) else { continue }
            bus.afterCommit { [weak self] in self?.wake() }
        }
        company.bridge.afterCommit { [weak self] in self?.bridgeMoved() }
        company.afterBridgeTurn { [weak self] in self?.bridgeMoved() }
    }

    private var isHeard: Bool { state.withLock { !$0.listeners.isEmpty } }

    private func last(_ source: Source) -> Int64 {
        let bus = company.bus(source.rawValue)
        let last = try? bus?.store.read { try $0.integer("SELECT coalesce(max(seq), 0) FROM audit") }
        return Int64(last ?? 0)
    }

    /// nil when too many listen already.
    func listen() -> AsyncStream<[Change]>? {
        let (stream, continuation) = AsyncStream.makeStream(of: [Change].self, bufferingPolicy: .bufferingNewest(16))
        // While nobody listened, nobody read: what happened then is on the page already.
        let places = isHeard ? [:] : Dictionary(uniqueKeysWithValues: [Source.crm, .erp].map { ($0, last($0)) })
        let number = state.withLock { state -> Int? in
            if state.listeners.isEmpty { state.places.merge(places) { $1 } }
            guard state.listeners.count < Self.mostListeners else { return nil }
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        guard let number else { return nil }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.listeners[number] = nil }
        }
        return stream
    }

    /// On the committing thread: the reading happens elsewhere, once for any number of commits.
    private func wake() {
        let begins = state.withLock { state in
            if state.listeners.isEmpty { return false }
            state.mustReadAgain = true
            if state.isReading { return false }
            state.isReading = true
            return true
        }
        if begins { Task { await read() } }
    }

    private func read() async {
        while state.withLock({ state in
            defer { state.mustReadAgain = false }
            if !state.mustReadAgain { state.isReading = false }
            return state.mustReadAgain
        }) {
            var changes: Set<Change> = []
            for source in [Source.crm, .erp] {
                guard let bus = company.bus(source.rawValue) else { continue }
                let place = state.withLock { $0.places[source] ?? 0 }
                guard let bite = try? bus.store.read({ try Self.bite(after: place, in: $0) }) else { continue }
                for object in bite.objects { changes.insert(Change(source: source, object: object)) }
                state.withLock { state in
                    state.places[source] = bite.last
                    if bite.count == Self.longestBite { state.mustReadAgain = true }
                }
            }
            tell(Array(changes))
        }
    }

    /// Which objects changed after a place of the audit trail.
    private static func bite(
        after place: Int64, in session: any StoreSession
    ) throws(StoreError) -> (objects: [String], last: Int64, count: Int) {
        let rows = try session.rows(
            """
            SELECT object, max(seq), count(*)
            FROM (SELECT object, seq FROM audit WHERE seq > ? ORDER BY seq LIMIT \(longestBite)) AS bite
            GROUP BY object
            """, [.integer(place)], as: [.text, .integer, .integer])
        var (last, count) = (place, 0)
        for row in rows {
            if case .integer(let sequence) = row[1] { last = max(last, sequence) }
            if case .integer(let number) = row[2] { count += Int(number) }
        }
        return (rows.map { $0[0].text }, last, count)
    }

    /// How many turns of the bridge are told as one. Milliseconds.
    static let bridgePauseMilliseconds = 100

    /// The bridge turns some hundred times a second when there is work; pages need not hear of each.
    private func bridgeMoved() {
        let begins = state.withLock { state in
            if state.listeners.isEmpty || state.isAboutToTell { return false }
            state.isAboutToTell = true
            return true
        }
        guard begins else { return }
        Task {
            try? await Task.sleep(for: .milliseconds(Self.bridgePauseMilliseconds))
            // What moves from here on is told the next time.
            state.withLock { $0.isAboutToTell = false }
            tell([Change(source: .bridge, object: "")])
        }
    }

    private func tell(_ changes: [Change]) {
        guard !changes.isEmpty else { return }
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield(changes) }
    }
}

extension SiteMap {
    /// `GET /live`: server-sent events, one a commit, naming the objects that changed and that the reader may read.
    mutating func addLiveChanges() {
        let live = LiveChanges(company)
        resource("live") { visit in
            guard let changes = live.listen() else {
                return Response(status: .serviceUnavailable, headers: [.retryAfter: "30"])
            }
            let actor = visit.actor
            let access = [Source.crm, .erp].map { ($0, visit.bus($0).access) }
            return Response(
                status: .ok,
                headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "retry: 4000\n\n"))
                    for await batch in Self.withPulse(changes).cancelOnGracefulShutdown() {
                        let seen = batch.filter { change in
                            guard let policy = access.first(where: { $0.0 == change.source })?.1 else { return true }
                            return policy.scope(actor, reading: change.object) > .none
                        }
                        let text =
                            seen.isEmpty
                            ? ": \n\n" : "event: change\ndata: \(seen.map(\.name).joined(separator: " "))\n\n"
                        try await writer.write(ByteBuffer(string: text))
                    }
                    try await writer.finish(nil)
                })
        }
    }

    /// With an empty batch now and then: a line that nobody holds any more is noticed.
    private static func withPulse(_ changes: AsyncStream<[LiveChanges.Change]>) -> AsyncStream<[LiveChanges.Change]> {
        AsyncStream { continuation in
            let pulse = Task {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(20))
                    continuation.yield([])
                }
            }
            let carrying = Task {
                for await batch in changes { continuation.yield(batch) }
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
    var name: String { object.isEmpty ? source.rawValue : "\(source.rawValue).\(object)" }
}

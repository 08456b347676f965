import Kernel
import Platform
import Serving
import Synchronization

/// What has changed, told to every open page at once: one reading of the audit trails for all of them. The trails, not
/// the feeds: what the bridge wrote home from the other system is announced by no feed, and pages show it.
final class LiveChanges: Sendable {
    /// What a page is told. What it does with it is read again on its reader's behalf.
    enum Change: Hashable, Sendable {
        /// An object of the CRM or the ERP of which some record changed.
        case object(Source, String)
        case bridge
        /// More than is worth naming.
        case everything
    }

    /// A page's line: what it has still to be told.
    private struct Listener {
        let bell: AsyncStream<Void>.Continuation
        var pending: Set<Change> = []
    }

    private struct State {
        var next = 0
        var listeners: [Int: Listener] = [:]
        /// What there is, as far as looked, and where to look again.
        var last: LivePlace
        var moved = Set(LiveChanges.sources)
        /// Up to where the listeners have been told.
        var told: LivePlace
        var isReading = false
        var mustReadAgain = false
        var isAboutToTell = false

        mutating func tell(_ changes: Set<Change>) {
            guard !changes.isEmpty else { return }
            for number in listeners.keys { listeners[number]?.pending.formUnion(changes) }
            for listener in listeners.values { listener.bell.yield() }
        }
    }

    private let company: Company
    private let state: Mutex<State>
    /// The systems whose audit trails are read.
    static let sources = [Source.crm, .erp]
    /// Pages that listen at once; more are told to come again.
    static let mostListeners = 2_000
    static let longestBite = 1_000
    /// How many turns of the bridge are told as one. Milliseconds.
    static let bridgePauseMilliseconds = 100

    init(_ company: Company) {
        self.company = company
        let start = LivePlace(run: company.crm.world.now().microseconds)
        state = Mutex(State(last: start, told: start))
        for source in Self.sources {
            company.bus(source.rawValue)?.afterCommit { [weak self] in self?.moved(source) }
        }
        company.bridge.afterCommit { [weak self] in self?.bridgeMoved() }
        company.afterBridgeTurn { [weak self] in self?.bridgeMoved() }
    }

    /// Where a page begins whose content is read after this: it may have seen more, never less. Looks only where
    /// something was committed since somebody looked last.
    func place() -> LivePlace {
        let moved = state.withLock { state in
            defer { state.moved = [] }
            return state.moved
        }
        let found = moved.map { ($0, last($0)) }
        return state.withLock { state in
            for (source, last) in found {
                if let last { state.last[source] = max(state.last[source], last) } else { state.moved.insert(source) }
            }
            return state.last
        }
    }

    private func last(_ source: Source) -> Int64? {
        let store = company.bus(source.rawValue)?.store
        return (try? store?.read { try $0.integer("SELECT coalesce(max(seq), 0) FROM audit") }).map(Int64.init)
    }

    // MARK: A page's line

    /// Begins to tell a page what changed after its place; nil when too many listen already.
    func listen(since: LivePlace?) -> (number: Int, bell: AsyncStream<Void>)? {
        let (stream, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let now = place()
        let number = state.withLock { state -> Int? in
            guard state.listeners.count < Self.mostListeners else { return nil }
            // While nobody listened, nobody was told.
            if state.listeners.isEmpty { state.told = now }
            state.next += 1
            state.listeners[state.next] = Listener(bell: bell)
            return state.next
        }
        guard let number else { return nil }
        bell.onTermination = { [weak self] _ in
            self?.state.withLock { $0.listeners[number] = nil }
        }
        // Whatever is committed from here on is told; what was before is looked up.
        let missed = missed(since: since ?? now)
        state.withLock { $0.listeners[number]?.pending.formUnion(missed) }
        bell.yield()
        return (number, stream)
    }

    /// What a page has not been told, and where it is when it has been told that.
    func take(_ number: Int) -> (changes: Set<Change>, place: LivePlace) {
        state.withLock { state in
            let pending = state.listeners[number]?.pending ?? []
            state.listeners[number]?.pending = []
            return (pending, state.told)
        }
    }

    private func missed(since: LivePlace) -> Set<Change> {
        var missed: Set<Change> = []
        for source in Self.sources {
            guard let store = company.bus(source.rawValue)?.store,
                let bite = try? store.read({ try Self.bite(after: since[source], in: $0) })
            else { return [.everything] }
            // A place past the end is of a database that has since been restored.
            if bite.count == Self.longestBite || bite.isPastTheEnd { return [.everything] }
            missed.formUnion(bite.objects.map { .object(source, $0) })
        }
        let last = state.withLock { $0.last }
        if last.run != since.run || last.bridge != since.bridge { missed.insert(.bridge) }
        return missed
    }

    // MARK: What has happened

    /// On the committing thread: the reading happens elsewhere, once for any number of commits.
    private func moved(_ source: Source) {
        let begins = state.withLock { state in
            state.moved.insert(source)
            if state.listeners.isEmpty { return false }
            state.mustReadAgain = true
            if state.isReading { return false }
            state.isReading = true
            return true
        }
        if begins { Task { read() } }
    }

    private func read() {
        while state.withLock({ state in
            defer { state.mustReadAgain = false }
            if !state.mustReadAgain { state.isReading = false }
            return state.mustReadAgain
        }) {
            for source in Self.sources {
                guard let store = company.bus(source.rawValue)?.store else { continue }
                let place = state.withLock { $0.told[source] }
                guard let bite = try? store.read({ try Self.bite(after: place, in: $0) }) else { continue }
                state.withLock { state in
                    state.told[source] = bite.last
                    if bite.count == Self.longestBite { state.mustReadAgain = true }
                    state.tell(Set(bite.objects.map { .object(source, $0) }))
                }
            }
        }
    }

    private struct Bite {
        var objects: [String] = []
        var last: Int64 = 0
        var count = 0
        var isPastTheEnd = false
    }

    /// Which objects changed after a place of the audit trail.
    private static func bite(after place: Int64, in session: any StoreSession) throws(StoreError) -> Bite {
        let rows = try session.rows(
            """
            SELECT object, max(seq), count(*)
            FROM (SELECT object, seq FROM audit WHERE seq > ? ORDER BY seq LIMIT \(longestBite)) AS bite
            GROUP BY object
            """, [.integer(place)], as: [.text, .integer, .integer])
        var bite = Bite(objects: rows.map { $0[0].text }, last: place)
        for row in rows {
            if case .integer(let sequence) = row[1] { bite.last = max(bite.last, sequence) }
            if case .integer(let number) = row[2] { bite.count += Int(number) }
        }
        if rows.isEmpty, place > 0 {
            bite.isPastTheEnd = try session.integer("SELECT coalesce(max(seq), 0) FROM audit") < Int(place)
        }
        return bite
    }

    /// The bridge turns some hundred times a second when there is work; pages need not hear of each.
    private func bridgeMoved() {
        let begins = state.withLock { state in
            state.last.bridge += 1
            if state.listeners.isEmpty || state.isAboutToTell { return false }
            state.isAboutToTell = true
            return true
        }
        guard begins else { return }
        Task {
            try? await Task.sleep(for: .milliseconds(Self.bridgePauseMilliseconds))
            // What moves from here on is told the next time.
            state.withLock { state in
                state.isAboutToTell = false
                state.told.bridge = state.last.bridge
                state.tell([.bridge])
            }
        }
    }
}

import Identity
import Kernel
import Platform
import Synchronization

/// Who holds which session or token, remembered for a few seconds. Every commit to the bridge's database, where
/// people are kept, forgets all: a revoked session or a withdrawn role counts from the next request.
public final class OpenSessions: Sendable {
    private let bus: CommandBus
    private let known = Mutex(Known())

    /// For how long somebody is not looked up again.
    static let rememberedSeconds = 5
    static let mostRemembered = 10_000

    private struct Known {
        var people: [String: (person: Person, until: Instant)] = [:]
        /// Counts the commits, so that what was read before one is not remembered after it.
        var generation = 0
    }

    public init(bus: CommandBus) {
        self.bus = bus
        bus.afterCommit { [weak self] in self?.forget() }
    }

    /// The person whose browser holds this secret; nil when there is none, or no longer.
    public func person(session secret: BearerSecret) throws -> Person? {
        try person(secret.hash) { hash, now, session in
            try Person.holding(sessionHash: hash, at: now, in: session)
        }
    }

    /// The person for whom a program with this token acts.
    public func person(token secret: BearerSecret) throws -> Person? {
        try person(secret.hash) { hash, now, session in try Person.holding(tokenHash: hash, at: now, in: session) }
    }

    public func forget() {
        known.withLock { known in
            known.generation += 1
            known.people.removeAll(keepingCapacity: true)
        }
    }

    private func person(
        _ hash: String, _ lookUp: (String, Instant, any StoreSession) throws -> Person?
    ) throws -> Person? {
        let now = bus.world.now()
        let (remembered, generation) = known.withLock { ($0.people[hash], $0.generation) }
        if let remembered, now < remembered.until { return remembered.person }
        guard let person = try bus.store.read({ try lookUp(hash, now, $0) }) else { return nil }
        known.withLock { known in
            guard known.generation == generation else { return }
            if known.people.count >= Self.mostRemembered { known.people.removeAll(keepingCapacity: true) }
            known.people[hash] = (person, now.adding(seconds: Self.rememberedSeconds))
        }
        return person
    }
}

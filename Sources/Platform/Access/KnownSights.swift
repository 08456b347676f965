import Kernel
import Synchronization

/// What people of the same roles read and see of each object: worked out once, asked for with every query. It belongs
/// to one policy of one database and is forgotten with it.
final class KnownSights: Sendable {
    private struct Holder: Hashable {
        let roles: [Role]
        let mayRead: Bool

        init(_ actor: Actor) {
            roles = actor.roles
            mayRead = actor.scopes?.contains("read") ?? true
        }
    }

    private struct Sights {
        var scopes: [String: Scope] = [:]
        var fields: [String: ShownFields] = [:]
    }

    private let known: Mutex<[Holder: Sights]> = Mutex([:])
    /// Different combinations of roles; more than people have.
    private static let mostHolders = 1_000

    func scope(of object: String, for actor: Actor, _ workOut: () -> Scope) -> Scope {
        let holder = Holder(actor)
        if let scope = known.withLock({ $0[holder]?.scopes[object] }) { return scope }
        let scope = workOut()
        note(holder) { $0.scopes[object] = scope }
        return scope
    }

    func fields(of object: String, for actor: Actor, _ workOut: () -> ShownFields) -> ShownFields {
        let holder = Holder(actor)
        if let fields = known.withLock({ $0[holder]?.fields[object] }) { return fields }
        let fields = workOut()
        note(holder) { $0.fields[object] = fields }
        return fields
    }

    private func note(_ holder: Holder, _ change: (inout Sights) -> Void) {
        known.withLock { known in
            if known.count >= Self.mostHolders { known.removeAll(keepingCapacity: true) }
            change(&known[holder, default: Sights()])
        }
    }
}

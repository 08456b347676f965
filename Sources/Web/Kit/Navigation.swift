import Kernel
import Platform

/// One entry of the rail: where it leads, and what one must be allowed to read to see it.
public struct NavigationEntry: Sendable {
    public let source: Source
    public let title: String
    public let path: String
    /// Objects of that system; the entry is shown to whoever may read all of them. Empty: to everybody.
    public let reads: [String]
    /// Or, for what is a matter of doing: one of these permissions is needed too, when there are any.
    public let may: [Permission]
    /// Lower stands higher.
    public let order: Int
    /// How many things wait there; nil or 0 shows nothing.
    public let count: @Sendable (Visit) -> Int

    public init(
        _ source: Source, _ title: String, _ path: String, reads: [any BusinessObject.Type] = [],
        may: [Permission] = [], order: Int = 50, count: @escaping @Sendable (Visit) -> Int = { _ in 0 }
    ) {
        self.source = source
        self.title = title
        self.path = path
        self.reads = reads.map { $0.objectName }
        self.may = may
        self.order = order
        self.count = count
    }

    func isShown(to visit: Visit) -> Bool { isShown(to: visit.actor, by: visit.bus(source).access) }

    /// By the policy of its system.
    func isShown(to actor: Actor, by access: AccessPolicy) -> Bool {
        guard reads.allSatisfy({ access.scope(actor, reading: $0) > .none }) else { return false }
        return may.isEmpty || may.contains { access.allows(actor, $0) }
    }
}

import Kernel
import Platform
import Synchronization

/// Brings the roles of a company's tables to where they are asked: the policies of its buses. Copies the program's
/// sheet at the first start, and follows every change from then on.
public final class RolesInForce: Sendable {
    private let bridge: CommandBus
    private let buses: [CommandBus]
    private let state = Mutex(State())

    private struct State {
        var isFollowing = false
        var edition: Edition?
    }

    /// What changes with every change of a role.
    private struct Edition: Hashable {
        var roles = 0
        var versions = 0
    }

    /// - Parameters:
    ///   - bridge: in whose database people and roles are kept.
    ///   - buses: all that shall obey, the bridge's own among them.
    public init(bridge: CommandBus, buses: [CommandBus]) {
        self.bridge = bridge
        self.buses = buses
    }

    /// Installs what is missing, puts the roles in force and keeps them so. Once; again it does nothing.
    public func follow() throws {
        guard
            state.withLock({ state in
                defer { state.isFollowing = true }
                return !state.isFollowing
            })
        else { return }
        let isCurrent = try bridge.store.read { session in
            let known = try session.all(Select<RoleDefinition>())
            return StandardRoles.roles.allSatisfy { role, _ in
                known.contains {
                    $0.name == role.name && ($0.isChanged || $0.sheetDigest == InstallStandardRoles.digest(of: role))
                }
            }
        }
        if !isCurrent { try bridge.run(InstallStandardRoles(), by: .system) }
        try refresh()
        bridge.afterCommit { [weak self] in
            // What cannot be read now is read after the next commit; until then the roles known stay in force.
            try? self?.refresh()
        }
    }

    /// Reads the roles anew if they have changed.
    public func refresh() throws {
        let known = state.withLock { $0.edition }
        let (edition, roles) = try bridge.store.read { session -> (Edition, [Role: [RoleRight]]?) in
            let edition = Edition(
                roles: try session.integer("SELECT count(*) FROM role_definition"),
                versions: try session.integer("SELECT coalesce(sum(version), 0) FROM role_definition"))
            return (edition, edition == known ? nil : try Self.roles(in: session))
        }
        guard let roles, !roles.isEmpty else { return }
        for bus in buses { bus.replaceAccess(AccessPolicy(roles, in: bus.module.name)) }
        state.withLock { $0.edition = edition }
    }

    /// The rights of every role, from its tables.
    public static func roles(in session: any StoreSession) throws(StoreError) -> [Role: [RoleRight]] {
        var roles: [Role: [RoleRight]] = [:]
        let rules = Dictionary(grouping: try session.all(Select<RoleRule>()), by: \.definition)
        for definition in try session.all(Select<RoleDefinition>()) {
            roles[Role(definition.name)] = rules[definition.id, default: []].map(\.right)
        }
        return roles
    }
}

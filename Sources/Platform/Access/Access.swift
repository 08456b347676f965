import Kernel

/// What may be done: `noun.verb`, the name of a command or of a kind of reading.
public struct Permission: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let raw: String
    public init(_ raw: String) { self.raw = raw }
    public init(stringLiteral value: String) { raw = value }
    public var description: String { raw }
}

/// Who acts: a person, or a part of the system acting in its own name.
public struct Actor: Hashable, Sendable {
    public let id: String
    public let name: String
    public let roles: [Role]

    public init(id: String, name: String, roles: [Role]) {
        self.id = id
        self.name = name
        self.roles = roles
    }

    /// The bridge writes in its own name; the audit says for whom by the correlation.
    public static let bridge = Actor(id: "bridge", name: "Bridge", roles: [.bridge])
    /// Imports, set-up and scheduled jobs.
    public static let system = Actor(id: "system", name: "Tandem", roles: [.system])
}

/// A named set of permissions: data, not code.
public struct Role: Hashable, Sendable {
    public let name: String
    public init(_ name: String) { self.name = name }

    public static let sales = Role("sales")
    public static let salesManager = Role("sales manager")
    public static let finance = Role("finance")
    public static let operations = Role("operations")
    public static let warehouse = Role("warehouse")
    public static let support = Role("support")
    public static let integrationAdmin = Role("integration admin")
    public static let auditor = Role("auditor")
    public static let bridge = Role("bridge")
    public static let system = Role("system")
}

/// Which role holds which permission. A grant is a permission, or a noun with a star: `quote.*`.
public struct AccessPolicy: Sendable {
    private let grants: [Role: Set<String>]

    public init(_ grants: [Role: [String]]) { self.grants = grants.mapValues(Set.init) }

    public func allows(_ actor: Actor, _ permission: Permission) -> Bool {
        let noun = permission.raw.prefix { $0 != "." } + ".*"
        return actor.roles.contains { role in
            guard let grants = grants[role] else { return false }
            return grants.contains("*") || grants.contains(permission.raw) || grants.contains(String(noun))
        }
    }

    /// Says who may, not only who may not.
    func refusal(_ actor: Actor, _ permission: Permission, command: String) -> Refusal {
        let holders = grants.keys.filter { allows(Actor(id: "", name: "", roles: [$0]), permission) }
        return Refusal(
            .notPermitted, "\(actor.name) may not \(command)",
            allowed: holders.map(\.name).sorted().joined(separator: ", "), fixedBy: "integration admin")
    }

    /// Role × permission, for the golden file.
    public func matrix(of permissions: [Permission]) -> String {
        let roles = grants.keys.sorted { $0.name < $1.name }
        return permissions.map(\.raw).sorted().map { permission in
            let holders = roles.filter { allows(Actor(id: "", name: "", roles: [$0]), Permission(permission)) }
            return "\(permission): \(holders.map(\.name).joined(separator: ", "))"
        }.joined(separator: "\n") + "\n"
    }
}

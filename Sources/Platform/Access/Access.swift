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
    /// The ids of the people whose records he may read as his team's.
    public let team: [String]
    /// What a token narrows its owner's rights to: "read", "write", or permissions. nil narrows nothing.
    public let scopes: Set<String>?

    public init(id: String, name: String, roles: [Role], team: [String] = [], scopes: Set<String>? = nil) {
        self.id = id
        self.name = name
        self.roles = roles
        self.team = team
        self.scopes = scopes
    }

    /// The bridge writes in its own name; the audit says for whom by the correlation.
    public static let bridge = Actor(id: "bridge", name: "Bridge", roles: [.bridge])
    /// Imports, set-up and scheduled jobs.
    public static let system = Actor(id: "system", name: "Tandem", roles: [.system])
}

extension Actor {
    /// A token's scopes narrow what its owner may do: `write` is every command, a permission or `quote.*` is itself.
    func isWithinScopes(_ permission: Permission) -> Bool {
        guard let scopes else { return true }
        return scopes.contains("write") || RoleAccess(commands: scopes).allows(permission)
    }
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
    public static let marketing = Role("marketing")
    public static let auditor = Role("auditor")
    public static let executive = Role("executive")
    /// Everybody who is signed in: what one may do with one's own sign-in.
    public static let person = Role("person")
    public static let bridge = Role("bridge")
    public static let system = Role("system")
}

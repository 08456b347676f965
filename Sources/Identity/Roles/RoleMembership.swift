import Kernel
import Platform

/// That a person has a role.
public struct RoleMembership: BusinessObject {
    public var id = ID<RoleMembership>.blank
    public var version = 0
    public var user = ID<User>.blank
    /// The role's name: "sales manager".
    public var role = ""
    public init() {}
    public init(user: ID<User>, role: String) {
        self.user = user
        self.role = role
    }

    public static let schema = Schema<RoleMembership>("RoleMembership") { s in
        s.field("user", \.user, .required)
        s.field("role", \.role, .required, .indexed, .maxLength(60))
        s.parent("user")
        s.unique("user", "role")
    }
}

extension Transaction {
    /// The role's own name. Refuses `unknownRole`, naming those there are.
    func knownRole(_ text: String) throws(Refusal) -> String {
        let words = text.split(separator: " ").joined(separator: " ")
        let defined = try all(Select<RoleDefinition>().ordered(by: \.name)).map(\.name)
        let known = defined.isEmpty ? StandardRoles.roles.map(\.role.name) : defined
        guard known.contains(words) else {
            throw Refusal(
                .unknownRole, "There is no role '\(words)'", document: "User", field: "role",
                allowed: known.joined(separator: ", "), fixedBy: "integration admin")
        }
        return words
    }
}

import Kernel
import Platform

/// Gives a person a role. Refuses: notFound, unknownRole, duplicate when he has it.
public struct GrantRole: Command {
    public static let name = "role.grant"
    public static let permission: Permission = "role.grant"
    public var user = ID<User>.blank
    public var role = ""
    public init() {}
    public init(_ role: Role, to user: ID<User>) {
        self.user = user
        self.role = role.name
    }

    public static let input = Schema<GrantRole>("GrantRole") { s in
        s.field("user", \.user, .required)
        s.field("role", \.role, .required, .maxLength(60))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let user = try tx.load(user)
        try tx.insert(RoleMembership(user: user.id, role: try tx.knownRole(role)))
        return NoAnswer()
    }
}

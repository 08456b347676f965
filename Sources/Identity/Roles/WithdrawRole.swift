import Kernel
import Platform

/// Takes a role from a person. Refuses: notFound when he has it not, lastAdministrator.
public struct WithdrawRole: Command {
    public static let name = "role.withdraw"
    public static let permission: Permission = "role.withdraw"
    public var user = ID<User>.blank
    public var role = ""
    public init() {}
    public init(_ role: Role, from user: ID<User>) {
        self.user = user
        self.role = role.name
    }

    public static let input = Schema<WithdrawRole>("WithdrawRole") { s in
        s.field("user", \.user, .required)
        s.field("role", \.role, .required, .maxLength(60))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let user = try tx.load(user)
        let held = Select<RoleMembership>().where(\.user, .equal, user.id).where(\.role, .equal, role)
        guard let membership = try tx.first(held) else {
            throw Refusal(
                .notFound, "\(user.name) does not have the role '\(role)'", document: "User \(user.signInName)",
                field: "role", allowed: "a role that he has", fixedBy: "integration admin")
        }
        if role == Role.integrationAdmin.name { try tx.refuseToLoseLastAdministrator(user) }
        try tx.delete(membership)
        return NoAnswer()
    }
}

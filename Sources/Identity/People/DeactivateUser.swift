import Kernel
import Platform

/// Shuts a person out: no sign-in, and every session and token of his ends. Refuses: notFound, lastAdministrator.
public struct DeactivateUser: Command {
    public static let name = "user.deactivate"
    public static let permission: Permission = "user.deactivate"
    public var user = ID<User>.blank
    public init() {}
    public init(_ user: ID<User>) { self.user = user }
    public static let input = Schema<DeactivateUser>("DeactivateUser") { s in s.field("user", \.user, .required) }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var user = try tx.load(user)
        try tx.refuseToLoseLastAdministrator(user)
        user.isActive = false
        try tx.update(user)
        try tx.endSessions(of: user.id)
        for var token in try tx.all(
            Select<APIToken>().where(\.user, .equal, user.id).where(\.isRevoked, .equal, false))
        {
            token.isRevoked = true
            try tx.update(token)
        }
        return NoAnswer()
    }
}

import Kernel
import Platform

/// Lets a person in again, and forgets his wrong attempts. Refuses: notFound.
public struct ReactivateUser: Command {
    public static let name = "user.reactivate"
    public static let permission: Permission = "user.reactivate"
    public var user = ID<User>.blank
    public init() {}
    public init(_ user: ID<User>) { self.user = user }
    public static let input = Schema<ReactivateUser>("ReactivateUser") { s in s.field("user", \.user, .required) }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var user = try tx.load(user)
        user.isActive = true
        user.failedSignIns = 0
        user.lockedUntil = nil
        try tx.update(user)
        return NoAnswer()
    }
}

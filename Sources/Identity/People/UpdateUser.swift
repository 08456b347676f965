import Kernel
import Platform

/// Changes what is known of a person: name, e-mail, team, time zone, locale.
/// Refuses: notFound, requiredField, duplicate.
public struct UpdateUser: Command {
    public static let name = "user.update"
    public static let permission: Permission = "user.update"
    public var user = ID<User>.blank
    public var changes = FieldChanges<User>()
    public init() {}
    public init(_ user: ID<User>, changes: FieldChanges<User>) {
        self.user = user
        self.changes = changes
    }

    public static let input = Schema<UpdateUser>("UpdateUser") { s in
        s.field("user", \.user, .required)
        s.fields(of: User.self, at: \.changes) { $0.isWritable && $0.name != "signInName" }
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        try tx.update(changes.applied(to: tx.load(user)))
        return NoAnswer()
    }
}

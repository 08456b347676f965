import Kernel
import Platform

/// Ends another session of one's own; an integration admin ends anybody's. Refuses: notFound, notPermitted.
public struct RevokeSession: Command {
    public static let name = "session.revoke"
    public static let permission: Permission = "own.revokeSession"
    public var session = ID<Session>.blank
    public init() {}
    public init(_ session: ID<Session>) { self.session = session }
    public static let input = Schema<RevokeSession>("RevokeSession") { s in s.field("session", \.session, .required) }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var session = try tx.load(session)
        if !tx.may("session.revoke") { _ = try tx.ownUser(session.user) }
        session.isRevoked = true
        try tx.update(session)
        return NoAnswer()
    }
}

import Kernel
import Platform

/// Ends one's own session. Refuses: notFound, notPermitted for somebody else's.
public struct SignOut: Command {
    public static let name = "session.signOut"
    public static let permission: Permission = "own.signOut"
    public static let isInternal = true
    public var session = ID<Session>.blank
    public init() {}
    public init(_ session: ID<Session>) { self.session = session }
    public static let input = Schema<SignOut>("SignOut") { s in s.field("session", \.session, .required) }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var session = try tx.load(session)
        _ = try tx.ownUser(session.user)
        session.isRevoked = true
        try tx.update(session)
        return NoAnswer()
    }
}

import Kernel
import Platform

/// Notes that a session is in use. Refuses: notFound.
public struct TouchSession: Command {
    public static let name = "session.touch"
    public static let permission: Permission = "session.touch"
    public static let isInternal = true
    public var session = ID<Session>.blank
    public init() {}
    public init(_ session: ID<Session>) { self.session = session }
    public static let input = Schema<TouchSession>("TouchSession") { s in s.field("session", \.session, .required) }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var session = try tx.load(session)
        guard !session.isRevoked else { return NoAnswer() }
        session.lastSeenAt = tx.now
        try tx.update(session)
        return NoAnswer()
    }
}

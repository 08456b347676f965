import Kernel
import Platform

/// Counts a wrong attempt; the tenth shuts sign-in for a quarter of an hour, each further one for twice as long.
/// While it is shut, attempts do not count. Refuses: notFound.
public struct RecordFailedSignIn: Command {
    public static let name = "session.recordFailure"
    public static let permission: Permission = "session.recordFailure"
    public static let isInternal = true
    public var user = ID<User>.blank
    public init() {}
    public init(_ user: ID<User>) { self.user = user }
    public static let input = Schema<RecordFailedSignIn>("RecordFailedSignIn") { s in
        s.field("user", \.user, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var user = try tx.load(user)
        guard !user.isLocked(at: tx.now) else { return NoAnswer() }
        user.noteFailure(at: tx.now)
        try tx.update(user)
        return NoAnswer()
    }
}

import Kernel
import Platform

/// Sets one's own new password, whose hash was made outside after the old one was found right. Every other session
/// ends. Refuses: notFound, notPermitted, requiredField.
public struct ChangePassword: Command {
    public static let name = "user.changePassword"
    public static let permission: Permission = "own.changePassword"
    public static let isInternal = true
    public var user = ID<User>.blank
    public var passwordHash = ""
    /// The session in which he changes it goes on.
    public var session: ID<Session>?
    public init() {}
    public init(_ user: ID<User>, passwordHash: PasswordHash, in session: ID<Session>? = nil) {
        self.user = user
        self.passwordHash = passwordHash.text
        self.session = session
    }

    public static let input = Schema<ChangePassword>("ChangePassword") { s in
        s.field("user", \.user, .required)
        s.field("passwordHash", \.passwordHash, .required, .secret, .maxLength(200))
        s.field("session", \.session)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var user = try tx.ownUser(user)
        user.passwordHash = passwordHash
        user.mustChangePassword = false
        try tx.update(user)
        try tx.endSessions(of: user.id, but: session)
        return NoAnswer()
    }
}

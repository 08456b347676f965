import Kernel
import Platform

/// Gives somebody a new password that he must change, opens his lock, ends his sessions. Refuses: notFound.
public struct ResetPassword: Command {
    public static let name = "user.resetPassword"
    public static let permission: Permission = "user.resetPassword"
    public static let isInternal = true
    public var user = ID<User>.blank
    public var passwordHash = ""
    public var mustChange = true
    public init() {}
    public init(_ user: ID<User>, passwordHash: PasswordHash, mustChange: Bool = true) {
        self.user = user
        self.passwordHash = passwordHash.text
        self.mustChange = mustChange
    }

    public static let input = Schema<ResetPassword>("ResetPassword") { s in
        s.field("user", \.user, .required)
        s.field("passwordHash", \.passwordHash, .required, .secret, .maxLength(200))
        s.field("mustChange", \.mustChange)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var user = try tx.load(user)
        user.passwordHash = passwordHash
        user.mustChangePassword = mustChange
        user.failedSignIns = 0
        user.lockedUntil = nil
        try tx.update(user)
        try tx.endSessions(of: user.id)
        return NoAnswer()
    }
}

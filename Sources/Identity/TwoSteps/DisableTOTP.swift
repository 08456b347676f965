import Kernel
import Platform

/// Switches sign-in in two steps off: one's own with a code, anybody's by who may reset passwords. Refuses: notFound,
/// notPermitted, wrongCode.
public struct DisableTOTP: Command {
    public static let name = "user.disableTOTP"
    public static let permission: Permission = "own.disableTOTP"
    public static let isInternal = true
    public var user = ID<User>.blank
    public var code = ""
    public init() {}
    public init(_ user: ID<User>, code: String = "") {
        self.user = user
        self.code = code
    }

    public static let input = Schema<DisableTOTP>("DisableTOTP") { s in
        s.field("user", \.user, .required)
        s.field("code", \.code, .secret, .maxLength(20))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var user = try tx.load(user)
        if user.signInName == actor.id || !tx.may("user.resetPassword") {
            user = try tx.ownUser(user.id)
            try user.take(code: code, at: tx.now)
        }
        user.isTOTPOn = false
        user.totpSecret = ""
        user.totpLastStep = 0
        try tx.update(user)
        return NoAnswer()
    }
}

import Kernel
import Platform

/// Switches sign-in in two steps on, by a code that shows the authenticator works. Refuses: notFound, notPermitted,
/// wrongCode.
public struct ConfirmTOTP: Command {
    public static let name = "user.confirmTOTP"
    public static let permission: Permission = "own.confirmTOTP"
    public static let isInternal = true
    public var user = ID<User>.blank
    public var code = ""
    public init() {}
    public init(_ user: ID<User>, code: String) {
        self.user = user
        self.code = code
    }

    public static let input = Schema<ConfirmTOTP>("ConfirmTOTP") { s in
        s.field("user", \.user, .required)
        s.field("code", \.code, .required, .secret, .maxLength(20))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var user = try tx.ownUser(user)
        try user.take(code: code, at: tx.now)
        user.isTOTPOn = true
        try tx.update(user)
        return NoAnswer()
    }
}

import Kernel
import Platform

/// Keeps a new authenticator secret, made outside, until a code confirms it. Refuses: notFound, notPermitted,
/// wrongState when two steps are on already.
public struct EnrolTOTP: Command {
    public static let name = "user.enrolTOTP"
    public static let permission: Permission = "own.enrolTOTP"
    public static let isInternal = true
    public var user = ID<User>.blank
    public var secret = ""
    public init() {}
    public init(_ user: ID<User>, secret: String) {
        self.user = user
        self.secret = secret
    }

    public static let input = Schema<EnrolTOTP>("EnrolTOTP") { s in
        s.field("user", \.user, .required)
        s.field("secret", \.secret, .required, .secret, .maxLength(64))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var user = try tx.ownUser(user)
        guard !user.isTOTPOn else {
            throw Refusal(
                .wrongState, "Sign-in in two steps is on already", document: "User \(user.signInName)",
                allowed: "switch it off first", fixedBy: "the person")
        }
        user.totpSecret = secret
        user.totpLastStep = 0
        try tx.update(user)
        return NoAnswer()
    }
}

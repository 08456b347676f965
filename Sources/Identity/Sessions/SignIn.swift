import Kernel
import Platform

/// Opens a session for a person whose password has just been found right. The secret itself stays outside.
/// Refuses: notFound, signInRefused (not active), signInLocked, wrongCode (two steps are on and the code is missing,
/// wrong or used).
public struct SignIn: Command {
    public static let name = "session.signIn"
    public static let permission: Permission = "session.signIn"
    public static let isInternal = true
    public var user = ID<User>.blank
    public var tokenHash = ""
    public var code = ""
    /// Another house vouches for him: no code is asked.
    public var isVouchedFor = false
    public var address = ""
    public var userAgent = ""
    public init() {}
    public init(
        _ user: ID<User>, tokenHash: String, code: String = "", isVouchedFor: Bool = false, address: String = "",
        userAgent: String = ""
    ) {
        self.user = user
        self.tokenHash = tokenHash
        self.code = code
        self.isVouchedFor = isVouchedFor
        self.address = String(address.prefix(60))
        self.userAgent = String(userAgent.prefix(200))
    }

    public static let input = Schema<SignIn>("SignIn") { s in
        s.field("user", \.user, .required)
        s.field("tokenHash", \.tokenHash, .required, .secret, .maxLength(64))
        s.field("code", \.code, .secret, .maxLength(20))
        s.field("isVouchedFor", \.isVouchedFor)
        s.field("address", \.address, .maxLength(60))
        s.field("userAgent", \.userAgent, .maxLength(200))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Session> {
        var user = try tx.load(user)
        guard user.isActive else { throw SignInRefusal.refused }
        if user.isLocked(at: tx.now) { throw SignInRefusal.locked(user) }
        if user.isTOTPOn, !isVouchedFor { try user.take(code: code, at: tx.now) }
        user.failedSignIns = 0
        user.lockedUntil = nil
        try tx.update(user)
        var session = Session()
        session.user = user.id
        session.tokenHash = tokenHash
        session.createdAt = tx.now
        session.lastSeenAt = tx.now
        session.expiresAt = tx.now.adding(seconds: Session.longestSeconds)
        session.address = address
        session.userAgent = userAgent
        return try tx.insert(session).id
    }
}

/// What is said to somebody who does not come in.
public enum SignInRefusal {
    public static let refused = Refusal(
        .signInRefused, "The sign-in name, the password or the code is not right", document: "Sign-in",
        allowed: "your sign-in name and password", fixedBy: "integration admin")

    /// Said only to somebody who knows the password.
    static func locked(_ user: User) -> Refusal {
        Refusal(
            .signInLocked, "Too many wrong attempts: sign-in is shut until \(user.lockedUntil?.description ?? "later")",
            document: "Sign-in", allowed: "the right password after that time", fixedBy: "integration admin")
    }
}

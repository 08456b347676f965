import Kernel
import Platform

/// A browser that somebody signed in with. Ends by itself after a time without use, and at last in any case.
public struct Session: BusinessObject {
    public var id = ID<Session>.blank
    public var version = 0
    public var user = ID<User>.blank
    public var tokenHash = ""
    public var createdAt = Instant(microseconds: 0)
    public var lastSeenAt = Instant(microseconds: 0)
    public var expiresAt = Instant(microseconds: 0)
    public var isRevoked = false
    public var address = ""
    public var userAgent = ""
    public init() {}

    public static let schema = Schema<Session>("Session") { s in
        s.field("user", \.user, .required, .indexed)
        s.field("tokenHash", \.tokenHash, .secret, .unique, .maxLength(64))
        s.field("createdAt", \.createdAt, .assigned)
        s.field("lastSeenAt", \.lastSeenAt, .derived)
        s.field("expiresAt", \.expiresAt, .assigned)
        s.field("isRevoked", \.isRevoked, .commandOnly)
        s.field("address", \.address, .assigned, .maxLength(60))
        s.field("userAgent", \.userAgent, .assigned, .maxLength(200))
    }

    public static let longestSeconds = 7 * 86_400
    public static let longestIdleSeconds = 12 * 3_600
    /// How often use is noted: a request does not cost a write.
    public static let noteUseEverySeconds = 900

    public func isAlive(at now: Instant) -> Bool {
        !isRevoked && now < expiresAt && now < lastSeenAt.adding(seconds: Self.longestIdleSeconds)
    }
}

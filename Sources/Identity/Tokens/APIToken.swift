import Kernel
import Platform

/// By which a program acts for a person, within narrower rights. Its secret is shown once, at its making.
public struct APIToken: BusinessObject {
    public var id = ID<APIToken>.blank
    public var version = 0
    public var user = ID<User>.blank
    public var name = ""
    public var tokenHash = ""
    /// With spaces: `read`, `write`, or permissions such as `quote.create` and `quote.*`.
    public var scopes = ""
    public var createdAt = Instant(microseconds: 0)
    public var expiresAt: Instant?
    public var lastUsedAt: Instant?
    public var isRevoked = false
    public init() {}

    public static let schema = Schema<APIToken>("APIToken") { s in
        s.field("user", \.user, .required, .indexed)
        s.field("name", \.name, .required, .maxLength(120))
        s.field("tokenHash", \.tokenHash, .secret, .unique, .maxLength(64))
        s.field("scopes", \.scopes, .assigned, .maxLength(400))
        s.field("createdAt", \.createdAt, .assigned)
        s.field("expiresAt", \.expiresAt, .assigned)
        s.field("lastUsedAt", \.lastUsedAt, .derived)
        s.field("isRevoked", \.isRevoked, .commandOnly)
    }

    public func isAlive(at now: Instant) -> Bool { !isRevoked && (expiresAt.map { now < $0 } ?? true) }

    public var scopeSet: Set<String> { Set(scopes.split(separator: " ").map(String.init)) }
}

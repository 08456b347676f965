import Kernel
import Platform

/// A customer's way to one offer without signing in: whoever holds its address may read the offer, accept or decline
/// it. Only the hash of the address's secret is kept.
public struct QuoteLink: BusinessObject {
    public var id = ID<QuoteLink>.blank
    public var version = 0
    public var quote = ID<Quote>.blank
    /// SHA-256 of the secret, in hexadecimal digits.
    public var secretHash = ""
    public var sharedBy = ""
    public var sharedAt = Instant(microseconds: 0)
    public var isRevoked = false
    public init() {}

    public static let schema = Schema<QuoteLink>("QuoteLink") { s in
        s.field("quote", \.quote, .required, .indexed)
        s.field("secretHash", \.secretHash, .required, .secret, .unique, .maxLength(64))
        s.field("sharedBy", \.sharedBy, .commandOnly, .maxLength(100))
        s.field("sharedAt", \.sharedAt, .commandOnly)
        s.field("isRevoked", \.isRevoked, .commandOnly)
    }
}

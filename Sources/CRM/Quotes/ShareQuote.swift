import Kernel
import Platform

/// Makes an address by which a customer reads and answers a presented offer; earlier addresses of it end.
/// Refuses: notFound, wrongState, requiredField.
public struct ShareQuote: Command {
    public static let name = "quote.share"
    public static let permission: Permission = "quote.present"
    public var quote = ID<Quote>.blank
    /// SHA-256 of the secret that the address carries; the secret itself never comes here.
    public var secretHash = ""
    public init() {}
    public init(_ quote: ID<Quote>, secretHash: String) {
        self.quote = quote
        self.secretHash = secretHash
    }

    public static let input = Schema<ShareQuote>("ShareQuote") { s in
        s.field("quote", \.quote, .required)
        s.field("secretHash", \.secretHash, .required, .secret, .maxLength(64))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<QuoteLink> {
        let quote = try tx.load(quote)
        guard quote.state == .presented else {
            throw Refusal(
                .wrongState, "\(quote.title) is \(quote.state.rawValue): there is nothing to answer",
                document: quote.title, field: "state", allowed: "only when presented", fixedBy: "sales")
        }
        let earlier = Select<QuoteLink>().where(\.quote, .equal, quote.id).where(\.isRevoked, .equal, false)
        for var link in try tx.all(earlier) {
            link.isRevoked = true
            try tx.update(link)
        }
        var link = QuoteLink()
        link.quote = quote.id
        link.secretHash = secretHash
        link.sharedBy = actor.id
        link.sharedAt = tx.now
        return try tx.insert(link).id
    }
}

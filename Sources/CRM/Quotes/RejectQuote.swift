import Kernel
import Platform

/// Sends a submitted offer back to the seller, saying why. Refuses: notFound, wrongState, requiredField.
/// Emits QuoteRejected.
public struct RejectQuote: Command {
    public static let name = "quote.reject"
    public static let permission: Permission = "quote.approve"
    public static let emits: [any Event.Type] = [QuoteRejected.self]
    public var quote = ID<Quote>.blank
    public var reason = ""
    public init() {}
    public init(_ quote: ID<Quote>, reason: String) {
        self.quote = quote
        self.reason = reason
    }

    public static let input = Schema<RejectQuote>("RejectQuote") { s in
        s.field("quote", \.quote, .required)
        s.field("reason", \.reason, .required, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var quote = try tx.load(quote)
        try Quote.transitions.check(quote.state, to: .rejected, document: quote.title)
        quote.state = .rejected
        quote.rejectionReason = reason
        try tx.update(quote)
        tx.emit(QuoteRejected(subject: quote.id))
        return NoAnswer()
    }
}

/// A quote goes back to its seller.
public struct QuoteRejected: Event {
    public let subject: ID<Quote>
}

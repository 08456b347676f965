import Kernel
import Platform

/// Notes that the customer does not take the offer, and why. Refuses: notFound, wrongState, requiredField.
/// Emits QuoteDeclined.
public struct DeclineQuote: Command {
    public static let name = "quote.decline"
    public static let permission: Permission = "quote.decline"
    public static let emits: [any Event.Type] = [QuoteDeclined.self]
    public var quote = ID<Quote>.blank
    public var reason = ""
    public init() {}
    public init(_ quote: ID<Quote>, reason: String) {
        self.quote = quote
        self.reason = reason
    }

    public static let input = Schema<DeclineQuote>("DeclineQuote") { s in
        s.field("quote", \.quote, .required)
        s.field("reason", \.reason, .required, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var quote = try tx.load(quote)
        try Quote.transitions.check(quote.state, to: .declined, document: quote.title)
        quote.state = .declined
        quote.declinedBecause = reason
        try tx.update(quote)
        tx.emit(QuoteDeclined(subject: quote.id))
        return NoAnswer()
    }
}

/// A customer declined an offer.
public struct QuoteDeclined: Event {
    public let subject: ID<Quote>
}

import Kernel
import Platform

/// Gives the offer to the customer. A draft within the seller's limits needs no approval first.
/// Refuses: notFound, wrongState, approvalNeeded, quoteEmpty, quoteExpired. Emits QuotePresented.
public struct PresentQuote: Command {
    public static let name = "quote.present"
    public static let permission: Permission = "quote.present"
    public static let emits: [any Event.Type] = [QuotePresented.self]
    public var quote = ID<Quote>.blank
    public init() {}
    public init(_ quote: ID<Quote>) { self.quote = quote }

    public static let input = Schema<PresentQuote>("PresentQuote") { s in
        s.field("quote", \.quote, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var quote = try tx.load(quote)
        try Quote.transitions.check(quote.state, to: .presented, document: quote.title)
        try quote.refuseIfEmpty()
        try quote.refuseIfExpired(on: tx.today)
        if quote.state == .draft {
            let why = quote.needsApproval(under: try CRMSettings.current(in: tx))
            guard why.isEmpty else {
                throw Refusal(
                    .approvalNeeded, "\(quote.title) needs approval: \(why)", document: quote.title,
                    allowed: "submit it for approval", fixedBy: "sales manager")
            }
        }
        quote.state = .presented
        quote.presentedAt = tx.now
        try tx.update(quote)
        tx.emit(QuotePresented(subject: quote.id))
        return NoAnswer()
    }
}

/// The customer has the offer.
public struct QuotePresented: Event {
    public let subject: ID<Quote>
}

extension Quote {
    /// An offer ends with its last day in the company's zone.
    func refuseIfExpired(on date: CalendarDate) throws(Refusal) {
        guard validUntil < date else { return }
        throw Refusal(
            .quoteExpired, "\(title) was valid until \(validUntil)", document: title, field: "validUntil",
            allowed: "a revision with a later date", fixedBy: "sales")
    }
}

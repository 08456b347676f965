import Kernel
import Platform

/// Says that a quote is ready: approved at once within the seller's limits, otherwise it waits for approval.
/// Refuses: notFound, wrongState, quoteEmpty. Emits QuoteSubmitted when somebody must approve.
public struct SubmitQuote: Command {
    public static let name = "quote.submit"
    public static let permission: Permission = "quote.submit"
    public static let emits: [any Event.Type] = [QuoteSubmitted.self]
    public var quote = ID<Quote>.blank
    public init() {}
    public init(_ quote: ID<Quote>) { self.quote = quote }

    public static let input = Schema<SubmitQuote>("SubmitQuote") { s in
        s.field("quote", \.quote, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var quote = try tx.load(quote)
        let why = quote.needsApproval(under: try CRMSettings.current(in: tx))
        let next = why.isEmpty ? QuoteState.approved : .inApproval
        try Quote.transitions.check(quote.state, to: next, document: quote.title)
        try quote.refuseIfEmpty()
        quote.state = next
        quote.approvalReason = why
        quote.rejectionReason = ""
        quote.submittedBy = actor.id
        try tx.update(quote)
        if next == .inApproval { tx.emit(QuoteSubmitted(subject: quote.id)) }
        return NoAnswer()
    }
}

/// A quote waits for approval.
public struct QuoteSubmitted: Event {
    public let subject: ID<Quote>
}

extension Quote {
    /// Why somebody must approve this quote, in words; blank when nobody need. A limit in another currency than the
    /// quote's cannot be compared, so such a quote needs approval.
    public func needsApproval(under settings: CRMSettings) -> String {
        var reasons: [String] = []
        if maximumDiscountPercent > settings.approvalDiscountPercent {
            reasons.append(
                "a discount of \(maximumDiscountPercent) % is above \(settings.approvalDiscountPercent) %")
        }
        if !settings.approvalTotal.isZero {
            if settings.approvalTotal.currency != currency {
                reasons.append("the limit of \(settings.approvalTotal) says nothing about \(currency)")
            } else if total > settings.approvalTotal {
                reasons.append("a total of \(total) is above \(settings.approvalTotal)")
            }
        }
        return reasons.joined(separator: "; ")
    }

    func refuseIfEmpty() throws(Refusal) {
        guard lineCount == 0 else { return }
        throw Refusal(
            .quoteEmpty, "\(title) offers nothing", document: title, field: "lines", allowed: "at least one line",
            fixedBy: "sales")
    }
}

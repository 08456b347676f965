import Kernel
import Platform

/// Lets an offer beyond the seller's limits go out. Refuses: notFound, wrongState, ownApproval. Emits QuoteApproved.
public struct ApproveQuote: Command {
    public static let name = "quote.approve"
    public static let permission: Permission = "quote.approve"
    public static let emits: [any Event.Type] = [QuoteApproved.self]
    public var quote = ID<Quote>.blank
    public init() {}
    public init(_ quote: ID<Quote>) { self.quote = quote }

    public static let input = Schema<ApproveQuote>("ApproveQuote") { s in
        s.field("quote", \.quote, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var quote = try tx.load(quote)
        guard quote.state == .inApproval else {
            throw Refusal(
                .wrongState, "\(quote.title) is \(quote.state.rawValue) and waits for no approval",
                document: quote.title, field: "state", allowed: "only when inApproval")
        }
        guard quote.submittedBy != actor.id else {
            throw Refusal(
                .ownApproval, "\(actor.name) submitted \(quote.title) and does not approve it as well",
                document: quote.title, allowed: "another person with the permission quote.approve",
                fixedBy: "sales manager")
        }
        quote.state = .approved
        quote.approvedBy = actor.id
        try tx.update(quote)
        tx.emit(QuoteApproved(subject: quote.id))
        return NoAnswer()
    }
}

/// A quote may be presented.
public struct QuoteApproved: Event {
    public let subject: ID<Quote>
}

import Kernel
import Platform

/// Brings the ERP's order home to the accepted quote, and later its status; wins the opportunity. Only the bridge does.
/// Refuses: notFound, wrongState, requiredField, orderExists (another order number).
/// Emits QuoteOrdered, OpportunityWon.
public struct RecordQuoteOrder: Command {
    public static let name = "quote.recordOrder"
    public static let permission: Permission = "mirror.write"
    public static let emits: [any Event.Type] = [QuoteOrdered.self, OpportunityWon.self]
    public var quote = ID<Quote>.blank
    /// Blank, when only the status changed.
    public var orderNumber = ""
    /// Blank leaves the status.
    public var orderStatus = ""
    public init() {}
    public init(_ quote: ID<Quote>, orderNumber: String, orderStatus: String = "") {
        self.quote = quote
        self.orderNumber = orderNumber
        self.orderStatus = orderStatus
    }

    public static let input = Schema<RecordQuoteOrder>("RecordQuoteOrder") { s in
        s.field("quote", \.quote, .required)
        s.field("orderNumber", \.orderNumber, .maxLength(40))
        s.field("orderStatus", \.orderStatus, .maxLength(60))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var quote = try tx.load(quote)
        try Quote.transitions.check(quote.state, to: .ordered, document: quote.title)
        guard !quote.orderNumber.isEmpty || !orderNumber.isEmpty else {
            throw Refusal(
                .requiredField, "The order of \(quote.title) has no number", document: quote.title,
                field: "orderNumber", allowed: "the ERP's order number", fixedBy: "integration admin")
        }
        guard quote.orderNumber.isEmpty || orderNumber.isEmpty || quote.orderNumber == orderNumber else {
            throw Refusal(
                .orderExists, "\(quote.title) is already order \(quote.orderNumber)", document: quote.title,
                field: "orderNumber", allowed: quote.orderNumber, fixedBy: "integration admin")
        }
        let isFirst = quote.state != .ordered
        let wasRefused = quote.state == .refused
        quote.state = .ordered
        if !orderNumber.isEmpty { quote.orderNumber = orderNumber }
        if !orderStatus.isEmpty { quote.orderStatus = orderStatus }
        quote.waitingFor = ""
        quote.refusalReasons = ""
        try tx.update(quote)
        guard isFirst else { return NoAnswer() }
        if wasRefused {
            for var line in try quote.lines(in: tx) where !line.refusalReasons.isEmpty {
                line.refusalReasons = ""
                try tx.update(line)
            }
        }
        if let opportunity = quote.opportunity { try win(opportunity, in: tx, by: actor) }
        tx.emit(QuoteOrdered(subject: quote.id))
        return NoAnswer()
    }

    /// A deal that somebody closed meanwhile stays as it is.
    private func win(_ opportunity: ID<Opportunity>, in tx: Transaction, by actor: Actor) throws(Refusal) {
        let deal = try tx.load(opportunity)
        guard deal.state == .open else { return }
        let won = try OpportunityStage.first(.won, of: deal.pipeline, in: tx)
        tx.emit(OpportunityWon(subject: try deal.entering(won, in: tx, by: actor).id))
    }
}

/// A quote became an order of the ERP.
public struct QuoteOrdered: Event {
    public let subject: ID<Quote>
}

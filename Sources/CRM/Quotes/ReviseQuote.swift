import Kernel
import Platform

/// Drafts the next revision of a quote: same number, the lines taken over or given anew. The old one is superseded,
/// stays readable and can no longer be accepted. Refuses: notFound, wrongState, invalidValue, productNotSellable,
/// priceMissing. Emits QuoteRevised.
public struct ReviseQuote: Command {
    public static let name = "quote.revise"
    public static let permission: Permission = "quote.revise"
    public static let emits: [any Event.Type] = [QuoteRevised.self]
    public var quote = ID<Quote>.blank
    /// None takes the lines over with their prices; lines given are priced for today.
    public var lines: [QuoteLineInput] = []
    public var validUntil: CalendarDate?
    public init() {}
    public init(_ quote: ID<Quote>, lines: [QuoteLineInput] = [], validUntil: CalendarDate? = nil) {
        self.quote = quote
        self.lines = lines
        self.validUntil = validUntil
    }

    public static let input = Schema<ReviseQuote>("ReviseQuote") { s in
        s.field("quote", \.quote, .required)
        s.field("validUntil", \.validUntil)
        s.list("lines", \.lines, QuoteLineInput.schema, blank: { QuoteLineInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Quote> {
        var old = try tx.load(quote)
        try Quote.transitions.check(old.state, to: .superseded, document: old.title)
        var new = old.blankRevision()
        let days = try CRMSettings.current(in: tx).quoteValidityDays
        new.validUntil = validUntil ?? max(old.validUntil, tx.today.adding(days: days))
        new.owner = old.owner.isEmpty ? actor.id : old.owner
        var kept: [QuoteLine]
        if lines.isEmpty {
            kept = try old.lines(in: tx)
            for index in kept.indices { kept[index].refusalReasons = "" }
        } else {
            new.priceDate = tx.today
            (new, kept) = try new.pricing(lines, in: tx)
        }
        try new.checkHeader(of: tx.load(new.account), in: tx)
        old.state = .superseded
        old.isCurrent = false
        try tx.update(old)
        new = try tx.insert(new)
        for var line in kept {
            line.id = .blank
            line.quote = new.id
            try tx.insert(line)
        }
        tx.emit(QuoteRevised(subject: new.id))
        return new.id
    }
}

/// A quote has a new revision.
public struct QuoteRevised: Event {
    public let subject: ID<Quote>
}

extension Quote {
    /// The same offer as a draft of the next revision, with nothing that happened to this one.
    fileprivate func blankRevision() -> Quote {
        var new = self
        new.id = .blank
        new.version = 0
        new.revision += 1
        new.supersedes = id
        new.state = .draft
        new.isCurrent = true
        (new.approvalReason, new.submittedBy, new.approvedBy) = ("", "", "")
        (new.rejectionReason, new.declinedBecause) = ("", "")
        (new.presentedAt, new.acceptedAt, new.acceptedBy) = (nil, nil, "")
        (new.orderNumber, new.orderStatus, new.waitingFor, new.refusalReasons) = ("", "", "", "")
        return new
    }
}

import Kernel
import Platform

/// Notes that the customer accepts the offer: who, when, and their purchase order number. The bridge then asks the ERP
/// for the order. Refuses: notFound, wrongState (superseded quotes too), quoteExpired, requiredField.
/// Emits QuoteAccepted.
public struct AcceptQuote: Command {
    public static let name = "quote.accept"
    public static let permission: Permission = "quote.accept"
    public static let emits: [any Event.Type] = [QuoteAccepted.self]
    public var quote = ID<Quote>.blank
    /// Who accepted on the customer's side.
    public var acceptedBy = ""
    /// The customer's purchase order number.
    public var customerReference = ""
    public init() {}
    public init(_ quote: ID<Quote>, acceptedBy: String, customerReference: String = "") {
        self.quote = quote
        self.acceptedBy = acceptedBy
        self.customerReference = customerReference
    }

    public static let input = Schema<AcceptQuote>("AcceptQuote") { s in
        s.field("quote", \.quote, .required)
        s.field("acceptedBy", \.acceptedBy, .required, .maxLength(200))
        s.field("customerReference", \.customerReference, .maxLength(100))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var quote = try tx.load(quote)
        guard quote.state == .presented else {
            throw Refusal(
                .wrongState, "\(quote.title) is \(quote.state.rawValue) and cannot become accepted",
                document: quote.title, field: "state", allowed: "only when presented", fixedBy: "sales")
        }
        try quote.refuseIfExpired(on: tx.today)
        quote.state = .accepted
        quote.acceptedBy = acceptedBy
        quote.acceptedAt = tx.now
        if !customerReference.isEmpty { quote.customerReference = customerReference }
        try tx.update(quote)
        var account = try tx.load(quote.account)
        if !account.hasAcceptedQuote {
            account.hasAcceptedQuote = true
            try tx.update(account)
        }
        tx.emit(QuoteAccepted(subject: quote.id))
        return NoAnswer()
    }
}

/// A customer accepted an offer: the ERP is to place the order.
public struct QuoteAccepted: Event {
    public let subject: ID<Quote>
}

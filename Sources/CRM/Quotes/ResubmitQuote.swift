import Kernel
import Platform

/// Asks the ERP again for the order of a quote that it refused, after the cause is gone; the customer's yes stands.
/// Refuses: notFound, wrongState, quoteExpired. Emits QuoteAccepted.
public struct ResubmitQuote: Command {
    public static let name = "quote.resubmit"
    public static let permission: Permission = "quote.resubmit"
    public static let emits: [any Event.Type] = [QuoteAccepted.self]
    public var quote = ID<Quote>.blank
    public init() {}
    public init(_ quote: ID<Quote>) { self.quote = quote }

    public static let input = Schema<ResubmitQuote>("ResubmitQuote") { s in
        s.field("quote", \.quote, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var quote = try tx.load(quote)
        guard quote.state == .refused else {
            throw Refusal(
                .wrongState, "\(quote.title) is \(quote.state.rawValue): nobody refused it", document: quote.title,
                field: "state", allowed: "only when refused", fixedBy: "sales")
        }
        try quote.refuseIfExpired(on: tx.today)
        quote.state = .accepted
        quote.refusalReasons = ""
        try tx.update(quote)
        for var line in try quote.lines(in: tx) where !line.refusalReasons.isEmpty {
            line.refusalReasons = ""
            try tx.update(line)
        }
        tx.emit(QuoteAccepted(subject: quote.id))
        return NoAnswer()
    }
}

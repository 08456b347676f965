import Kernel
import Platform

/// Replaces the lines of a quote that has not been presented, and adds it up again; it is a draft again.
/// Refuses: notFound, wrongState, invalidValue, productNotSellable, priceMissing.
public struct ChangeQuoteLines: Command {
    public static let name = "quote.changeLines"
    public static let permission: Permission = "quote.change"
    public var quote = ID<Quote>.blank
    public var lines: [QuoteLineInput] = []
    public init() {}
    public init(_ quote: ID<Quote>, lines: [QuoteLineInput]) {
        self.quote = quote
        self.lines = lines
    }

    public static let input = Schema<ChangeQuoteLines>("ChangeQuoteLines") { s in
        s.field("quote", \.quote, .required)
        s.list("lines", \.lines, QuoteLineInput.schema, blank: { QuoteLineInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var quote = try tx.load(quote).editable()
        let held = try quote.lines(in: tx)
        quote.priceDate = tx.today
        let priced = try quote.pricing(lines, in: tx)
        try priced.quote.saving(priced.lines, over: held, in: tx)
        return NoAnswer()
    }
}

import Kernel
import Platform

/// Adds one line at the end of a quote that has not been presented; the other lines keep their prices.
/// Refuses: notFound, wrongState, invalidValue, productNotSellable, priceMissing.
public struct AddQuoteLine: Command {
    public static let name = "quote.addLine"
    public static let permission: Permission = "quote.change"
    public var quote = ID<Quote>.blank
    public var fields = FieldChanges<QuoteLine>()
    public init() {}
    public init(_ quote: ID<Quote>, _ line: QuoteLineInput) {
        self.quote = quote
        fields = line.fields
    }

    public static let input = Schema<AddQuoteLine>("AddQuoteLine") { s in
        s.field("quote", \.quote, .required)
        s.fields(of: QuoteLine.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let quote = try tx.load(quote).editable()
        let held = try quote.lines(in: tx)
        var line = QuoteLineInput()
        line.fields = fields
        var lines = held + (try quote.pricing([line], in: tx).lines)
        let totalled = try quote.totalled(&lines)
        try totalled.saving(lines, over: held, in: tx)
        return NoAnswer()
    }
}

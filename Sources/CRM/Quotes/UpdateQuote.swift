import Kernel
import Platform

/// Changes the head of a quote that has not been presented: dates, contact, addresses, tax rate, notes. The account
/// and the currency stay. Refuses: notFound, wrongState, invalidValue, otherAccount.
public struct UpdateQuote: Command {
    public static let name = "quote.update"
    public static let permission: Permission = "quote.change"
    public var quote = ID<Quote>.blank
    public var fields = FieldChanges<Quote>()
    public init() {}
    public init(_ quote: ID<Quote>) { self.quote = quote }

    public static let input = Schema<UpdateQuote>("UpdateQuote") { s in
        s.field("quote", \.quote, .required)
        s.fields(of: Quote.self, at: \.fields) { $0.isWritable && $0.name != "account" && $0.name != "currency" }
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let old = try tx.load(quote).editable()
        var new = try fields.applied(to: old)
        new.account = old.account
        new.currency = old.currency
        let account = try tx.load(new.account)
        try new.checkHeader(of: account, in: tx)
        if new.shippingAddress != old.shippingAddress { new = try new.addressed(to: account, in: tx) }
        let isSameSum =
            new.taxRate == old.taxRate && new.agreedTax == old.agreedTax && new.agreedFreight == old.agreedFreight
            && new.agreedTotal == old.agreedTotal
        if isSameSum {
            try tx.update(new)
            return NoAnswer()
        }
        var lines = try new.lines(in: tx)
        let held = lines
        try new.totalled(&lines).saving(lines, over: held, in: tx)
        return NoAnswer()
    }
}

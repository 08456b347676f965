import Kernel
import Platform

/// Drafts an offer with its lines. Prices come with the lines, as the ERP answered, or from the mirrored price book.
/// Refuses: notFound, doNotTrade, otherAccount (contact, opportunity, address), invalidValue, productNotSellable,
/// priceMissing.
public struct CreateQuote: Command {
    public static let name = "quote.create"
    public static let permission: Permission = "quote.create"
    public var fields = FieldChanges<Quote>()
    public var lines: [QuoteLineInput] = []
    public init() {}
    public init(account: ID<Account>, lines: [QuoteLineInput]) {
        fields[\.account] = account
        self.lines = lines
    }

    public static let input = Schema<CreateQuote>("CreateQuote") { s in
        s.fields(of: Quote.self, at: \.fields, isRequired: true)
        s.list("lines", \.lines, QuoteLineInput.schema, blank: { QuoteLineInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Quote> {
        var quote = try fields.applied(to: Quote())
        let account = try tx.load(quote.account)
        try account.refuseIfDoNotTrade(document: "Quote for \(account.name)")
        if !fields.mentions(\.currency) { quote.currency = account.currency }
        try quote.refuseForeignCurrency(of: account)
        if !fields.mentions(\.priceDate) { quote.priceDate = tx.today }
        if !fields.mentions(\.validUntil) || !fields.mentions(\.taxRate) {
            let settings = try CRMSettings.current(in: tx)
            if !fields.mentions(\.validUntil) { quote.validUntil = tx.today.adding(days: settings.quoteValidityDays) }
            if !fields.mentions(\.taxRate) { quote.taxRate = settings.taxRate }
        }
        if quote.paymentTerms.isEmpty { quote.paymentTerms = account.paymentTerms }
        if quote.owner.isEmpty { quote.owner = actor.id }
        try quote.checkHeader(of: account, in: tx)
        quote = try quote.addressed(to: account, in: tx)
        var (priced, lines) = try quote.pricing(lines, in: tx)
        priced.number = try tx.nextNumber("Q")
        priced = try tx.insert(priced)
        for var line in lines {
            line.quote = priced.id
            try tx.insert(line)
        }
        return priced.id
    }
}

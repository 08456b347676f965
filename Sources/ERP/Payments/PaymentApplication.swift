import Kernel

/// What moved an open item.
public enum ApplicationKind: String, Choice { case payment, creditMemo, smallBalance, badDebt, refund }

/// One settlement of open items, dated: a payment or credit applied to an invoice, a write-off, a refund. It never
/// changes; taking it back is another one with all signs turned. The history of every open item is the sum of these.
public struct PaymentApplication: BusinessObject {
    public var id = ID<PaymentApplication>.blank
    public var version = 0
    public var customer = ID<Customer>.blank
    public var kind = ApplicationKind.payment
    /// The payment or credit memo used; none for a write-off.
    public var fromItem: ID<ReceivableItem>?
    /// The invoice settled; none for a refund.
    public var toItem: ID<ReceivableItem>?
    public var date = CalendarDate(daysSinceEpoch: 0)
    /// In the document's currency: money or credit used, discount given, balance written off. The invoice goes down
    /// by the sum of the three.
    public var amount = Money.none
    public var discount = Money.none
    public var writeOff = Money.none
    /// In the company's currency: what leaves the book value of either item, and where the difference went.
    public var fromBook = Money.none
    public var toBook = Money.none
    public var discountBook = Money.none
    public var writeOffBook = Money.none
    public var taxBook = Money.none
    /// A loss is positive.
    public var exchangeDifference = Money.none
    public var reversalOf: ID<PaymentApplication>?
    public var reason = ""
    public var entry: ID<JournalEntry>?
    public init() {}

    public static let schema = Schema<PaymentApplication>("PaymentApplication") { s in
        s.field("customer", \.customer, .required, .indexed)
        s.field("kind", \.kind)
        s.field("fromItem", \.fromItem, .indexed)
        s.field("toItem", \.toItem, .indexed)
        s.field("date", \.date, .required)
        s.field("amount", \.amount)
        s.field("discount", \.discount)
        s.field("writeOff", \.writeOff)
        s.field("fromBook", \.fromBook)
        s.field("toBook", \.toBook)
        s.field("discountBook", \.discountBook)
        s.field("writeOffBook", \.writeOffBook)
        s.field("taxBook", \.taxBook)
        s.field("exchangeDifference", \.exchangeDifference)
        s.field("reversalOf", \.reversalOf, .unique)
        s.field("reason", \.reason, .maxLength(500))
        s.field("entry", \.entry)
        s.immutable()
        s.published()
    }
}

import Kernel

/// What a customer is asked to pay. Posted at birth; a correction is a credit memo.
public struct Invoice: BusinessObject {
    public var id = ID<Invoice>.blank
    public var version = 0
    public var number = ""
    public var customer = ID<Customer>.blank
    public var salesOrder = ID<SalesOrder>.blank
    public var shipment: ID<Shipment>?
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var dueDate = CalendarDate(daysSinceEpoch: 0)
    public var currency = Currency.none
    /// Company currency for one unit of the document's currency.
    public var exchangeRate = FixedDecimal.one
    public var net = Money.none
    public var tax = Money.none
    public var freight = Money.none
    public var rounding = Money.none
    public var total = Money.none
    /// The total as an imported document states it, finer than the currency may be.
    public var sourceTotal: FixedDecimal?
    public var customerReference = ""
    public var lineCount = 0
    public var entry = ID<JournalEntry>.blank
    public init() {}

    public static let schema = Schema<Invoice>("Invoice") { s in
        s.field("number", \.number, .assigned, .unique, .maxLength(20))
        s.field("customer", \.customer, .required, .indexed)
        s.field("salesOrder", \.salesOrder, .required, .indexed)
        s.field("shipment", \.shipment)
        s.field("date", \.date, .required, .indexed)
        s.field("dueDate", \.dueDate, .required)
        s.field("currency", \.currency, .required)
        s.field("exchangeRate", \.exchangeRate)
        s.field("net", \.net, .derived)
        s.field("tax", \.tax, .derived)
        s.field("freight", \.freight, .derived)
        s.field("rounding", \.rounding, .derived)
        s.field("total", \.total, .derived)
        s.field("sourceTotal", \.sourceTotal)
        s.field("customerReference", \.customerReference, .maxLength(60))
        s.field("lineCount", \.lineCount, .derived)
        s.field("entry", \.entry, .derived)
        s.lines("lines", of: InvoiceLine.self)
        s.immutable()
        s.published()
    }
}

import Kernel

/// Why a customer is credited.
public enum CreditMemoKind: String, Choice {
    /// The price is lowered; the goods stay with the customer.
    case price
    /// Goods came back.
    case goodsReturned
}

/// What a customer is given back: takes back an invoice, in part or whole. Posted at birth.
public struct CreditMemo: BusinessObject {
    public var id = ID<CreditMemo>.blank
    public var version = 0
    public var number = ""
    public var customer = ID<Customer>.blank
    public var salesOrder: ID<SalesOrder>?
    public var invoice: ID<Invoice>?
    public var returnAuthorization: ID<ReturnAuthorization>?
    public var kind = CreditMemoKind.price
    public var reason = ""
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var currency = Currency.none
    public var exchangeRate = FixedDecimal.one
    public var net = Money.none
    public var tax = Money.none
    public var freight = Money.none
    public var rounding = Money.none
    public var total = Money.none
    public var lineCount = 0
    public var entry = ID<JournalEntry>.blank
    public init() {}

    public static let schema = Schema<CreditMemo>("CreditMemo") { s in
        s.field("number", \.number, .assigned, .unique, .maxLength(20))
        s.field("customer", \.customer, .required, .indexed)
        s.field("salesOrder", \.salesOrder, .indexed)
        s.field("invoice", \.invoice, .indexed)
        s.field("returnAuthorization", \.returnAuthorization, .indexed)
        s.field("kind", \.kind)
        s.field("reason", \.reason, .required, .maxLength(500))
        s.field("date", \.date, .required, .indexed)
        s.field("currency", \.currency, .required)
        s.field("exchangeRate", \.exchangeRate)
        s.field("net", \.net, .derived)
        s.field("tax", \.tax, .derived)
        s.field("freight", \.freight, .derived)
        s.field("rounding", \.rounding, .derived)
        s.field("total", \.total, .derived)
        s.field("lineCount", \.lineCount, .derived)
        s.field("entry", \.entry, .derived)
        s.lines("lines", of: CreditMemoLine.self)
        s.immutable()
        s.published()
    }
}

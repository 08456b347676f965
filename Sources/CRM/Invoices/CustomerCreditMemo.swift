import Kernel
import Platform

/// A credit memo as the ERP posted it, with what has not been applied yet.
public struct CustomerCreditMemo: MirrorDocument {
    public typealias Line = CustomerCreditMemoLine
    public var id = ID<CustomerCreditMemo>.blank
    public var version = 0
    public var number = ""
    public var account = ID<Account>.blank
    public var invoice: ID<CustomerInvoice>?
    public var invoiceNumber = ""
    public var returnNumber = ""
    public var reason = ""
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var net = Money.none
    public var tax = Money.none
    public var freight = Money.none
    public var rounding = Money.none
    public var total = Money.none
    public var openBalance = Money.none
    public var status = ""
    public var source = "erp"
    public var sourceID = ""
    public var asOf = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<CustomerCreditMemo>("CustomerCreditMemo") { s in
        s.field("number", \.number, .required, .indexed, .maxLength(40))
        s.field("account", \.account, .required, .indexed)
        s.field("invoice", \.invoice, .indexed)
        s.field("invoiceNumber", \.invoiceNumber, .maxLength(40))
        s.field("returnNumber", \.returnNumber, .maxLength(40))
        s.field("reason", \.reason, .maxLength(500))
        s.field("date", \.date)
        s.field("net", \.net)
        s.field("tax", \.tax)
        s.field("freight", \.freight)
        s.field("rounding", \.rounding)
        s.field("total", \.total)
        s.field("openBalance", \.openBalance)
        s.field("status", \.status, .maxLength(40))
        s.field("source", \.source, .maxLength(40))
        s.field("sourceID", \.sourceID, .required, .maxLength(100))
        s.field("asOf", \.asOf)
        s.lines("lines", of: CustomerCreditMemoLine.self)
        s.unique("source", "sourceID")
    }

    public static let lineParent: LineParent = \CustomerCreditMemoLine.creditMemo
    public static let mirrorInput = declareMirrorInput()
}

import Kernel
import Platform

/// An invoice as the ERP posted it, with what is still open.
public struct CustomerInvoice: MirrorDocument {
    public typealias Line = CustomerInvoiceLine
    public var id = ID<CustomerInvoice>.blank
    public var version = 0
    public var number = ""
    public var account = ID<Account>.blank
    public var customerOrder: ID<CustomerOrder>?
    public var orderNumber = ""
    public var customerReference = ""
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var dueDate = CalendarDate(daysSinceEpoch: 0)
    public var net = Money.none
    public var tax = Money.none
    public var freight = Money.none
    public var rounding = Money.none
    public var total = Money.none
    public var openBalance = Money.none
    public var status = ""
    public var isDisputed = false
    public var source = "erp"
    public var sourceID = ""
    public var asOf = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<CustomerInvoice>("CustomerInvoice") { s in
        s.field("number", \.number, .required, .indexed, .maxLength(40))
        s.field("account", \.account, .required, .indexed)
        s.field("customerOrder", \.customerOrder, .indexed)
        s.field("orderNumber", \.orderNumber, .indexed, .maxLength(40))
        s.field("customerReference", \.customerReference, .maxLength(100))
        s.field("date", \.date, .indexed)
        s.field("dueDate", \.dueDate)
        s.field("net", \.net)
        s.field("tax", \.tax)
        s.field("freight", \.freight)
        s.field("rounding", \.rounding)
        s.field("total", \.total)
        s.field("openBalance", \.openBalance)
        s.field("status", \.status, .maxLength(40))
        s.field("isDisputed", \.isDisputed)
        s.field("source", \.source, .maxLength(40))
        s.field("sourceID", \.sourceID, .required, .maxLength(100))
        s.field("asOf", \.asOf)
        s.lines("lines", of: CustomerInvoiceLine.self)
        s.unique("source", "sourceID")
        s.index("account", "date")
    }

    public static let lineParent: LineParent = \CustomerInvoiceLine.invoice
    public static let mirrorInput = declareMirrorInput()
}

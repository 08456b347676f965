import Kernel
import Platform

/// A sales order as the ERP holds it.
public struct CustomerOrder: MirrorDocument {
    public typealias Line = CustomerOrderLine
    public var id = ID<CustomerOrder>.blank
    public var version = 0
    public var number = ""
    public var account = ID<Account>.blank
    public var quote: ID<Quote>?
    public var quoteNumber = ""
    /// The customer's purchase order number.
    public var customerReference = ""
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var requestedDate: CalendarDate?
    public var state = ""
    public var holdReason = ""
    public var deliveryStatus = ""
    public var billingStatus = ""
    public var paymentStatus = ""
    public var revision = 0
    public var net = Money.none
    public var tax = Money.none
    public var freight = Money.none
    public var rounding = Money.none
    public var total = Money.none
    public var source = "erp"
    public var sourceID = ""
    public var asOf = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<CustomerOrder>("CustomerOrder") { s in
        s.field("number", \.number, .required, .indexed, .maxLength(40))
        s.field("account", \.account, .required, .indexed)
        s.field("quote", \.quote, .indexed)
        s.field("quoteNumber", \.quoteNumber, .maxLength(40))
        s.field("customerReference", \.customerReference, .indexed, .maxLength(100))
        s.field("date", \.date, .indexed)
        s.field("requestedDate", \.requestedDate)
        s.field("state", \.state, .maxLength(40))
        s.field("holdReason", \.holdReason, .maxLength(500))
        s.field("deliveryStatus", \.deliveryStatus, .maxLength(40))
        s.field("billingStatus", \.billingStatus, .maxLength(40))
        s.field("paymentStatus", \.paymentStatus, .maxLength(40))
        s.field("revision", \.revision)
        s.field("net", \.net)
        s.field("tax", \.tax)
        s.field("freight", \.freight)
        s.field("rounding", \.rounding)
        s.field("total", \.total)
        s.field("source", \.source, .maxLength(40))
        s.field("sourceID", \.sourceID, .required, .maxLength(100))
        s.field("asOf", \.asOf)
        s.lines("lines", of: CustomerOrderLine.self)
        s.unique("source", "sourceID")
        s.index("account", "date")
    }

    public static let lineParent: LineParent = \CustomerOrderLine.customerOrder
    public static let mirrorInput = declareMirrorInput()
}

import Kernel
import Platform

/// Goods on their way to an account, as the ERP sent them.
public struct CustomerShipment: MirrorDocument {
    public typealias Line = CustomerShipmentLine
    public var id = ID<CustomerShipment>.blank
    public var version = 0
    public var number = ""
    public var account = ID<Account>.blank
    public var customerOrder: ID<CustomerOrder>?
    public var orderNumber = ""
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var carrier = ""
    public var trackingNumber = ""
    public var status = ""
    public var source = "erp"
    public var sourceID = ""
    public var asOf = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<CustomerShipment>("CustomerShipment") { s in
        s.field("number", \.number, .required, .indexed, .maxLength(40))
        s.field("account", \.account, .required, .indexed)
        s.field("customerOrder", \.customerOrder, .indexed)
        s.field("orderNumber", \.orderNumber, .indexed, .maxLength(40))
        s.field("date", \.date)
        s.field("carrier", \.carrier, .maxLength(100))
        s.field("trackingNumber", \.trackingNumber, .indexed, .maxLength(100))
        s.field("status", \.status, .maxLength(40))
        s.field("source", \.source, .maxLength(40))
        s.field("sourceID", \.sourceID, .required, .maxLength(100))
        s.field("asOf", \.asOf)
        s.lines("lines", of: CustomerShipmentLine.self)
        s.unique("source", "sourceID")
        s.index("account", "date")
    }

    public static let lineParent: LineParent = \CustomerShipmentLine.shipment
    public static let mirrorInput = declareMirrorInput()
}

import Kernel
import Platform

/// One serialised unit at a customer: what, since when, and until when it is under warranty.
public struct InstalledUnit: MirrorDocument {
    public var id = ID<InstalledUnit>.blank
    public var version = 0
    public var serial = ""
    public var account = ID<Account>.blank
    /// The mirrored product, when the ERP's item is known here.
    public var product: ID<Product>?
    public var productCode = ""
    public var description = ""
    public var customerOrder: ID<CustomerOrder>?
    public var orderNumber = ""
    public var shipmentNumber = ""
    public var shippedOn: CalendarDate?
    public var installedOn: CalendarDate?
    public var warrantyStart: CalendarDate?
    public var warrantyEnd: CalendarDate?
    /// "shipped", "installed", "in repair", "returned", "scrapped": the word of its owner.
    public var status = ""
    public var source = "erp"
    public var sourceID = ""
    public var asOf = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<InstalledUnit>("InstalledUnit") { s in
        s.field("serial", \.serial, .required, .indexed, .maxLength(100))
        s.field("account", \.account, .required, .indexed)
        s.field("product", \.product)
        s.field("productCode", \.productCode, .maxLength(60))
        s.field("description", \.description, .maxLength(500))
        s.field("customerOrder", \.customerOrder)
        s.field("orderNumber", \.orderNumber, .maxLength(40))
        s.field("shipmentNumber", \.shipmentNumber, .maxLength(40))
        s.field("shippedOn", \.shippedOn)
        s.field("installedOn", \.installedOn)
        s.field("warrantyStart", \.warrantyStart)
        s.field("warrantyEnd", \.warrantyEnd)
        s.field("status", \.status, .maxLength(40))
        s.field("source", \.source, .maxLength(40))
        s.field("sourceID", \.sourceID, .required, .maxLength(100))
        s.field("asOf", \.asOf)
        s.unique("source", "sourceID")
    }

    public static let mirrorInput = declareMirrorInput()
}

import Kernel
import Platform

/// A line of a mirrored sales order, with how far it has got.
public struct CustomerOrderLine: MirrorLine {
    public var id = ID<CustomerOrderLine>.blank
    public var version = 0
    public var customerOrder = ID<CustomerOrder>.blank
    public var position = 0
    /// The mirrored product, when the ERP's item is known here.
    public var product: ID<Product>?
    public var productCode = ""
    public var description = ""
    public var quantity = Quantity.none
    public var unitPrice = FixedDecimal.zero
    public var discountPercent = FixedDecimal.zero
    public var net = Money.none
    public var shipped = Quantity.none
    public var invoiced = Quantity.none
    public var returned = Quantity.none
    public var cancelled = Quantity.none
    public var requestedDate: CalendarDate?
    public var promisedDate: CalendarDate?
    public init() {}

    public static let schema = Schema<CustomerOrderLine>("CustomerOrderLine") { s in
        s.field("customerOrder", \.customerOrder)
        s.field("position", \.position)
        s.field("product", \.product)
        s.field("productCode", \.productCode, .maxLength(60))
        s.field("description", \.description, .maxLength(500))
        s.field("quantity", \.quantity)
        s.field("unitPrice", \.unitPrice)
        s.field("discountPercent", \.discountPercent)
        s.field("net", \.net)
        s.field("shipped", \.shipped)
        s.field("invoiced", \.invoiced)
        s.field("returned", \.returned)
        s.field("cancelled", \.cancelled)
        s.field("requestedDate", \.requestedDate)
        s.field("promisedDate", \.promisedDate)
        s.parent("customerOrder")
    }
}

import Kernel
import Platform

/// A line of a mirrored invoice.
public struct CustomerInvoiceLine: MirrorLine {
    public var id = ID<CustomerInvoiceLine>.blank
    public var version = 0
    public var invoice = ID<CustomerInvoice>.blank
    public var position = 0
    /// The mirrored product, when the ERP's item is known here.
    public var product: ID<Product>?
    public var productCode = ""
    public var description = ""
    public var quantity = Quantity.none
    public var unitPrice = FixedDecimal.zero
    public var discountPercent = FixedDecimal.zero
    public var net = Money.none
    public var tax = Money.none
    public init() {}

    public static let schema = Schema<CustomerInvoiceLine>("CustomerInvoiceLine") { s in
        s.field("invoice", \.invoice)
        s.field("position", \.position)
        s.field("product", \.product)
        s.field("productCode", \.productCode, .maxLength(60))
        s.field("description", \.description, .maxLength(500))
        s.field("quantity", \.quantity)
        s.field("unitPrice", \.unitPrice)
        s.field("discountPercent", \.discountPercent)
        s.field("net", \.net)
        s.field("tax", \.tax)
        s.parent("invoice")
    }
}

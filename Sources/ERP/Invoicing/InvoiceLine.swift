import Kernel

/// One line of an invoice.
public struct InvoiceLine: BusinessObject {
    public var id = ID<InvoiceLine>.blank
    public var version = 0
    public var invoice = ID<Invoice>.blank
    public var position = 0
    public var orderLine: ID<SalesOrderLine>?
    public var item: ID<Item>?
    public var description = ""
    public var quantity = Quantity.none
    public var unitPrice = FixedDecimal.zero
    public var discountPercent = FixedDecimal.zero
    public var net = Money.none
    public var taxCode = ID<TaxCode>.blank
    public var tax = Money.none
    public init() {}

    public static let schema = Schema<InvoiceLine>("InvoiceLine") { s in
        s.field("invoice", \.invoice, .required)
        s.field("position", \.position)
        s.field("orderLine", \.orderLine, .indexed)
        s.field("item", \.item)
        s.field("description", \.description, .maxLength(500))
        s.field("quantity", \.quantity)
        s.field("unitPrice", \.unitPrice)
        s.field("discountPercent", \.discountPercent)
        s.field("net", \.net)
        s.field("taxCode", \.taxCode, .required)
        s.field("tax", \.tax)
        s.parent("invoice")
        s.sealed(byParentCount: "lineCount")
        s.immutable()
    }
}

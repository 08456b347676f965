import Kernel

/// One line of a credit memo, with the invoice line it takes back.
public struct CreditMemoLine: BusinessObject {
    public var id = ID<CreditMemoLine>.blank
    public var version = 0
    public var creditMemo = ID<CreditMemo>.blank
    public var position = 0
    public var invoiceLine: ID<InvoiceLine>?
    public var item: ID<Item>?
    public var description = ""
    /// Nothing when only the price is lowered.
    public var quantity = Quantity.none
    public var unitPrice = FixedDecimal.zero
    public var net = Money.none
    public var taxCode = ID<TaxCode>.blank
    public var tax = Money.none
    public init() {}

    public static let schema = Schema<CreditMemoLine>("CreditMemoLine") { s in
        s.field("creditMemo", \.creditMemo, .required)
        s.field("position", \.position)
        s.field("invoiceLine", \.invoiceLine, .indexed)
        s.field("item", \.item)
        s.field("description", \.description, .maxLength(500))
        s.field("quantity", \.quantity)
        s.field("unitPrice", \.unitPrice)
        s.field("net", \.net)
        s.field("taxCode", \.taxCode, .required)
        s.field("tax", \.tax)
        s.parent("creditMemo")
        s.sealed(byParentCount: "lineCount")
        s.immutable()
    }
}

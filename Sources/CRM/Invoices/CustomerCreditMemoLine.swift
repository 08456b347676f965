import Kernel
import Platform

/// A line of a mirrored credit memo.
public struct CustomerCreditMemoLine: MirrorLine {
    public var id = ID<CustomerCreditMemoLine>.blank
    public var version = 0
    public var creditMemo = ID<CustomerCreditMemo>.blank
    public var position = 0
    /// The mirrored product, when the ERP's item is known here.
    public var product: ID<Product>?
    public var productCode = ""
    public var description = ""
    public var quantity = Quantity.none
    public var unitPrice = FixedDecimal.zero
    public var net = Money.none
    public var tax = Money.none
    public init() {}

    public static let schema = Schema<CustomerCreditMemoLine>("CustomerCreditMemoLine") { s in
        s.field("creditMemo", \.creditMemo)
        s.field("position", \.position)
        s.field("product", \.product)
        s.field("productCode", \.productCode, .maxLength(60))
        s.field("description", \.description, .maxLength(500))
        s.field("quantity", \.quantity)
        s.field("unitPrice", \.unitPrice)
        s.field("net", \.net)
        s.field("tax", \.tax)
        s.parent("creditMemo")
    }
}

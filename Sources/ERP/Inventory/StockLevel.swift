import Kernel

/// What is on a shelf now: the sum of an item's moves in one warehouse, and how much of it is promised.
public struct StockLevel: BusinessObject {
    public var id = ID<StockLevel>.blank
    public var version = 0
    public var item = ID<Item>.blank
    public var warehouse = ID<Warehouse>.blank
    public var onHand = Quantity.none
    public var reserved = Quantity.none
    public var value = Money.none
    /// Per base unit; 0 when nothing is there.
    public var averageCost = FixedDecimal.zero
    public init() {}

    public static let schema = Schema<StockLevel>("StockLevel") { s in
        s.field("item", \.item, .required)
        s.field("warehouse", \.warehouse, .required)
        s.field("onHand", \.onHand, .derived)
        s.field("reserved", \.reserved, .derived)
        s.field("value", \.value, .derived, .sensitive)
        s.field("averageCost", \.averageCost, .derived, .sensitive)
        s.unique("item", "warehouse")
    }

    /// What may still be promised.
    public var available: Quantity { onHand - reserved }
}

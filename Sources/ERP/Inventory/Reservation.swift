import Kernel

/// A promise of stock to one order line; it shrinks when the line does and ends when the goods leave.
public struct Reservation: BusinessObject {
    public var id = ID<Reservation>.blank
    public var version = 0
    public var orderLine = ID<SalesOrderLine>.blank
    public var item = ID<Item>.blank
    public var warehouse = ID<Warehouse>.blank
    /// In the item's base unit.
    public var quantity = Quantity.none
    public init() {}

    public static let schema = Schema<Reservation>("Reservation") { s in
        s.field("orderLine", \.orderLine, .required)
        s.field("item", \.item, .required)
        s.field("warehouse", \.warehouse, .required)
        s.field("quantity", \.quantity, .derived)
        s.unique("orderLine", "item")
        s.index("item", "warehouse")
    }
}

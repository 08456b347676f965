import Kernel

/// What was ordered of one item, and in what state each part of it is. All quantities are in the line's unit.
public struct SalesOrderLine: BusinessObject {
    public var id = ID<SalesOrderLine>.blank
    public var version = 0
    public var order = ID<SalesOrder>.blank
    public var position = 0
    public var item = ID<Item>.blank
    public var description = ""
    public var quantity = Quantity.none
    /// One of the line's unit is `unitNumerator/unitDenominator` of the item's base unit.
    public var unitNumerator = 1
    public var unitDenominator = 1
    public var unitPrice = FixedDecimal.zero
    public var discountPercent = FixedDecimal.zero
    /// The waterfall from list price to net, as JSON.
    public var priceExplanation = ""
    /// Of what is not cancelled.
    public var net = Money.none
    public var taxCode = ID<TaxCode>.blank
    public var reserved = Quantity.none
    public var shipped = Quantity.none
    public var invoiced = Quantity.none
    public var returned = Quantity.none
    public var cancelled = Quantity.none
    /// Stock that comes in is reserved for such lines first.
    public var awaitsStock = false
    public var requestedDate: CalendarDate?
    public var promisedDate: CalendarDate?
    /// The item that was ordered first.
    public var substitutedFor: ID<Item>?
    public init() {}

    public static let schema = Schema<SalesOrderLine>("SalesOrderLine") { s in
        s.field("order", \.order, .required)
        s.field("position", \.position)
        s.field("item", \.item, .required, .indexed)
        s.field("description", \.description)
        s.field("quantity", \.quantity)
        s.field("unitNumerator", \.unitNumerator)
        s.field("unitDenominator", \.unitDenominator)
        s.field("unitPrice", \.unitPrice)
        s.field("discountPercent", \.discountPercent)
        s.field("priceExplanation", \.priceExplanation)
        s.field("net", \.net, .derived)
        s.field("taxCode", \.taxCode, .required)
        s.field("reserved", \.reserved, .derived)
        s.field("shipped", \.shipped, .derived)
        s.field("invoiced", \.invoiced, .derived)
        s.field("returned", \.returned, .derived)
        s.field("cancelled", \.cancelled, .derived)
        s.field("awaitsStock", \.awaitsStock, .derived)
        s.field("requestedDate", \.requestedDate)
        s.field("promisedDate", \.promisedDate)
        s.field("substitutedFor", \.substitutedFor)
        s.parent("order")
        s.unique("order", "position")
        s.index("awaitsStock", "item")
    }

    /// What the customer has: goods as they are shipped, and services also by being invoiced, for these need no
    /// shipment. Goods are never invoiced before they are shipped.
    public var delivered: Quantity { max(shipped, invoiced) }
    /// What is neither cancelled nor delivered.
    public var open: Quantity {
        let rest = quantity - cancelled - delivered
        return rest.isNegative ? .zero(quantity.unit) : rest
    }
    /// What the customer is still committed to.
    public var committed: Quantity { quantity - cancelled }
    /// Shipped and not yet invoiced.
    public var unbilled: Quantity { shipped - invoiced }
}

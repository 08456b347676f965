import Kernel

/// Goods that left for a customer. Posted when it is written; what comes back is a return.
public struct Shipment: BusinessObject {
    public var id = ID<Shipment>.blank
    public var version = 0
    public var number = ""
    public var order = ID<SalesOrder>.blank
    public var customer = ID<Customer>.blank
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var carrier = ""
    public var trackingNumber = ""
    public var lineCount = 0
    public var entry: ID<JournalEntry>?
    public init() {}

    public static let schema = Schema<Shipment>("Shipment") { s in
        s.field("number", \.number, .assigned, .unique, .maxLength(20))
        s.field("order", \.order, .required, .indexed)
        s.field("customer", \.customer, .required, .indexed)
        s.field("date", \.date)
        s.field("carrier", \.carrier, .maxLength(100))
        s.field("trackingNumber", \.trackingNumber, .maxLength(100))
        s.field("lineCount", \.lineCount, .derived)
        s.field("entry", \.entry)
        s.lines("lines", of: ShipmentLine.self)
        s.immutable()
        s.published()
    }
}

/// How much of an order line left with a shipment, and what it had cost.
public struct ShipmentLine: BusinessObject {
    public var id = ID<ShipmentLine>.blank
    public var version = 0
    public var shipment = ID<Shipment>.blank
    public var position = 0
    public var orderLine = ID<SalesOrderLine>.blank
    public var item = ID<Item>.blank
    /// In the order line's unit.
    public var quantity = Quantity.none
    /// In the company's currency.
    public var cost = Money.none
    /// Serial numbers, separated by ", ".
    public var serials = ""
    /// Lots and how much of each: "L-7 × 4 EA, L-9 × 2 EA".
    public var lots = ""
    public init() {}

    public static let schema = Schema<ShipmentLine>("ShipmentLine") { s in
        s.field("shipment", \.shipment, .required)
        s.field("position", \.position)
        s.field("orderLine", \.orderLine, .required, .indexed)
        s.field("item", \.item, .required)
        s.field("quantity", \.quantity)
        s.field("cost", \.cost, .derived, .sensitive)
        s.field("serials", \.serials)
        s.field("lots", \.lots)
        s.parent("shipment")
        s.sealed(byParentCount: "lineCount")
        s.immutable()
    }
}

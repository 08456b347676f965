import Kernel

/// Where a numbered piece is.
public enum SerialStatus: String, Choice { case inStock, shipped, returned, quarantined, scrapped }

/// One numbered piece of an item: where it is, who has it, and how long its warranty runs.
public struct SerialUnit: BusinessObject {
    public var id = ID<SerialUnit>.blank
    public var version = 0
    public var serial = ""
    public var item = ID<Item>.blank
    public var status = SerialStatus.inStock
    public var warehouse: ID<Warehouse>?
    public var customer: ID<Customer>?
    public var shipmentLine: ID<ShipmentLine>?
    public var shippedOn: CalendarDate?
    public var warrantyStart: CalendarDate?
    public var warrantyEnd: CalendarDate?
    public init() {}

    public static let schema = Schema<SerialUnit>("SerialUnit") { s in
        s.field("serial", \.serial, .required, .indexed, .maxLength(60))
        s.field("item", \.item, .required)
        s.field("status", \.status, .commandOnly)
        s.field("warehouse", \.warehouse, .commandOnly)
        s.field("customer", \.customer, .commandOnly, .indexed)
        s.field("shipmentLine", \.shipmentLine, .commandOnly, .indexed)
        s.field("shippedOn", \.shippedOn, .commandOnly)
        s.field("warrantyStart", \.warrantyStart, .commandOnly)
        s.field("warrantyEnd", \.warrantyEnd, .commandOnly)
        s.unique("item", "serial")
        s.published()
    }

    public static let transitions = TransitionTable<SerialStatus>([
        .inStock: [.shipped, .scrapped],
        .shipped: [.quarantined],
        .quarantined: [.inStock, .shipped, .scrapped],
        .returned: [.inStock, .quarantined, .scrapped],
        .scrapped: [.inStock],
    ])
}

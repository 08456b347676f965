import Kernel

/// How much of one lot of an item is in a warehouse, and when it expires.
public struct LotStock: BusinessObject {
    public var id = ID<LotStock>.blank
    public var version = 0
    public var item = ID<Item>.blank
    public var warehouse = ID<Warehouse>.blank
    public var lot = ""
    public var onHand = Quantity.none
    public var expiresOn: CalendarDate?
    public init() {}

    public static let schema = Schema<LotStock>("LotStock") { s in
        s.field("item", \.item, .required)
        s.field("warehouse", \.warehouse, .required)
        s.field("lot", \.lot, .required, .maxLength(60))
        s.field("onHand", \.onHand, .derived)
        s.field("expiresOn", \.expiresOn)
        s.unique("item", "warehouse", "lot")
    }
}

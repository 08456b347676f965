import Kernel

/// One item of a count, as it is entered.
public struct StockCountInput: Sendable {
    public var item = ID<Item>.blank
    /// What was found, in any unit of the item; of the named lot for an item kept in lots.
    public var counted = Quantity.none
    /// Per base unit, for what was not in the books before. Without it the average or the standard cost is taken.
    public var unitCost: FixedDecimal?
    /// All numbers that were found, for an item with serial numbers.
    public var serials = ""
    public var lot = ""
    public var expiresOn: CalendarDate?
    public init() {}
    public init(
        item: ID<Item>, counted: Quantity, unitCost: FixedDecimal? = nil, serials: String = "", lot: String = "",
        expiresOn: CalendarDate? = nil
    ) {
        self.item = item
        self.counted = counted
        self.unitCost = unitCost
        self.serials = serials
        self.lot = lot
        self.expiresOn = expiresOn
    }

    public static let schema = Schema<StockCountInput>("StockCountInput") { s in
        s.field("item", \.item, .required)
        s.field("counted", \.counted)
        s.field("unitCost", \.unitCost)
        s.field("serials", \.serials, .maxLength(4_000))
        s.field("lot", \.lot, .maxLength(60))
        s.field("expiresOn", \.expiresOn)
    }
}

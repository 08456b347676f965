import Kernel

/// Why a count was written: take-on, a count of the shelf, or a single correction.
public enum StockCountKind: String, Choice { case opening, count, adjustment }

/// What was found on the shelves on a day, and what it changed. Posted when it is written.
public struct StockCount: BusinessObject {
    public var id = ID<StockCount>.blank
    public var version = 0
    public var number = ""
    public var kind = StockCountKind.count
    public var warehouse = ID<Warehouse>.blank
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var reason = ""
    public var lineCount = 0
    public var entry: ID<JournalEntry>?
    public init() {}

    public static let schema = Schema<StockCount>("StockCount") { s in
        s.field("number", \.number, .assigned, .unique, .maxLength(20))
        s.field("kind", \.kind)
        s.field("warehouse", \.warehouse, .required)
        s.field("date", \.date)
        s.field("reason", \.reason)
        s.field("lineCount", \.lineCount, .derived)
        s.field("entry", \.entry)
        s.lines("lines", of: StockCountLine.self)
        s.immutable()
    }
}

/// One item of a stock count.
public struct StockCountLine: BusinessObject {
    public var id = ID<StockCountLine>.blank
    public var version = 0
    public var stockCount = ID<StockCount>.blank
    public var position = 0
    public var item = ID<Item>.blank
    public var counted = Quantity.none
    /// What the books gained or lost.
    public var change = Quantity.none
    public var value = Money.none
    public var lot: String?
    public var serials: String?
    public init() {}

    public static let schema = Schema<StockCountLine>("StockCountLine") { s in
        s.field("stockCount", \.stockCount, .required)
        s.field("position", \.position)
        s.field("item", \.item, .required)
        s.field("counted", \.counted)
        s.field("change", \.change, .derived)
        s.field("value", \.value, .derived, .sensitive)
        s.field("lot", \.lot, .maxLength(60))
        s.field("serials", \.serials)
        s.parent("stockCount")
        s.sealed(byParentCount: "lineCount")
        s.immutable()
    }
}

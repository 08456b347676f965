import Kernel

/// Why stock moved.
public enum StockMoveKind: String, Choice { case opening, receipt, shipment, `return`, adjustment, count, scrap }

/// One line of the stock ledger: so much came or went, at this value. Never changed, valued in posting order.
public struct StockMove: BusinessObject {
    public var id = ID<StockMove>.blank
    public var version = 0
    public var item = ID<Item>.blank
    public var warehouse = ID<Warehouse>.blank
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var kind = StockMoveKind.receipt
    /// In the item's base unit; negative when it left.
    public var quantity = Quantity.none
    /// In the company's currency; negative when it left.
    public var value = Money.none
    /// The object that caused it ("Shipment"), and its identity.
    public var document = ""
    public var documentID = ""
    public var lot: String?
    public var serial: String?
    public var entry: ID<JournalEntry>?
    public init() {}

    public static let schema = Schema<StockMove>("StockMove") { s in
        s.field("item", \.item, .required)
        s.field("warehouse", \.warehouse, .required)
        s.field("date", \.date)
        s.field("kind", \.kind)
        s.field("quantity", \.quantity)
        s.field("value", \.value, .sensitive)
        s.field("document", \.document, .required, .maxLength(40))
        s.field("documentId", \.documentID, .required, .indexed, .maxLength(64))
        s.field("lot", \.lot, .maxLength(60))
        s.field("serial", \.serial, .maxLength(60))
        s.field("entry", \.entry)
        s.index("item", "warehouse")
        s.immutable()
    }
}

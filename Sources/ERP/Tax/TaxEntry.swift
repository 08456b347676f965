import Kernel

/// One tax code of one posted document, in the company's currency: the tax sub-ledger and the tax return's drill-down.
/// Credits, discounts and relief for bad debts are negative.
public struct TaxEntry: BusinessObject {
    public var id = ID<TaxEntry>.blank
    public var version = 0
    public var entry = ID<JournalEntry>.blank
    public var taxCode = ID<TaxCode>.blank
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var sourceObject = ""
    public var sourceNumber = ""
    public var net = Money.none
    public var tax = Money.none
    public init() {}

    public static let schema = Schema<TaxEntry>("TaxEntry") { s in
        s.field("entry", \.entry, .required, .indexed)
        s.field("taxCode", \.taxCode, .required)
        s.field("date", \.date, .required, .indexed)
        s.field("sourceObject", \.sourceObject, .required, .maxLength(40))
        s.field("sourceNumber", \.sourceNumber, .required, .maxLength(40))
        s.field("net", \.net)
        s.field("tax", \.tax)
        s.immutable()
        s.ledger()
    }
}

import Kernel

/// One balanced posting, made by the engine for a document or by finance by hand. It never changes.
public struct JournalEntry: BusinessObject {
    public var id = ID<JournalEntry>.blank
    public var version = 0
    public var number = ""
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var period = ID<Period>.blank
    /// The document that caused it: its object, id and number.
    public var sourceObject = ""
    public var sourceID = ""
    public var sourceNumber = ""
    public var memo = ""
    public var lineCount = 0
    /// The manual entry that this one takes back.
    public var reversalOf: ID<JournalEntry>?
    public init() {}

    public static let schema = Schema<JournalEntry>("JournalEntry") { s in
        s.field("number", \.number, .assigned, .unique, .maxLength(20))
        s.field("date", \.date, .required, .indexed)
        s.field("period", \.period, .required)
        s.field("sourceObject", \.sourceObject, .required, .maxLength(40))
        s.field("sourceID", \.sourceID, .required, .indexed, .maxLength(80))
        s.field("sourceNumber", \.sourceNumber, .maxLength(40))
        s.field("memo", \.memo, .maxLength(500))
        s.field("lineCount", \.lineCount, .derived)
        s.field("reversalOf", \.reversalOf, .unique)
        s.lines("lines", of: JournalLine.self)
        s.immutable()
    }
}

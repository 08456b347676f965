import Kernel

/// How a tax code works.
public enum TaxKind: String, Choice {
    case standard, zeroRated, exempt
    /// The tax is taken as the source document gives it.
    case given
}

/// A rate of tax and the days on which it holds. The first row of a code has the code as its id.
public struct TaxCode: BusinessObject {
    public var id = ID<TaxCode>.blank
    public var version = 0
    public var code = ""
    public var name = ""
    /// A fraction: 0.15 is 15 %.
    public var rate = FixedDecimal.zero
    public var country = ""
    public var kind = TaxKind.standard
    public var validFrom = CalendarDate(daysSinceEpoch: 0)
    public var validTo: CalendarDate?
    public var account = ID<LedgerAccount>.blank
    public init() {}

    public static let schema = Schema<TaxCode>("TaxCode") { s in
        s.field("code", \.code, .required, .maxLength(20))
        s.field("name", \.name, .required, .maxLength(80))
        s.field("rate", \.rate, .within(0...1))
        s.field("country", \.country, .required, .maxLength(2))
        s.field("kind", \.kind)
        s.field("validFrom", \.validFrom, .required)
        s.field("validTo", \.validTo)
        s.field("account", \.account, .required)
        s.unique("code", "validFrom")
        s.index("country", "kind")
    }

    public func isValid(on date: CalendarDate) -> Bool {
        validFrom <= date && (validTo.map { date <= $0 } ?? true)
    }
}

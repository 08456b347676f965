import Kernel

/// A book of prices in one currency: the default one, or one that customers are given.
public struct PriceList: BusinessObject {
    public var id = ID<PriceList>.blank
    public var version = 0
    public var code = ""
    public var name = ""
    public var currency = Currency.none
    public var validFrom = CalendarDate(daysSinceEpoch: 0)
    public var validTo: CalendarDate?
    public var isDefault = false
    public init() {}

    public static let schema = Schema<PriceList>("PriceList") { s in
        s.field("code", \.code, .required, .unique, .maxLength(40))
        s.field("name", \.name, .required, .maxLength(200))
        s.field("currency", \.currency, .required, .maxLength(3))
        s.field("validFrom", \.validFrom)
        s.field("validTo", \.validTo)
        s.field("isDefault", \.isDefault)
        s.published()
    }
}

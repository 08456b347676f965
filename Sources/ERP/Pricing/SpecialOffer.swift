import Kernel

/// A percentage off for a time: on everything or on named items, within bounds of quantity.
public struct SpecialOffer: BusinessObject {
    public var id = ID<SpecialOffer>.blank
    public var version = 0
    public var code = ""
    public var description = ""
    public var percent = FixedDecimal.zero
    public var minimumQuantity = FixedDecimal.zero
    public var maximumQuantity: FixedDecimal?
    public var validFrom = CalendarDate(daysSinceEpoch: 0)
    public var validTo: CalendarDate?
    public var appliesToAll = false
    public init() {}

    public static let schema = Schema<SpecialOffer>("SpecialOffer") { s in
        s.field("code", \.code, .required, .unique, .maxLength(40))
        s.field("description", \.description, .maxLength(200))
        s.field("percent", \.percent)
        s.field("minimumQuantity", \.minimumQuantity)
        s.field("maximumQuantity", \.maximumQuantity)
        s.field("validFrom", \.validFrom)
        s.field("validTo", \.validTo)
        s.field("appliesToAll", \.appliesToAll)
        s.index("appliesToAll", "validFrom")
    }
}

/// An item that a special offer applies to.
public struct SpecialOfferItem: BusinessObject {
    public var id = ID<SpecialOfferItem>.blank
    public var version = 0
    public var offer = ID<SpecialOffer>.blank
    public var item = ID<Item>.blank
    public init() {}

    public static let schema = Schema<SpecialOfferItem>("SpecialOfferItem") { s in
        s.field("offer", \.offer, .required)
        s.field("item", \.item, .required, .indexed)
        s.unique("offer", "item")
    }
}

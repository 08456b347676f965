import Kernel

/// One price: of an item, in a unit, from a quantity on, within dates. Its own document, so that one changed price
/// travels alone.
public struct PriceListLine: BusinessObject {
    public var id = ID<PriceListLine>.blank
    public var version = 0
    public var priceList = ID<PriceList>.blank
    public var item = ID<Item>.blank
    public var unit = UnitOfMeasure.each
    public var minimumQuantity = FixedDecimal.zero
    public var unitPrice = FixedDecimal.zero
    public var currency = Currency.none
    public var validFrom = CalendarDate(daysSinceEpoch: 0)
    public var validTo: CalendarDate?
    public init() {}

    public static let schema = Schema<PriceListLine>("PriceListLine") { s in
        s.field("priceList", \.priceList, .required)
        s.field("item", \.item, .required)
        s.field("unit", \.unit, .required, .maxLength(8))
        s.field("minimumQuantity", \.minimumQuantity)
        s.field("unitPrice", \.unitPrice)
        s.field("currency", \.currency, .required, .maxLength(3))
        s.field("validFrom", \.validFrom)
        s.field("validTo", \.validTo)
        s.index("item", "priceList")
        s.published()
    }
}

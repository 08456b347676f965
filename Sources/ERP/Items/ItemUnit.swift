import Kernel

/// A further unit that an item may be sold in: one `unit` is `numerator/denominator` of the item's base unit.
public struct ItemUnit: BusinessObject {
    public var id = ID<ItemUnit>.blank
    public var version = 0
    public var item = ID<Item>.blank
    public var unit = UnitOfMeasure.none
    public var numerator = 1
    public var denominator = 1
    public init() {}

    public static let schema = Schema<ItemUnit>("ItemUnit") { s in
        s.field("item", \.item, .required, .indexed)
        s.field("unit", \.unit, .required, .maxLength(8))
        s.field("numerator", \.numerator)
        s.field("denominator", \.denominator)
        s.unique("item", "unit")
    }
}

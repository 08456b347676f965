import Kernel

/// What kind of thing is sold: goods on a shelf, work, or a set of goods.
public enum ItemType: String, Choice { case stock, service, kit }

/// How single pieces are told apart.
public enum Tracking: String, Choice { case none, lot, serial }

/// Whether the item is made here or bought.
public enum ItemSource: String, Choice { case make, buy }

/// Where the item stands in its life: an obsolete one is sold no more.
public enum ItemLifecycle: String, Choice { case active, phaseOut, obsolete }

/// Something that is sold: the item master that orders, prices and stock refer to.
public struct Item: BusinessObject {
    public var id = ID<Item>.blank
    public var version = 0
    public var code = ""
    public var name = ""
    public var description = ""
    public var type = ItemType.stock
    public var tracking = Tracking.none
    public var baseUnit = UnitOfMeasure.each
    public var source = ItemSource.buy
    /// Per base unit, in the company's currency.
    public var standardCost = FixedDecimal.zero
    public var warrantyMonths = 0
    public var taxClass = ""
    public var isSellable = true
    public var lifecycle = ItemLifecycle.active
    public var replacedBy: ID<Item>?
    /// Kilograms per base unit.
    public var weight = FixedDecimal.zero
    public init() {}

    public static let schema = Schema<Item>("Item") { s in
        s.field("code", \.code, .required, .unique, .maxLength(40))
        s.field("name", \.name, .required, .indexed, .maxLength(200))
        s.field("description", \.description)
        s.field("type", \.type)
        s.field("tracking", \.tracking)
        s.field("baseUnit", \.baseUnit, .required, .maxLength(8))
        s.field("source", \.source)
        s.field("standardCost", \.standardCost, .sensitive, .notNegative)
        s.field("warrantyMonths", \.warrantyMonths, .within(0...1_200))
        s.field("taxClass", \.taxClass, .maxLength(40))
        s.field("isSellable", \.isSellable)
        s.field("lifecycle", \.lifecycle)
        s.field("replacedBy", \.replacedBy)
        s.field("weight", \.weight, .notNegative)
        s.published()
    }
}

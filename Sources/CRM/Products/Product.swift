import Kernel
import Platform

/// What can be sold: the ERP's item, readable here.
public struct Product: MirrorDocument {
    public var id = ID<Product>.blank
    public var version = 0
    public var code = ""
    public var name = ""
    public var description = ""
    public var category = ""
    public var unit = UnitOfMeasure.each
    /// "stock", "service", "kit".
    public var type = ""
    public var isSellable = true
    public var lifecycle = ""
    /// The code of what is sold instead.
    public var replacedBy = ""
    public var isSerialised = false
    public var warrantyMonths = 0
    public var source = "erp"
    public var sourceID = ""
    public var asOf = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<Product>("Product") { s in
        s.field("code", \.code, .required, .unique, .maxLength(60))
        s.field("name", \.name, .required, .indexed, .maxLength(200))
        s.field("description", \.description)
        s.field("category", \.category, .maxLength(100))
        s.field("unit", \.unit)
        s.field("type", \.type, .maxLength(40))
        s.field("isSellable", \.isSellable)
        s.field("lifecycle", \.lifecycle, .maxLength(40))
        s.field("replacedBy", \.replacedBy, .maxLength(60))
        s.field("isSerialised", \.isSerialised)
        s.field("warrantyMonths", \.warrantyMonths, .within(0...1_200))
        s.field("source", \.source, .maxLength(40))
        s.field("sourceID", \.sourceID, .required, .maxLength(100))
        s.field("asOf", \.asOf)
        s.unique("source", "sourceID")
    }

    public static let mirrorInput = declareMirrorInput()
}

import Kernel
import Platform

/// A price as the ERP last told it: from which quantity, in which currency, from when to when.
public struct PriceBookEntry: MirrorDocument {
    public var id = ID<PriceBookEntry>.blank
    public var version = 0
    public var product = ID<Product>.blank
    public var priceBook = ""
    /// Of the book that applies to everybody.
    public var isDefault = false
    public var currency = Currency.nzd
    public var unit = UnitOfMeasure.each
    public var minimumQuantity = FixedDecimal.zero
    public var unitPrice = FixedDecimal.zero
    public var validFrom: CalendarDate?
    public var validTo: CalendarDate?
    public var source = "erp"
    public var sourceID = ""
    public var asOf = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<PriceBookEntry>("PriceBookEntry") { s in
        s.field("product", \.product, .required)
        s.field("priceBook", \.priceBook, .required, .maxLength(60))
        s.field("isDefault", \.isDefault)
        s.field("currency", \.currency)
        s.field("unit", \.unit)
        s.field("minimumQuantity", \.minimumQuantity)
        s.field("unitPrice", \.unitPrice)
        s.field("validFrom", \.validFrom)
        s.field("validTo", \.validTo)
        s.field("source", \.source, .maxLength(40))
        s.field("sourceID", \.sourceID, .required, .maxLength(100))
        s.field("asOf", \.asOf)
        s.unique("source", "sourceID")
        s.index("product", "currency")
    }

    public static let mirrorInput = declareMirrorInput()
}

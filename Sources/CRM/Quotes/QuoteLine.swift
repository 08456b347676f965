import Kernel
import Platform

/// Where a line's price came from: asked of the ERP just then, or its last mirrored value.
public enum PriceSource: String, Choice { case live, mirror }

/// One position of a quote: the ERP's price with its explanation, and the seller's own discount.
public struct QuoteLine: BusinessObject {
    public var id = ID<QuoteLine>.blank
    public var version = 0
    public var quote = ID<Quote>.blank
    public var position = 0
    public var product = ID<Product>.blank
    public var productCode = ""
    public var description = ""
    public var quantity = Quantity.none
    public var listPrice = FixedDecimal.zero
    /// The ERP's price for this customer, quantity and day, before the seller's discount.
    public var unitPrice = FixedDecimal.zero
    /// Given by the seller on top of the ERP's price.
    public var discountPercent = FixedDecimal.zero
    /// The waterfall from list to net, as JSON.
    public var priceExplanation = ""
    public var priceAsOf: Instant?
    public var priceSource = PriceSource.live
    public var requestedDate: CalendarDate?
    public var net = Money.none
    public var taxEstimate = Money.none
    /// What the ERP refused of this line, as `Reason.json`.
    public var refusalReasons = ""
    public init() {}

    public static let schema = Schema<QuoteLine>("QuoteLine") { s in
        s.field("quote", \.quote, .commandOnly)
        s.field("position", \.position, .assigned)
        s.field("product", \.product, .required, .indexed)
        s.field("productCode", \.productCode, .derived, .maxLength(60))
        s.field("description", \.description, .maxLength(500))
        s.field("quantity", \.quantity)
        s.field("listPrice", \.listPrice)
        s.field("unitPrice", \.unitPrice)
        s.field("discountPercent", \.discountPercent)
        s.field("priceExplanation", \.priceExplanation, .maxLength(20_000))
        s.field("priceAsOf", \.priceAsOf)
        s.field("priceSource", \.priceSource)
        s.field("requestedDate", \.requestedDate)
        s.field("net", \.net, .derived)
        s.field("taxEstimate", \.taxEstimate, .derived)
        s.field("refusalReasons", \.refusalReasons, .commandOnly, .maxLength(20_000))
        s.parent("quote")
    }
}

/// A line as a command is given it: the writable fields of `QuoteLine`. Without a unit price the mirrored price book's
/// is taken, and says so.
public struct QuoteLineInput: Sendable {
    public var fields = FieldChanges<QuoteLine>()
    public init() {}
    public init(_ line: QuoteLine) { fields = FieldChanges(line) }

    /// Priced from the mirrored price book.
    public init(product: ID<Product>, quantity: Quantity, discountPercent: FixedDecimal = .zero) {
        fields[\.product] = product
        fields[\.quantity] = quantity
        fields[\.discountPercent] = discountPercent
    }

    /// Priced by the ERP's answer.
    public init(
        product: ID<Product>, quantity: Quantity, unitPrice: FixedDecimal, listPrice: FixedDecimal? = nil,
        priceExplanation: String = "", priceAsOf: Instant? = nil, discountPercent: FixedDecimal = .zero
    ) {
        self.init(product: product, quantity: quantity, discountPercent: discountPercent)
        fields[\.unitPrice] = unitPrice
        fields[\.listPrice] = listPrice ?? unitPrice
        fields[\.priceExplanation] = priceExplanation
        fields[\.priceAsOf] = priceAsOf
    }

    public static let schema = Schema<QuoteLineInput>("QuoteLineInput") { s in
        s.fields(of: QuoteLine.self, at: \.fields, isRequired: true)
    }
}

import Kernel

/// One line of an order, as it is entered or comes from a quote.
public struct OrderLineInput: Sendable {
    public var item = ID<Item>.blank
    /// Names the item where its id is not known.
    public var itemCode = ""
    public var description = ""
    /// In any unit of the item; without a unit, in its base unit.
    public var quantity = Quantity.none
    /// Without it the price is worked out.
    public var unitPrice: FixedDecimal?
    public var discountPercent = FixedDecimal.zero
    public var taxCode: ID<TaxCode>?
    public var requestedDate: CalendarDate?
    public var priceExplanation = ""
    public init() {}
    public init(
        item: ID<Item>, quantity: Quantity, unitPrice: FixedDecimal? = nil, discountPercent: FixedDecimal = .zero
    ) {
        self.item = item
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.discountPercent = discountPercent
    }

    public static let schema = Schema<OrderLineInput>("OrderLineInput") { s in
        s.field("item", \.item)
        s.field("itemCode", \.itemCode, .maxLength(40))
        s.field("description", \.description)
        s.field("quantity", \.quantity)
        s.field("unitPrice", \.unitPrice)
        s.field("discountPercent", \.discountPercent)
        s.field("taxCode", \.taxCode)
        s.field("requestedDate", \.requestedDate)
        s.field("priceExplanation", \.priceExplanation)
    }
}

import Kernel

/// One step of a price's waterfall: what was done, and the unit price after it.
public struct PriceStep: Hashable, Sendable {
    /// "list", "unit", "offer", "discount", "net".
    public let kind: String
    public let text: String
    public let unitPrice: FixedDecimal
}

/// A price that was looked at and not taken, and why.
public struct RejectedPrice: Hashable, Sendable {
    public let candidate: String
    public let why: String
}

/// What an item costs a customer on a day, and how that came about.
public struct PriceAnswer: Hashable, Sendable {
    public let item: ID<Item>
    public let quantity: FixedDecimal
    public let unit: UnitOfMeasure
    public let currency: Currency
    public let date: CalendarDate
    /// Of the list, for one `unit`, before any discount.
    public let unitPrice: FixedDecimal
    /// Given by special offers.
    public let discountPercent: FixedDecimal
    /// For one `unit` after discounts, to four decimals.
    public let netUnitPrice: FixedDecimal
    /// Of the whole quantity, worked out from the unrounded net price.
    public let amount: Money
    public let listLine: ID<PriceListLine>
    public let validFrom: CalendarDate
    public let validTo: CalendarDate?
    public let steps: [PriceStep]
    public let rejected: [RejectedPrice]

    /// The waterfall as JSON: kept on the order line, shown to whoever asks why. At most eight rejected candidates.
    public var text: String {
        var json = JSONWriter(reservingBytes: 512)
        json.beginObject()
        json.field("date", date.description)
        json.field("currency", currency.code)
        json.field("unit", unit.code)
        json.field("quantity", quantity.description)
        json.field("unitPrice", unitPrice.description)
        json.field("discountPercent", discountPercent.description)
        json.field("netUnitPrice", netUnitPrice.description)
        json.key("steps")
        json.beginArray()
        for step in steps {
            json.beginObject()
            json.field("kind", step.kind)
            json.field("text", step.text)
            json.field("unitPrice", step.unitPrice.description)
            json.endObject()
        }
        json.endArray()
        json.key("rejected")
        json.beginArray()
        for candidate in rejected.prefix(8) {
            json.beginObject()
            json.field("candidate", candidate.candidate)
            json.field("why", candidate.why)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.text
    }
}

import Kernel
import Platform

/// Answers from the mirrored price book, for when the ERP cannot be asked. The answer says how old it is.
public enum PriceBook {
    /// The default book's price of the largest quantity break that is reached; nil when there is none.
    static func entry(
        for product: ID<Product>, quantity: Quantity, currency: Currency, on date: CalendarDate, in tx: Transaction
    ) throws(Refusal) -> PriceBookEntry? {
        let entries = try tx.all(select(product, currency)).filter { $0.unit == quantity.unit }
        return best(of: entries, quantity: quantity.value, on: date)
    }

    /// The units in which a product is sold: its own, and those that the book has prices for.
    static func units(of product: Product, in tx: Transaction) throws(Refusal) -> [UnitOfMeasure] {
        let entries = try tx.all(Select<PriceBookEntry>().where(\.product, .equal, product.id))
        return [product.unit] + Set(entries.map(\.unit)).subtracting([product.unit]).sorted()
    }

    /// The same for a screen, in the product's own unit.
    public static func entry(
        for product: Product, quantity: FixedDecimal, currency: Currency, on date: CalendarDate,
        in session: any StoreSession
    ) throws(StoreError) -> PriceBookEntry? {
        let entries = try session.all(select(product.id, currency)).filter { $0.unit == product.unit }
        return best(of: entries, quantity: quantity, on: date)
    }

    private static func select(_ product: ID<Product>, _ currency: Currency) -> Select<PriceBookEntry> {
        Select<PriceBookEntry>().where(\.product, .equal, product).where(\.currency, .equal, currency)
    }

    /// Valid that day and reached by the quantity: the default book first, then the highest break, then the newest.
    static func best(of entries: [PriceBookEntry], quantity: FixedDecimal, on date: CalendarDate) -> PriceBookEntry? {
        let valid = entries.filter { entry in
            entry.minimumQuantity <= quantity && entry.validFrom.map { $0 <= date } ?? true
                && entry.validTo.map { date <= $0 } ?? true
        }
        let early = CalendarDate(daysSinceEpoch: .min)
        return valid.max { left, right in
            if left.isDefault != right.isDefault { return right.isDefault }
            if left.minimumQuantity != right.minimumQuantity { return left.minimumQuantity < right.minimumQuantity }
            return (left.validFrom ?? early) < (right.validFrom ?? early)
        }
    }
}

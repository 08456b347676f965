import Kernel
import Platform

/// Answers from the mirrored price book, for when the ERP cannot be asked. The answer says how old it is.
public enum PriceBook {
    /// The default book's price of the largest quantity break that is reached; nil when there is none.
    static func entry(
        for product: ID<Product>, quantity: FixedDecimal, currency: Currency, on date: CalendarDate,
        in tx: Transaction
    ) throws(Refusal) -> PriceBookEntry? {
        best(of: try tx.all(select(product, currency)), quantity: quantity, on: date)
    }

    /// The same for a screen.
    public static func entry(
        for product: ID<Product>, quantity: FixedDecimal, currency: Currency, on date: CalendarDate,
        in session: any StoreSession
    ) throws(StoreError) -> PriceBookEntry? {
        best(of: try session.all(select(product, currency)), quantity: quantity, on: date)
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

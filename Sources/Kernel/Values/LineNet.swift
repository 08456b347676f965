extension Money {
    /// The net of a document's line, the same for quote, order and invoice: quantity × unit price × (1 − discount/100),
    /// worked out exactly and rounded once, half up, to the currency's smallest unit. Throws when it is too large.
    public static func lineNet(
        quantity: FixedDecimal, unitPrice: FixedDecimal, discountPercent: FixedDecimal = .zero, currency: Currency
    ) throws(ValueError) -> Money {
        let (extended, firstOverflow) = quantity.micros.multipliedReportingOverflow(by: unitPrice.micros)
        let (net, secondOverflow) = extended.multipliedReportingOverflow(
            by: 100 * FixedDecimal.microsPerOne - discountPercent.micros)
        let one = FixedDecimal.microsPerOne
        let perMinorUnit = one * one * one * 100 / Int128(currency.minorUnitsPerOne)
        guard !firstOverflow, !secondOverflow,
            let minorUnits = Int64(exactly: divide(net, by: perMinorUnit, .halfUp)),
            minorUnits.magnitude <= ValueBounds.mostMinorUnits.magnitude
        else {
            throw ValueError(
                "\(quantity) × \(unitPrice) less \(discountPercent) % is too large",
                allowed: "a line of at most \(Money(minorUnits: ValueBounds.mostMinorUnits, currency: currency))")
        }
        return Money(minorUnits: minorUnits, currency: currency)
    }
}

import Kernel

extension Money {
    /// The amount in another currency at so many of its units for one of ours, rounded once, half up.
    /// Refuses: missingExchangeRate when the currencies differ and the rate is not positive; invalidValue.
    func converted(to target: Currency, at rate: FixedDecimal) throws(Refusal) -> Money {
        if currency == target || currency == .none { return Money(minorUnits: minorUnits, currency: target) }
        guard rate > .zero else {
            throw Refusal(
                .missingExchangeRate, "\(self) cannot be brought to \(target) without an exchange rate",
                field: "exchangeRate", allowed: "\(target) for one \(currency), more than 0", fixedBy: "finance")
        }
        do throws(ValueError) {
            if currency.minorDigits == target.minorDigits {
                let product = try multiplied(by: rate, rounding: .halfUp)
                return Money(minorUnits: product.minorUnits, currency: target)
            }
            return try Money(amount.multiplying(by: rate, rounding: .halfUp), target, rounding: .halfUp)
        } catch {
            throw Refusal(.invalidValue, error.message, field: "exchangeRate", allowed: error.allowed)
        }
    }

    /// The share `part` of `whole`, rounded half up. All of it when part is whole, so that nothing is left over.
    func share(_ part: Money, of whole: Money) -> Money {
        if part.minorUnits == whole.minorUnits { return self }
        guard whole.minorUnits != 0 else { return Money(minorUnits: 0, currency: currency) }
        return share(Int128(part.minorUnits), of: Int128(whole.minorUnits))
    }

    /// The share `part / whole` of quantities or amounts, rounded half away from zero.
    func share(_ part: Int128, of whole: Int128) -> Money {
        let product = Int128(minorUnits) * part
        let negative = (product < 0) != (whole < 0)
        let (quotient, rest) = product.magnitude.quotientAndRemainder(dividingBy: whole.magnitude)
        let rounded = rest >= whole.magnitude - rest && rest > 0 ? quotient + 1 : quotient
        return Money(minorUnits: negative ? -Int64(rounded) : Int64(rounded), currency: currency)
    }
}

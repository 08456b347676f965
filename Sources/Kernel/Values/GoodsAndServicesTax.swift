/// Goods and services tax of one tax code on one document, the same for New Zealand and Australia.
///
/// Unit: `rate` is a fraction, 0.15 for 15 %. The tax is worked out once on the sum of the lines and rounded half up
/// (away from zero) to the smallest unit: in Australia A New Tax System (Goods and Services Tax) Act 1999 s 9-90(2)(a);
/// in New Zealand Goods and Services Tax Act 1985 s 19O, which lets a total be rounded and lets half a cent or less be
/// dropped but does not ask for it: here half a cent counts as a whole one in both countries.
/// It is then spread to the lines by largest remainder of their exact tax, the earlier of equals first, so the lines
/// sum to the total.
/// Negating every line negates every result. Traps on a negative rate and on lines of two currencies.
public enum GoodsAndServicesTax {
    /// Tax on amounts that do not contain it: Σ net × rate.
    public static func exclusive(rate: FixedDecimal, nets: [Money]) -> (tax: Money, perLine: [Money]) {
        let (_, tax, perLine) = spread(nets, times: rate, over: .one)
        return (tax, perLine)
    }

    /// Tax within amounts that contain it: Σ gross × rate / (1 + rate); the net is what is left of the gross.
    public static func inclusive(
        rate: FixedDecimal, gross: [Money]
    ) -> (net: Money, tax: Money, perLineTax: [Money]) {
        let (total, tax, perLine) = spread(gross, times: rate, over: .one + rate)
        return (total - tax, tax, perLine)
    }

    private static func spread(
        _ lines: [Money], times numerator: FixedDecimal, over denominator: FixedDecimal
    ) -> (total: Money, tax: Money, perLine: [Money]) {
        precondition(!numerator.isNegative, "a tax rate of \(numerator) is not allowed: 0 or more is")
        let total = lines.reduce(Money.none, +)
        // Of a document that nets to nothing the first line with an amount says which way round it is read.
        let turned = total.isZero ? lines.first { !$0.isZero }?.isNegative ?? false : total.isNegative
        let sign: Int128 = turned ? -1 : 1
        let exact = multiply(
            sign * Int128(total.minorUnits), by: numerator.micros, dividingBy: denominator.micros, .halfUp)
        guard let exact else { preconditionFailure("the tax on \(total) at \(numerator) is too large") }
        let shares = lines.map {
            ProportionalShare(
                sign * Int128($0.minorUnits), times: numerator.micros, over: denominator.micros.magnitude)
        }
        let perLine = ProportionalShare.units(shares, total: exact).map {
            Money(minorUnits: Int64(sign * $0), currency: total.currency)
        }
        return (total, Money(minorUnits: Int64(sign * exact), currency: total.currency), perLine)
    }
}

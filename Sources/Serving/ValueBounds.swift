import Kernel

/// How large a number may be that comes from outside: far more than any company has, and little enough that sums,
/// prices times quantities and days from today stay numbers.
public enum ValueBounds {
    /// Ten trillion of any currency of two decimals.
    static let mostMinorUnits: Int64 = 1_000_000_000_000_000
    static let mostMicros: Int128 = 1_000_000_000 * 1_000_000
    public static let mostWhole: Int64 = 100_000_000
    static let years = 1_900...2_199

    /// The value, or why it is none that anybody means.
    public static func checked(_ value: Value) throws(ValueError) -> Value {
        switch value {
        case .integer(let number) where !(-mostWhole...mostWhole).contains(number):
            throw ValueError("\(number) is too large", allowed: "at most \(mostWhole) up or down")
        case .decimal(let decimal) where !isWithin(decimal):
            throw ValueError("\(decimal) is too large", allowed: "at most 1000000000 up or down")
        case .quantity(let quantity) where !isWithin(quantity.value):
            throw ValueError("\(quantity) is too large", allowed: "at most 1000000000 up or down")
        case .money(let money) where !(-mostMinorUnits...mostMinorUnits).contains(money.minorUnits):
            throw ValueError("\(money) is too large", allowed: "at most 10000000000000.00 up or down")
        case .date(let date) where !years.contains(date.year):
            throw ValueError("\(date) is too far away", allowed: "\(years.lowerBound) to \(years.upperBound)")
        case .instant(let instant) where !years.contains(instant.date(offsetSeconds: 0).year):
            throw ValueError("\(instant) is too far away", allowed: "\(years.lowerBound) to \(years.upperBound)")
        default: return value
        }
    }

    private static func isWithin(_ decimal: FixedDecimal) -> Bool {
        (-mostMicros...mostMicros).contains(decimal.micros)
    }
}

/// How large a value may be: judged for every command and every saved row, whichever way it came in.
///
/// The limits are far beyond any company and leave room for what is worked out of them. A command carries amounts of
/// at most 10¹⁵ minor units in lists of at most 2,000 lines with three amounts each: every sum over a document, with
/// its tax, stays below 10¹⁹ / 1.15 and so within 64 bits. A row, totals and balances among them, keeps at most ten
/// times as much: sums over some nine hundred rows at the very limit stay within 64 bits too. Quantities of 10⁹ and
/// unit prices of 10¹⁰ make 10¹⁹ at most in 128 bits, and `Money.lineNet` refuses what passes 10¹⁵ minor units.
/// Days and months from a date of these years stay dates.
public enum ValueBounds {
    /// Ten trillion of a currency of two decimals.
    public static let mostMinorUnits: Int64 = 1_000_000_000_000_000
    public static let mostQuantity: Int64 = 1_000_000_000
    public static let mostDecimal: Int64 = 10_000_000_000
    public static let mostWhole: Int64 = 100_000_000
    /// Lines in one list of a command.
    public static let mostLines = 2_000
    /// A stored total or balance may be so many times what one command carries.
    public static let keptTimes: Int64 = 10
    public static let years = 1_950...2_199

    /// The value, or why it is none that anybody means. For what is read before a command is made of it.
    public static func checked(_ value: Value) throws(ValueError) -> Value {
        if let error = error(of: value) { throw error }
        return value
    }

    /// Why a command may not carry the value; nil when it may.
    static func error(of value: Value) -> ValueError? {
        switch value {
        case .integer(let number) where number.magnitude > mostWhole.magnitude:
            ValueError("\(number) is too large", allowed: "at most \(mostWhole) up or down")
        case .date(let date) where date < firstDay || date > lastDay:
            ValueError("\(date) is too far away", allowed: "\(years.lowerBound) to \(years.upperBound)")
        case .instant(let instant) where !years.contains(instant.date(offsetSeconds: 0).year):
            ValueError("\(instant) is too far away", allowed: "\(years.lowerBound) to \(years.upperBound)")
        default: error(of: value, times: 1)
        }
    }

    /// Why a row may not keep the value; nil when it may.
    static func keptError(of value: Value) -> ValueError? {
        switch value {
        case .date(let date) where date < firstKept || date > lastKept:
            ValueError("\(date) is too far away", allowed: "the years 1 to 9999")
        default: error(of: value, times: keptTimes)
        }
    }

    private static func error(of value: Value, times: Int64) -> ValueError? {
        switch value {
        case .decimal(let decimal) where isBeyond(decimal, mostDecimal * times):
            ValueError("\(decimal) is too large", allowed: "at most \(mostDecimal * times) up or down")
        case .quantity(let quantity) where isBeyond(quantity.value, mostQuantity * times):
            ValueError("\(quantity) is too large", allowed: "at most \(mostQuantity * times) up or down")
        case .money(let money) where money.minorUnits.magnitude > (mostMinorUnits * times).magnitude:
            ValueError(
                "\(money) is too large",
                allowed: "at most \(Money(minorUnits: mostMinorUnits * times, currency: money.currency)) up or down")
        default: nil
        }
    }

    private static func isBeyond(_ decimal: FixedDecimal, _ limit: Int64) -> Bool {
        decimal.micros.magnitude > Int128(limit).magnitude * FixedDecimal.microsPerOne.magnitude
    }

    private static let firstDay = CalendarDate(knownYear: years.lowerBound, month: 1, day: 1)
    private static let lastDay = CalendarDate(knownYear: years.upperBound, month: 12, day: 31)
    private static let firstKept = CalendarDate(knownYear: 1, month: 1, day: 1)
    private static let lastKept = CalendarDate(knownYear: 9999, month: 12, day: 31)
}

extension FieldRules {
    /// Why a field with these rules does not take the value; nil when it does. `null` and blanks are for `required`.
    func error(of value: Value, isKept: Bool) -> ValueError? {
        let units: Int128
        let one = FixedDecimal.microsPerOne
        switch value {
        case .integer(let number): units = Int128(number) * one
        case .decimal(let decimal): units = decimal.micros
        case .quantity(let quantity): units = quantity.value.micros
        case .money(let money): units = money.amount.micros
        case .date, .instant: return isKept ? ValueBounds.keptError(of: value) : ValueBounds.error(of: value)
        case .null, .bool, .text: return nil
        }
        if let lowest, units < Int128(lowest) * one { return outside(value) }
        if let highest, units > Int128(highest) * one { return outside(value) }
        if isAboveZero, units <= 0 {
            return ValueError("\(value.text) is not more than nothing", allowed: "more than 0")
        }
        if case .integer = value, isKept || highest != nil { return nil }
        return isKept ? ValueBounds.keptError(of: value) : ValueBounds.error(of: value)
    }

    private func outside(_ value: Value) -> ValueError {
        ValueError(
            "\(value.text) is outside what is allowed",
            allowed: highest.map { "\(lowest ?? -ValueBounds.mostWhole) to \($0)" } ?? "\(lowest ?? 0) or more")
    }
}

extension Value {
    /// Nothing that anybody could read: empty, or spaces alone.
    var isUnreadable: Bool {
        guard case .text(let text) = self else { return isNull }
        guard let first = text.unicodeScalars.first, first == " " || first.properties.isWhitespace else {
            return text.isEmpty
        }
        return text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
}

/// An amount of one currency, exact to the currency's smallest unit.
///
/// Unit: whole minor units (cents for NZD, yen for JPY) in an `Int64`. Adding and comparing need one currency on
/// both sides and trap otherwise, and trap on overflow, as integers do; making money from text or decimals throws
/// `ValueError`. Zero in `Currency.none` is a blank: added to or compared with money of any currency it counts as
/// zero of that currency, so a sum can start from `Money.none`.
@frozen
public struct Money: Hashable, Sendable, CustomStringConvertible {
    public var minorUnits: Int64
    public var currency: Currency

    @inlinable
    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Zero with no currency yet: what a blank record holds.
    public static let none = Money(minorUnits: 0, currency: .none)

    @inlinable
    public static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency: currency) }

    /// A decimal amount brought to the currency's smallest unit; throws when it passes 64 bits.
    public init(_ amount: FixedDecimal, _ currency: Currency, rounding: RoundingRule) throws(ValueError) {
        let microsPerMinorUnit = FixedDecimal.microsPerOne / Int128(currency.minorUnitsPerOne)
        guard let minorUnits = Int64(exactly: divide(amount.micros, by: microsPerMinorUnit, rounding)) else {
            throw ValueError("\(amount) \(currency) is too large", allowed: Self.range(of: currency))
        }
        self.init(minorUnits: minorUnits, currency: currency)
    }

    /// A plain decimal text such as "1234.5"; throws when it is no number, or finer than the currency's smallest
    /// unit ("1.005" in NZD; "1.500" is 1.50 and passes).
    public init(text: some StringProtocol, currency: Currency) throws(ValueError) {
        let amount = try FixedDecimal(text)
        let microsPerMinorUnit = FixedDecimal.microsPerOne / Int128(currency.minorUnitsPerOne)
        guard amount.micros % microsPerMinorUnit == 0 else {
            let places = currency.minorDigits == 0 ? "no" : "at most \(currency.minorDigits)"
            throw ValueError("\(quoted(text)) is too fine for \(currency)", allowed: "\(places) decimals")
        }
        try self.init(amount, currency, rounding: .down)
    }

    /// The form `description` writes: a decimal text, one space, a currency code.
    public init(description: some StringProtocol) throws(ValueError) {
        guard let space = description.utf8.firstIndex(of: UInt8(ascii: " ")) else {
            throw ValueError("\(quoted(description)) is not an amount of money", allowed: "the form 1234.50 NZD")
        }
        let currency = try Currency(description[description.utf8.index(after: space)...])
        try self.init(text: description[..<space], currency: currency)
    }

    /// The amount in major units: 1234.5 for 1234.50 NZD.
    public var amount: FixedDecimal {
        FixedDecimal(micros: Int128(minorUnits) * (FixedDecimal.microsPerOne / Int128(currency.minorUnitsPerOne)))
    }

    /// The amount with all of the currency's decimals: "1234.50".
    public var amountText: String {
        decimalText(
            negative: minorUnits < 0, magnitude: UInt128(minorUnits.magnitude), scale: currency.minorDigits,
            trimmed: false)
    }

    /// "1234.50 NZD".
    public var description: String { "\(amountText) \(currency.code)" }

    @inlinable
    public var isZero: Bool { minorUnits == 0 }

    @inlinable
    public var isNegative: Bool { minorUnits < 0 }

    /// The amount without its sign.
    public var magnitude: Money { isNegative ? -self : self }

    /// The product, rounded once to the smallest unit; throws when it passes 64 bits.
    public func multiplied(by factor: FixedDecimal, rounding: RoundingRule) throws(ValueError) -> Money {
        let product = multiply(
            Int128(minorUnits), by: factor.micros, dividingBy: FixedDecimal.microsPerOne, rounding)
        guard let product, let units = Int64(exactly: product) else {
            throw ValueError("\(self) × \(factor) is too large", allowed: Self.range(of: currency))
        }
        return Money(minorUnits: units, currency: currency)
    }

    private static func range(of currency: Currency) -> String {
        "\(Money(minorUnits: .min, currency: currency)) to \(Money(minorUnits: .max, currency: currency))"
    }
}

extension Money: Comparable {
    /// The currency of both; traps, naming both, when they differ and neither is a blank zero.
    static func commonCurrency(_ left: Money, _ right: Money) -> Currency {
        if left.currency == right.currency { return left.currency }
        if left == .none { return right.currency }
        precondition(
            right == .none,
            "\(left) and \(right) are of two currencies: only money of one currency can be added or compared")
        return left.currency
    }

    public static func < (left: Money, right: Money) -> Bool {
        _ = commonCurrency(left, right)
        return left.minorUnits < right.minorUnits
    }

    public static func + (left: Money, right: Money) -> Money {
        Money(minorUnits: left.minorUnits + right.minorUnits, currency: commonCurrency(left, right))
    }

    public static func - (left: Money, right: Money) -> Money {
        Money(minorUnits: left.minorUnits - right.minorUnits, currency: commonCurrency(left, right))
    }

    public static prefix func - (money: Money) -> Money {
        Money(minorUnits: -money.minorUnits, currency: money.currency)
    }

    public static func += (left: inout Money, right: Money) { left = left + right }

    public static func -= (left: inout Money, right: Money) { left = left - right }
}

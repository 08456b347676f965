/// An exact decimal number with six decimals: prices, rates, factors and quantities.
///
/// Unit: whole millionths (`micros`) in an `Int128`, so ±1.7 × 10³² with no rounding in + and −.
/// Errors: text that is no such number, and overflow in the throwing forms, throw `ValueError`;
/// the operators and `multiplied`/`divided` trap on overflow as the standard library's integers do.
/// Formulas, of millionths a and b: product a·b/10⁶, quotient a·10⁶/b, rounded once from the exact 256-bit product.
@frozen
public struct FixedDecimal: Hashable, Sendable {
    /// The value in millionths.
    public var micros: Int128

    /// Millionths in one: 10⁶.
    public static let microsPerOne: Int128 = 1_000_000

    @inlinable
    public init(micros: Int128) {
        self.micros = micros
    }

    @inlinable
    public init(_ integer: Int) {
        self.micros = Int128(integer) * 1_000_000
    }

    /// From the millionths a 64-bit column holds. Every `Int64` fits, so this never gives nil.
    @inlinable
    public init?(exactly64 micros: Int64) {
        self.micros = Int128(micros)
    }

    /// The millionths as a 64-bit column holds them; nil beyond ±9,223,372,036,854.775807.
    @inlinable
    public var micros64: Int64? { Int64(exactly: micros) }

    public static let zero = FixedDecimal(micros: 0)
    public static let one = FixedDecimal(micros: 1_000_000)

    @inlinable
    public var isZero: Bool { micros == 0 }

    @inlinable
    public var isNegative: Bool { micros < 0 }

    /// The value without its sign.
    public var magnitude: FixedDecimal { isNegative ? -self : self }

    /// Whether there are no decimals.
    public var isWhole: Bool { micros % Self.microsPerOne == 0 }
}

extension FixedDecimal: Comparable, AdditiveArithmetic, ExpressibleByIntegerLiteral {
    @inlinable
    public init(integerLiteral value: Int) {
        self.init(value)
    }

    @inlinable
    public static func < (left: FixedDecimal, right: FixedDecimal) -> Bool { left.micros < right.micros }

    @inlinable
    public static func + (left: FixedDecimal, right: FixedDecimal) -> FixedDecimal {
        FixedDecimal(micros: left.micros + right.micros)
    }

    @inlinable
    public static func - (left: FixedDecimal, right: FixedDecimal) -> FixedDecimal {
        FixedDecimal(micros: left.micros - right.micros)
    }

    @inlinable
    public static prefix func - (value: FixedDecimal) -> FixedDecimal {
        FixedDecimal(micros: -value.micros)
    }
}

extension FixedDecimal {
    /// The product, rounded once to six decimals. Traps on overflow.
    public func multiplied(by other: FixedDecimal, rounding rule: RoundingRule) -> FixedDecimal {
        guard let product = multiply(micros, by: other.micros, dividingBy: Self.microsPerOne, rule) else {
            preconditionFailure("\(self) × \(other) passes the range of FixedDecimal")
        }
        return FixedDecimal(micros: product)
    }

    /// The quotient, rounded once to six decimals. Traps on overflow and when `other` is zero.
    public func divided(by other: FixedDecimal, rounding rule: RoundingRule) -> FixedDecimal {
        precondition(!other.isZero, "division by zero: the divisor must not be 0")
        guard let quotient = multiply(micros, by: Self.microsPerOne, dividingBy: other.micros, rule) else {
            preconditionFailure("\(self) / \(other) passes the range of FixedDecimal")
        }
        return FixedDecimal(micros: quotient)
    }

    /// The nearest value with at most `places` decimals by `rule`; a negative count rounds to tens, hundreds and so
    /// on, down to −12. Six places or more give the value itself.
    public func rounded(toPlaces places: Int, _ rule: RoundingRule) -> FixedDecimal {
        precondition(places >= -12, "cannot round to \(places) places: allowed are −12 and more")
        guard places < 6 else { return self }
        var step: Int128 = 1
        for _ in places..<6 { step *= 10 }
        return FixedDecimal(micros: divide(micros, by: step, rule) * step)
    }

    /// The sum; throws instead of trapping on overflow.
    public func adding(_ other: FixedDecimal) throws(ValueError) -> FixedDecimal {
        let (sum, overflow) = micros.addingReportingOverflow(other.micros)
        guard !overflow else { throw Self.outOfRange("\(self) + \(other)") }
        return FixedDecimal(micros: sum)
    }

    /// The difference; throws instead of trapping on overflow.
    public func subtracting(_ other: FixedDecimal) throws(ValueError) -> FixedDecimal {
        let (difference, overflow) = micros.subtractingReportingOverflow(other.micros)
        guard !overflow else { throw Self.outOfRange("\(self) - \(other)") }
        return FixedDecimal(micros: difference)
    }

    /// The product as `multiplied(by:rounding:)` gives it; throws instead of trapping on overflow.
    public func multiplying(by other: FixedDecimal, rounding rule: RoundingRule) throws(ValueError) -> FixedDecimal {
        guard let product = multiply(micros, by: other.micros, dividingBy: Self.microsPerOne, rule) else {
            throw Self.outOfRange("\(self) × \(other)")
        }
        return FixedDecimal(micros: product)
    }

    /// The quotient as `divided(by:rounding:)` gives it; throws instead of trapping on overflow and division by zero.
    public func dividing(by other: FixedDecimal, rounding rule: RoundingRule) throws(ValueError) -> FixedDecimal {
        guard !other.isZero else {
            throw ValueError("cannot divide \(self) by zero", allowed: "a divisor other than 0")
        }
        guard let quotient = multiply(micros, by: Self.microsPerOne, dividingBy: other.micros, rule) else {
            throw Self.outOfRange("\(self) / \(other)")
        }
        return FixedDecimal(micros: quotient)
    }

    private static func outOfRange(_ what: String) -> ValueError {
        ValueError("\(what) is too large", allowed: "results within ±\(FixedDecimal(micros: .max))")
    }
}

/// What to do with the part that does not fit when an exact quotient is brought to a whole number of units.
///
/// The names and meanings are those of IEEE 754-2019 §4.3 and of Python's `decimal`, given in brackets.
public enum RoundingRule: Hashable, Sendable, CaseIterable {
    /// To the nearest; a tie goes away from zero (`ROUND_HALF_UP`). The commercial rule of tax offices.
    case halfAwayFromZero
    /// To the nearest; a tie goes to the even neighbour (`ROUND_HALF_EVEN`).
    case halfEven
    /// Towards zero (`ROUND_DOWN`).
    case down
    /// Away from zero (`ROUND_UP`).
    case up
    /// Towards negative infinity (`ROUND_FLOOR`).
    case floor
    /// Towards positive infinity (`ROUND_CEILING`).
    case ceiling

    /// Another name of `halfAwayFromZero`: what accountants call rounding half up.
    public static var halfUp: RoundingRule { .halfAwayFromZero }

    /// Whether a truncated quotient has to move one unit away from zero.
    @inlinable
    func movesAway(negative: Bool, quotientIsOdd: Bool, remainder: UInt128, divisor: UInt128) -> Bool {
        guard remainder != 0 else { return false }
        let rest = divisor - remainder
        switch self {
        case .halfAwayFromZero: return remainder >= rest
        case .halfEven: return remainder == rest ? quotientIsOdd : remainder > rest
        case .down: return false
        case .up: return true
        case .floor: return negative
        case .ceiling: return !negative
        }
    }
}

/// `n / d` brought to a whole number by `rule`. Traps when `d` is zero or the result passes `Int128`.
func divide(_ n: Int128, by d: Int128, _ rule: RoundingRule) -> Int128 {
    precondition(d != 0, "division by zero: the divisor must not be 0")
    let negative = (n < 0) != (d < 0)
    let (quotient, remainder) = n.magnitude.quotientAndRemainder(dividingBy: d.magnitude)
    let away = rule.movesAway(
        negative: negative, quotientIsOdd: quotient & 1 == 1, remainder: remainder, divisor: d.magnitude)
    let rounded = away ? quotient + 1 : quotient
    guard let result = signed(rounded, negative: negative) else {
        preconditionFailure("the quotient passes the range of Int128")
    }
    return result
}

/// `a × b / d` with a 256-bit product, brought to a whole number by `rule`; nil when the result passes `Int128`.
/// Traps when `d` is zero.
func multiply(_ a: Int128, by b: Int128, dividingBy d: Int128, _ rule: RoundingRule) -> Int128? {
    precondition(d != 0, "division by zero: the divisor must not be 0")
    let negative = ((a < 0) != (b < 0)) != (d < 0)
    guard let (quotient, remainder) = wideQuotient(a.magnitude, b.magnitude, d.magnitude) else { return nil }
    let away = rule.movesAway(
        negative: negative, quotientIsOdd: quotient & 1 == 1, remainder: remainder, divisor: d.magnitude)
    let (rounded, overflow) = quotient.addingReportingOverflow(away ? 1 : 0)
    return overflow ? nil : signed(rounded, negative: negative)
}

/// `a × b` divided by `d` (not zero), truncated, with what is left; nil when the quotient passes `UInt128`.
func wideQuotient(_ a: UInt128, _ b: UInt128, _ d: UInt128) -> (quotient: UInt128, remainder: UInt128)? {
    let (low, overflow) = a.multipliedReportingOverflow(by: b)
    if !overflow { return low.quotientAndRemainder(dividingBy: d) }
    let product = a.multipliedFullWidth(by: b)
    guard product.high < d else { return nil }
    return d.dividingFullWidth(product)
}

/// A magnitude with its sign put back; nil when it passes the range of `Int128`.
func signed(_ magnitude: UInt128, negative: Bool) -> Int128? {
    if let value = Int128(exactly: magnitude) { return negative ? -value : value }
    return negative && magnitude == Int128.min.magnitude ? Int128.min : nil
}

/// How much of something, in one unit of measure, exact to six decimals.
///
/// Adding and comparing need one unit on both sides and trap otherwise; reading text throws `ValueError`. Zero in
/// `UnitOfMeasure.none` is a blank: added to or compared with a quantity of any unit it counts as zero of that unit.
@frozen
public struct Quantity: Hashable, Sendable, CustomStringConvertible {
    public var value: FixedDecimal
    public var unit: UnitOfMeasure

    @inlinable
    public init(value: FixedDecimal, unit: UnitOfMeasure) {
        self.value = value
        self.unit = unit
    }

    @inlinable
    public init(_ value: FixedDecimal, _ unit: UnitOfMeasure) {
        self.init(value: value, unit: unit)
    }

    /// A whole number of units: `Quantity(3, .each)`.
    @inlinable
    public init(_ value: Int, _ unit: UnitOfMeasure) {
        self.init(value: FixedDecimal(value), unit: unit)
    }

    /// The form `description` writes: a decimal text, one space, a unit code.
    public init(description: some StringProtocol) throws(ValueError) {
        guard let space = description.utf8.firstIndex(of: UInt8(ascii: " ")) else {
            throw ValueError("\(quoted(description)) is not a quantity", allowed: "the form 3 EA")
        }
        let unit = try UnitOfMeasure(description[description.utf8.index(after: space)...])
        self.init(value: try FixedDecimal(description[..<space]), unit: unit)
    }

    /// Zero with no unit yet: what a blank record holds.
    public static let none = Quantity(value: .zero, unit: .none)

    @inlinable
    public static func zero(_ unit: UnitOfMeasure) -> Quantity { Quantity(value: .zero, unit: unit) }

    /// "3 EA", "1.5 KG".
    public var description: String { "\(value.description) \(unit.code)" }

    @inlinable
    public var isZero: Bool { value.isZero }

    @inlinable
    public var isNegative: Bool { value.isNegative }

    /// The quantity without its sign.
    public var magnitude: Quantity { Quantity(value: value.magnitude, unit: unit) }
}

extension Quantity: Comparable {
    /// The unit of both; traps, naming both, when they differ and neither is a blank zero.
    private static func commonUnit(_ left: Quantity, _ right: Quantity) -> UnitOfMeasure {
        if left.unit == right.unit { return left.unit }
        if left == .none { return right.unit }
        precondition(
            right == .none,
            "\(left) and \(right) are in two units: only quantities in one unit can be added or compared")
        return left.unit
    }

    public static func < (left: Quantity, right: Quantity) -> Bool {
        _ = commonUnit(left, right)
        return left.value < right.value
    }

    public static func + (left: Quantity, right: Quantity) -> Quantity {
        Quantity(value: left.value + right.value, unit: commonUnit(left, right))
    }

    public static func - (left: Quantity, right: Quantity) -> Quantity {
        Quantity(value: left.value - right.value, unit: commonUnit(left, right))
    }

    public static prefix func - (quantity: Quantity) -> Quantity {
        Quantity(value: -quantity.value, unit: quantity.unit)
    }

    public static func += (left: inout Quantity, right: Quantity) { left = left + right }

    public static func -= (left: inout Quantity, right: Quantity) { left = left - right }
}

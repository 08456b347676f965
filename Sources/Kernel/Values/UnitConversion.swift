/// How many of one unit make another, as an exact fraction: 1 BOX = 12/1 EA, 1 EA = 1/12 BOX.
///
/// value in `to` = value in `from` × numerator / denominator. Throws `ValueError` when either is not positive, when a
/// quantity is not in `from`, when an exact conversion would need rounding, and when the result is too large.
public struct UnitConversion: Hashable, Sendable {
    public let from: UnitOfMeasure
    public let to: UnitOfMeasure
    public let numerator: Int64
    public let denominator: Int64

    public init(
        from: UnitOfMeasure, to: UnitOfMeasure, numerator: Int64, denominator: Int64
    ) throws(ValueError) {
        guard numerator > 0, denominator > 0 else {
            throw ValueError(
                "\(numerator)/\(denominator) cannot convert \(from) to \(to)", allowed: "two numbers of 1 or more")
        }
        self.from = from
        self.to = to
        self.numerator = numerator
        self.denominator = denominator
    }

    private init(inverting other: UnitConversion) {
        from = other.to
        to = other.from
        numerator = other.denominator
        denominator = other.numerator
    }

    /// The way back.
    public var inverse: UnitConversion { UnitConversion(inverting: self) }

    /// The same amount in `to`, exactly; throws when six decimals cannot hold it.
    public func convert(_ quantity: Quantity) throws(ValueError) -> Quantity {
        let low = try convert(quantity, rounding: .floor)
        let high = try convert(quantity, rounding: .ceiling)
        guard low == high else {
            throw ValueError(
                "\(quantity) is not an exact number of \(to): it lies between \(low) and \(high)",
                allowed: "a rounding rule: down or floor and up or ceiling choose between the two, half to the nearest")
        }
        return low
    }

    /// The same amount in `to`, rounded once to six decimals.
    public func convert(_ quantity: Quantity, rounding rule: RoundingRule) throws(ValueError) -> Quantity {
        guard quantity.unit == from else {
            throw ValueError("\(quantity) cannot be converted from \(from) to \(to)", allowed: "quantities in \(from)")
        }
        let micros = multiply(
            quantity.value.micros, by: Int128(numerator), dividingBy: Int128(denominator), rule)
        guard let micros else {
            throw ValueError(
                "\(quantity) is too large to convert to \(to)",
                allowed: "results within ±\(FixedDecimal(micros: .max))")
        }
        return Quantity(value: FixedDecimal(micros: micros), unit: to)
    }
}

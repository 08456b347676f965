extension Money {
    /// Splits the amount in proportion to `weights`, to whole minor units that sum exactly to it.
    ///
    /// Method of largest remainder (Hamilton's): each share is rounded down, and the units left over go one each to
    /// the largest fractions, the earlier of equals first. A negative amount is split as its magnitude is, with the
    /// sign put back, so a credit note mirrors its invoice. Weights that are all zero, or sum to zero, share equally.
    /// Traps when there are no weights and the amount is not zero.
    public func allocated(over weights: [FixedDecimal]) -> [Money] {
        precondition(!weights.isEmpty || isZero, "\(self) cannot be shared over no weights")
        var parts = weights.map(\.micros)
        var sum = parts.reduce(0, +)
        if sum == 0 {
            parts = parts.map { _ in 1 }
            sum = Int128(parts.count)
        }
        let total = Int128(minorUnits.magnitude)
        let shares = parts.map { ProportionalShare(total, times: sum < 0 ? -$0 : $0, over: sum.magnitude) }
        return ProportionalShare.units(shares, total: total).map {
            Money(minorUnits: Int64(isNegative ? -$0 : $0), currency: currency)
        }
    }
}

/// An exact share `value × factor / divisor` as a whole number below it and what is left over the same divisor.
struct ProportionalShare {
    /// The largest whole number not above the share.
    let floor: Int128
    /// What is left, in units of 1 / divisor.
    let remainder: UInt128

    init(_ value: Int128, times factor: Int128, over divisor: UInt128) {
        let negative = (value < 0) != (factor < 0)
        guard let (quotient, rest) = wideQuotient(value.magnitude, factor.magnitude, divisor),
            let truncated = signed(quotient, negative: negative)
        else { preconditionFailure("the share \(value) × \(factor) / \(divisor) passes the range of Int128") }
        floor = negative && rest > 0 ? truncated - 1 : truncated
        remainder = negative && rest > 0 ? divisor - rest : rest
    }

    /// Whole units that sum to `total`: the floors, and one more for each of the largest remainders.
    static func units(_ shares: [ProportionalShare], total: Int128) -> [Int128] {
        var units = shares.map(\.floor)
        let left = Int(total - units.reduce(0, +))
        guard left > 0 else { return units }
        let order = shares.indices.sorted { first, second in
            let (one, other) = (shares[first].remainder, shares[second].remainder)
            return one == other ? first < second : one > other
        }
        for index in order.prefix(left) { units[index] += 1 }
        return units
    }
}

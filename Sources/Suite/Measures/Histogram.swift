/// How long something took, counted in buckets as Prometheus wants them.
public struct Histogram: Sendable {
    /// Upper ends of the buckets. Microseconds.
    public static let ends: [Int64] = [
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
        5_000_000, 10_000_000,
    ]
    /// One more than ends: the last has none.
    public private(set) var counts = [Int](repeating: 0, count: ends.count + 1)
    public private(set) var total: Int64 = 0

    public init() {}

    public var count: Int { counts.reduce(0, +) }

    public mutating func add(microseconds: Int64) {
        counts[Self.ends.firstIndex { microseconds <= $0 } ?? Self.ends.count] += 1
        total += microseconds
    }
}

/// What a measured figure has to keep: at least, or at most.
public enum Bar: Sendable {
    case atLeast(Double)
    case atMost(Double)
    /// Shown for comparison only.
    case none

    public var limit: Double? {
        switch self {
        case .atLeast(let limit), .atMost(let limit): limit
        case .none: nil
        }
    }
}

/// One measured figure: the median of its runs beside its limit.
public struct Figure: Sendable {
    /// "initialLoad.ratio": noun, dot, measure.
    public let name: String
    public let title: String
    public let unit: String
    public let bar: Bar
    /// One value a run.
    public let values: [Double]

    public init(_ name: String, _ title: String, _ values: [Double], unit: String, bar: Bar = .none) {
        self.name = name
        self.title = title
        self.unit = unit
        self.bar = bar
        self.values = values
    }

    public var median: Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    public var minimum: Double { values.min() ?? 0 }
    public var maximum: Double { values.max() ?? 0 }

    /// How much of the limit is kept: 1 is just enough, 2 is twice as good.
    public var ratio: Double? {
        switch bar {
        case .atLeast(let limit): median / limit
        case .atMost(let limit): median > 0 ? limit / median : .infinity
        case .none: nil
        }
    }

    /// nil when there is no limit to keep.
    public var isMet: Bool? { ratio.map { $0 >= 1 } }

    /// Says in words that the limit is not kept.
    public var complaint: String {
        let limit = bar.limit.map { BenchmarkReport.text($0) } ?? "–"
        let side = if case .atMost = bar { "at most" } else { "at least" }
        return "Beyond its limit: \(title) is \(BenchmarkReport.text(median)) \(unit); \(side) \(limit) is promised."
    }
}

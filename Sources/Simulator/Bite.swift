/// A part of a simulation that one worker runs at a time: some of the enumerated deaths, or some seeds. Seeds are run
/// forwards once, then backwards, so that nothing an earlier run left behind stays unseen.
public enum Bite: Hashable, Sendable {
    /// By their places in the enumeration.
    case deaths(Range<Int>)
    case seeds(Range<UInt64>)

    /// Runs of a bite; the second runs of seeds are not counted.
    public var count: Int {
        switch self {
        case .deaths(let places): places.count
        case .seeds(let seeds): seeds.count
        }
    }

    /// "deaths 0 16" or "seeds 32 48", as it travels to another program.
    public var text: String {
        switch self {
        case .deaths(let places): "deaths \(places.lowerBound) \(places.upperBound)"
        case .seeds(let seeds): "seeds \(seeds.lowerBound) \(seeds.upperBound)"
        }
    }

    public init?(text: String) {
        let words = text.split(separator: " ")
        guard words.count == 3, let from = UInt64(words[1]), let to = UInt64(words[2]), from <= to else { return nil }
        switch words[0] {
        case "deaths":
            guard let first = Int(exactly: from), let end = Int(exactly: to) else { return nil }
            self = .deaths(first..<end)
        case "seeds": self = .seeds(from..<to)
        default: return nil
        }
    }
}

/// Who runs bites: this program, or another one of the same build. It belongs to one task.
public protocol BiteRunner {
    func run(_ bite: Bite) async throws -> SimulationReport
}

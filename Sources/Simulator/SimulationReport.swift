import Kernel

/// What a simulation proved, or where it broke.
public struct SimulationReport: Sendable {
    public var seeds = 0
    /// Places where the process was made to die, one run each.
    public var crashPoints = 0
    /// Runs in which one half of the engine was done twice.
    public var repeatedHalves = 0
    public var crashes = 0
    public var commands = 0
    public var acceptedQuotes = 0
    public var deliveries = 0
    public var tally = Tally()
    /// Runs that did not repeat exactly.
    public var irreproducible = 0
    public var firstFailingSeed: UInt64?
    /// The trace of the first failing seed, as it is compared.
    public var failingTrace: UInt64?
    /// All traces together: equal on every machine for the same program and seeds.
    public var trace: UInt64 = 0
    public var seconds = 0
    public var milliseconds = 0

    public init() {}

    public var isGreen: Bool { tally.isGreen && irreproducible == 0 }

    mutating func add(_ other: SimulationReport) {
        seeds += other.seeds
        crashPoints += other.crashPoints
        repeatedHalves += other.repeatedHalves
        crashes += other.crashes
        commands += other.commands
        acceptedQuotes += other.acceptedQuotes
        deliveries += other.deliveries
        tally.add(other.tally)
        irreproducible += other.irreproducible
        trace ^= other.trace
        if let seed = other.firstFailingSeed, seed < firstFailingSeed ?? .max {
            firstFailingSeed = seed
            failingTrace = other.failingTrace
        }
    }

    private static let counters: [(name: String, path: any WritableKeyPath<Self, Int> & Sendable)] = [
        ("seeds", \.seeds), ("crashPoints", \.crashPoints), ("repeatedHalves", \.repeatedHalves),
        ("crashes", \.crashes), ("commands", \.commands), ("acceptedQuotes", \.acceptedQuotes),
        ("deliveries", \.deliveries),
    ]

    private var figures: [(name: String, value: Int)] {
        Self.counters.map { ($0.name, self[keyPath: $0.path]) }
            + Tally.counters.map { ($0.name, tally[keyPath: $0.path]) } + [("irreproducible", irreproducible)]
    }

    /// What another program of the same build printed as `json`; nil when it is something else.
    public init?(json text: String) {
        guard let json = try? JSON(parsing: text), let trace = json["trace"]?.string,
            let trace = UInt64(trace, radix: 16), let irreproducible = json["irreproducible"]?.integer,
            let findings = json["findings"]?.array
        else { return nil }
        self.trace = trace
        self.irreproducible = irreproducible
        for counter in Self.counters {
            guard let value = json[counter.name]?.integer else { return nil }
            self[keyPath: counter.path] = value
        }
        for counter in Tally.counters {
            guard let value = json[counter.name]?.integer else { return nil }
            tally[keyPath: counter.path] = value
        }
        tally.findings = findings.compactMap(\.string)
        firstFailingSeed = json["firstFailingSeed"]?.integer.map { UInt64($0) }
        failingTrace = json["failingTrace"]?.string.flatMap { UInt64($0, radix: 16) }
    }

    /// For machines: `tandem simulate --json`.
    public var json: String {
        var json = JSONWriter(reservingBytes: 1_024)
        json.beginObject()
        for figure in figures { json.field(figure.name, figure.value) }
        json.field("seconds", seconds)
        json.field("trace", String(trace, radix: 16))
        if let firstFailingSeed { json.field("firstFailingSeed", Int(firstFailingSeed)) }
        if let failingTrace { json.field("failingTrace", String(failingTrace, radix: 16)) }
        json.key("findings")
        json.beginArray()
        for finding in tally.findings { json.string(finding) }
        json.endArray()
        json.endObject()
        return json.text
    }

    /// For people.
    public var summary: String {
        var lines = [isGreen ? "Everything held." : "Not everything held."]
        for figure in figures where figure.value != 0 || Tally.counters.contains(where: { $0.name == figure.name }) {
            let pad = String(repeating: " ", count: max(1, 16 - figure.name.count))
            lines.append("  \(figure.name)\(pad)\(figure.value)")
        }
        lines.append("  seconds         \(seconds).\(milliseconds / 100 % 10)")
        if let firstFailingSeed { lines.append("First failing seed: \(firstFailingSeed). It repeats exactly.") }
        lines += tally.findings.map { "  " + $0 }
        return lines.joined(separator: "\n")
    }
}

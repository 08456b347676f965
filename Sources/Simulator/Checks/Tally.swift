/// What a run came to: how often each promise was broken, and the first words about each.
public struct Tally: Hashable, Sendable {
    /// An accepted quote, an edit or a document without any of the ends it may have.
    public var lost = 0
    /// Two of what may be one.
    public var duplicated = 0
    /// Under way for ever, or waiting for something that nobody named.
    public var stuck = 0
    /// Half of something: a header without its lines, a document without its posting, a row without its audit.
    public var partial = 0
    /// Books that do not balance.
    public var unbalanced = 0
    /// Writes after both sides agreed, or more writes than an edit deserves.
    public var pingPong = 0
    /// Linked records that do not agree, or conflicts that nobody caused.
    public var different = 0
    public var findings: [String] = []

    public init() {}

    public var isGreen: Bool { lost + duplicated + stuck + partial + unbalanced + pingPong + different == 0 }

    /// Findings kept for people; the counters count all.
    static let longestList = 40

    mutating func add(_ counter: WritableKeyPath<Tally, Int>, _ words: String) {
        self[keyPath: counter] += 1
        if findings.count < Self.longestList { findings.append("\(Self.name(counter)): \(words)") }
    }

    mutating func add(_ other: Tally) {
        for counter in Self.counters { self[keyPath: counter.path] += other[keyPath: counter.path] }
        findings += other.findings.prefix(max(0, Self.longestList - findings.count))
    }

    static var counters: [(name: String, path: WritableKeyPath<Tally, Int>)] {
        [
            ("lost", \.lost), ("duplicated", \.duplicated), ("stuck", \.stuck), ("partial", \.partial),
            ("unbalanced", \.unbalanced), ("pingPong", \.pingPong), ("different", \.different),
        ]
    }

    private static func name(_ path: WritableKeyPath<Tally, Int>) -> String {
        counters.first { $0.path == path }?.name ?? ""
    }
}

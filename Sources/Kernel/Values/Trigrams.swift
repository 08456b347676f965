/// How alike two texts are, from 0 to 1: the shared part of all their different trigrams (Jaccard's index),
/// to six decimals.
///
/// Trigrams are taken of the folded text with two spaces before it and one after, as PostgreSQL's pg_trgm pads
/// words. A text with nothing in it is like no other: 0.
public func trigramSimilarity(_ a: String, _ b: String) -> FixedDecimal { Trigrams(a).similarity(to: b) }

/// A text prepared for being compared with many others: see `trigramSimilarity`.
public struct Trigrams: Sendable {
    private let text: String
    /// Each of three scalars of 21 bits; sorted, each once.
    private let sorted: [UInt64]
    /// The same, each at the first free place after that of its hash.
    private let table: [UInt64]
    /// No trigram: three scalars leave the highest bit free.
    private static let empty = UInt64.max

    public init(_ text: String) {
        self.text = text
        sorted = Self.trigrams(of: text)
        var size = 2
        while size < 4 * sorted.count { size *= 2 }
        var table = [UInt64](repeating: Self.empty, count: size)
        for trigram in sorted {
            var place = Self.place(of: trigram, in: size)
            while table[place] != Self.empty { place = (place + 1) & (size - 1) }
            table[place] = trigram
        }
        self.table = table
    }

    /// Nil when it is less than `floor`: most texts are told apart without working it out.
    public func similarity(to other: String, atLeast floor: FixedDecimal) -> FixedDecimal? {
        // What both have is no larger a part of what either has.
        let most = FixedDecimal(shared(with: other)).divided(
            by: FixedDecimal(max(sorted.count, 1)), rounding: .halfUp)
        guard most >= floor else { return nil }
        let similarity = similarity(to: other)
        return similarity >= floor ? similarity : nil
    }

    /// How many trigrams of the other text are ours; one that comes twice counts twice.
    private func shared(with other: String) -> Int {
        var other = other
        if let shared = other.withUTF8({ sharedASCII($0) }) { return shared }
        var shared = 0
        Self.eachTrigram(of: other) { if isOurs($0) { shared += 1 } }
        return shared
    }

    /// The same of a text of nothing but ASCII, as most are: this is asked of very many. Nil of others.
    private func sharedASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var (window, shared) = (Self.before, 0)
        var spaceIsDue = false
        for byte in bytes {
            guard byte < 0x80 else { return nil }
            switch Folding.folded(byte) {
            case .nothing: continue
            case .gap: spaceIsDue = true
            case .letter(let letter):
                if spaceIsDue, window != Self.before {
                    window = Self.next(window, Self.space)
                    if isOurs(window) { shared += 1 }
                }
                spaceIsDue = false
                window = Self.next(window, UInt64(letter))
                if isOurs(window) { shared += 1 }
            }
        }
        if window != Self.before, isOurs(Self.next(window, Self.space)) { shared += 1 }
        return shared
    }

    @inline(__always)
    private func isOurs(_ trigram: UInt64) -> Bool {
        var place = Self.place(of: trigram, in: table.count)
        while table[place] != Self.empty {
            if table[place] == trigram { return true }
            place = (place + 1) & (table.count - 1)
        }
        return false
    }

    private static func place(of trigram: UInt64, in size: Int) -> Int {
        Int(truncatingIfNeeded: trigram &* 0x9E37_79B9_7F4A_7C15 >> 32) & (size - 1)
    }

    public func similarity(to other: String) -> FixedDecimal {
        guard !sorted.isEmpty else { return .zero }
        if other == text { return .one }
        let others = Self.trigrams(of: other)
        guard !others.isEmpty else { return .zero }
        var (shared, index, position) = (0, 0, 0)
        while index < sorted.count, position < others.count {
            let (ours, theirs) = (sorted[index], others[position])
            if ours == theirs { shared += 1 }
            if ours <= theirs { index += 1 }
            if theirs <= ours { position += 1 }
        }
        let all = sorted.count + others.count - shared
        return FixedDecimal(shared).divided(by: FixedDecimal(all), rounding: .halfUp)
    }

    private static func trigrams(of text: String) -> [UInt64] {
        var trigrams: [UInt64] = []
        trigrams.reserveCapacity(text.utf8.count + 1)
        eachTrigram(of: text) { trigrams.append($0) }
        guard !trigrams.isEmpty else { return [] }
        trigrams.sort()
        var kept = 1
        for index in 1..<trigrams.count where trigrams[index] != trigrams[kept - 1] {
            trigrams[kept] = trigrams[index]
            kept += 1
        }
        trigrams.removeLast(trigrams.count - kept)
        return trigrams
    }

    /// In the order of the text, those that come twice twice.
    private static func eachTrigram(of text: String, _ body: (UInt64) -> Void) {
        var window = before
        var folding = Folding()
        for scalar in text.unicodeScalars {
            folding.take(scalar) { folded in
                window = next(window, UInt64(folded.value))
                body(window)
            }
        }
        if window != before { body(next(window, space)) }
    }

    private static let space = UInt64(UInt8(ascii: " "))
    /// Two spaces.
    private static let before = space << 21 | space

    @inline(__always)
    private static func next(_ window: UInt64, _ scalar: UInt64) -> UInt64 {
        (window << 21 | scalar) & (1 << 63 - 1)
    }
}

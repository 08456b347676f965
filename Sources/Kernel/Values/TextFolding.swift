/// A text brought to the form in which names are compared: "Ngāti  Pāoa, Ltd." becomes "ngati paoa ltd".
///
/// Lower case; Latin letters without their marks (Māori macrons, accents, strokes; æ, œ, ß and þ as two letters);
/// apostrophes left out, so that O'Brien is OBrien; each run of other spaces, punctuation and symbols one space, none
/// at the ends. Letters and digits of other scripts stay. Folding a folded text changes nothing.
public func foldedForMatching(_ text: some StringProtocol) -> String {
    var folded = ""
    folded.reserveCapacity(text.utf8.count)
    var spaceIsDue = false
    for scalar in text.unicodeScalars {
        if scalar.isASCII {
            append(UInt8(truncatingIfNeeded: scalar.value), to: &folded, &spaceIsDue)
            continue
        }
        for lower in scalar.properties.lowercaseMapping.unicodeScalars {
            append(lower, to: &folded, &spaceIsDue)
        }
    }
    return folded
}

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

    public init(_ text: String) {
        self.text = text
        sorted = Self.trigrams(of: text)
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
        let folded = foldedForMatching(text)
        guard !folded.isEmpty else { return [] }
        let mask: UInt64 = 1 << 63 - 1
        let space = UInt64(UInt8(ascii: " "))
        var window = space << 21 | space
        var trigrams: [UInt64] = []
        trigrams.reserveCapacity(folded.utf8.count + 1)
        for scalar in folded.unicodeScalars {
            window = (window << 21 | UInt64(scalar.value)) & mask
            trigrams.append(window)
        }
        trigrams.append((window << 21 | space) & mask)
        trigrams.sort()
        var kept = 1
        for index in 1..<trigrams.count where trigrams[index] != trigrams[kept - 1] {
            trigrams[kept] = trigrams[index]
            kept += 1
        }
        trigrams.removeLast(trigrams.count - kept)
        return trigrams
    }
}

private func append(_ byte: UInt8, to folded: inout String, _ spaceIsDue: inout Bool) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        keep(Unicode.Scalar(byte), in: &folded, &spaceIsDue)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        keep(Unicode.Scalar(byte | 0x20), in: &folded, &spaceIsDue)
    case UInt8(ascii: "'"), UInt8(ascii: "`"): return
    default: spaceIsDue = true
    }
}

/// A lower-case scalar: a letter without its mark, a letter as it is, nothing, or a space to come.
private func append(_ scalar: Unicode.Scalar, to folded: inout String, _ spaceIsDue: inout Bool) {
    if scalar.isASCII {
        append(UInt8(truncatingIfNeeded: scalar.value), to: &folded, &spaceIsDue)
        return
    }
    if let base = plainLetters[scalar.value] {
        for letter in base.unicodeScalars { keep(letter, in: &folded, &spaceIsDue) }
        return
    }
    switch scalar.value {
    // Combining marks that follow Latin letters.
    case 0x300...0x36F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F: return
    // Apostrophes, the ʻokina among them, the soft hyphen, and marks without width.
    case 0xB4, 0x2018, 0x2019, 0x201B, 0x2B9...0x2BF, 0xAD, 0x200B...0x200F, 0x2060, 0xFEFF: return
    default: break
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
        .spacingMark, .decimalNumber, .letterNumber, .otherNumber:
        keep(scalar, in: &folded, &spaceIsDue)
    default: spaceIsDue = true
    }
}

private func keep(_ scalar: Unicode.Scalar, in folded: inout String, _ spaceIsDue: inout Bool) {
    if spaceIsDue, !folded.isEmpty { folded.unicodeScalars.append(" ") }
    spaceIsDue = false
    folded.unicodeScalars.append(scalar)
}

/// The plain letters of each marked small Latin letter, read from Unicode's own names for them
/// ("LATIN SMALL LETTER A WITH MACRON" is an a), with those whose names do not tell set by hand.
private let plainLetters: [UInt32: String] = {
    var letters: [UInt32: String] = [
        0xDF: "ss", 0xE6: "ae", 0xF0: "d", 0xFE: "th", 0x131: "i", 0x133: "ij", 0x138: "k", 0x149: "n", 0x14B: "ng",
        0x153: "oe", 0x17F: "s", 0x1E9E: "ss",
    ]
    let prefix = "LATIN SMALL LETTER "
    let blocks: [ClosedRange<UInt32>] = [0xDF...0x24F, 0x1E00...0x1EFF]
    for value in blocks.joined() {
        guard letters[value] == nil, let name = Unicode.Scalar(value)?.properties.name, name.hasPrefix(prefix)
        else { continue }
        let words = name.dropFirst(prefix.utf8.count).split(separator: " ", maxSplits: 2)
        guard words.count > 1, words[1] == "WITH", words[0].utf8.count <= 2 else { continue }
        letters[value] = words[0].lowercased()
    }
    return letters
}()

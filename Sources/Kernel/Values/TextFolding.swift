/// A text brought to the form in which names are compared: "Ngāti  Pāoa, Ltd." becomes "ngati paoa ltd".
///
/// Lower case; Latin letters without their marks (Māori macrons, accents, strokes; æ, œ, ß and þ as two letters);
/// apostrophes left out, so that O'Brien is OBrien; each run of other spaces, punctuation and symbols one space, none
/// at the ends. Letters and digits of other scripts stay. Folding a folded text changes nothing.
public func foldedForMatching(_ text: some StringProtocol) -> String {
    var folded = ""
    folded.reserveCapacity(text.utf8.count)
    var folding = Folding()
    for scalar in text.unicodeScalars { folding.take(scalar) { folded.unicodeScalars.append($0) } }
    return folded
}

/// Takes a text's scalars one by one and gives on those of the folded text.
struct Folding {
    private var hasBegun = false
    private var spaceIsDue = false

    mutating func take(_ scalar: Unicode.Scalar, _ keep: (Unicode.Scalar) -> Void) {
        if scalar.isASCII { return take(UInt8(truncatingIfNeeded: scalar.value), keep) }
        for lower in scalar.properties.lowercaseMapping.unicodeScalars {
            if lower.isASCII { take(UInt8(truncatingIfNeeded: lower.value), keep) } else { take(lower: lower, keep) }
        }
    }

    private mutating func take(_ byte: UInt8, _ keep: (Unicode.Scalar) -> Void) {
        switch Self.folded(byte) {
        case .letter(let letter): give(Unicode.Scalar(letter), keep)
        case .nothing: return
        case .gap: spaceIsDue = true
        }
    }

    enum FoldedByte {
        case letter(UInt8)
        case nothing
        /// A space before the next letter.
        case gap
    }

    /// What becomes of an ASCII character.
    @inline(__always)
    static func folded(_ byte: UInt8) -> FoldedByte {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): .letter(byte)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter(byte | 0x20)
        case UInt8(ascii: "'"), UInt8(ascii: "`"): .nothing
        default: .gap
        }
    }

    /// A lower-case scalar beyond ASCII: a letter without its mark, a letter as it is, nothing, or a space to come.
    private mutating func take(lower scalar: Unicode.Scalar, _ keep: (Unicode.Scalar) -> Void) {
        if let base = plainLetters[scalar.value] {
            for letter in base.unicodeScalars { give(letter, keep) }
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
            give(scalar, keep)
        default: spaceIsDue = true
        }
    }

    private mutating func give(_ scalar: Unicode.Scalar, _ keep: (Unicode.Scalar) -> Void) {
        if spaceIsDue, hasBegun { keep(" ") }
        spaceIsDue = false
        hasBegun = true
        keep(scalar)
    }
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

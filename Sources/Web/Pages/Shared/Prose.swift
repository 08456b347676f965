import Kernel

/// Words within sentences; figures and dates are `Format`'s.
enum Prose {
    /// "12", "2.5": without the decimals that say nothing.
    static func number(_ decimal: FixedDecimal) -> String {
        var text = decimal.description
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// "notDelivered" → "not delivered".
    static func inline(_ word: String) -> String { inlineWords.text(of: word, spell) }

    private static let inlineWords = KnownWords()

    private static func spell(_ word: String) -> String {
        var text = ""
        for character in word {
            if character.isUppercase, !text.isEmpty {
                text += " " + character.lowercased()
            } else {
                text.append(character)
            }
        }
        return text
    }

    /// "On hold", "Part shipped".
    static func state(_ word: String) -> String {
        let text = inline(word)
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// "1 day", "9 days".
    static func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }

    /// "1 quote", "3 quotes".
    static func count(_ number: Int, _ noun: String) -> String { number == 1 ? "1 \(noun)" : "\(number) \(noun)s" }
}

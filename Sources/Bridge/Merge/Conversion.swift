import Kernel

/// A value on its way from one side's terms to the other's.
enum Converted: Hashable {
    case value(Value)
    /// The record it refers to has no partner yet: wait for it.
    case waitsFor(recipe: String, id: String)
    case unfit(String)
}

extension FieldLine {
    /// What this side's record says of the line; nil when it does not mention it.
    func read(_ record: Record, _ side: Side) -> Value? {
        switch source(side) {
        case .field(let name): record.fields[name]
        case .computed(let expression): expression.evaluate(record)
        case .nothing: nil
        }
    }

    /// Translates a value into the other side's terms: words, references, conversions.
    func convert(_ value: Value, from side: Side, _ translation: Translation) -> Converted {
        guard !value.isBlank else { return .value(.null) }
        if let link {
            guard let partner = translation.partner(link, value.text, side) else {
                return .waitsFor(recipe: link, id: value.text)
            }
            return .value(.text(partner))
        }
        if !values.isEmpty { return mapped(value.text, from: side) }
        switch conversion {
        case "e164":
            guard let number = try? PhoneNumber.e164(value.text, country: translation.country) else {
                return .value(value)
            }
            return .value(.text(number))
        case "upper": return .value(.text(value.text.uppercased()))
        case "trim": return .value(.text(Self.trimmed(value.text)))
        case "date":
            if case .instant(let instant) = value { return .value(.date(instant.date)) }
            return .value(value)
        default: return .value(value)
        }
    }

    private func mapped(_ word: String, from side: Side) -> Converted {
        if side == .left {
            guard let right = values[word] else {
                return .unfit("'\(word)' is not in the values of \(name) (allowed: \(Self.listed(values.keys)))")
            }
            return .value(.text(right))
        }
        guard let left = values.filter({ $0.value == word }).keys.min() else {
            return .unfit("'\(word)' is not in the values of \(name) (allowed: \(Self.listed(values.values)))")
        }
        return .value(.text(left))
    }

    private static func listed(_ words: some Sequence<String>) -> String { words.sorted().joined(separator: ", ") }

    private static func trimmed(_ text: String) -> String {
        var characters = Substring(text)
        while characters.first?.isWhitespace == true { characters.removeFirst() }
        while characters.last?.isWhitespace == true { characters.removeLast() }
        return String(characters)
    }
}

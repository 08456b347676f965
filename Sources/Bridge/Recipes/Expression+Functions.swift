import Kernel

extension Expression.Function {
    /// How many values it takes.
    var argumentCounts: ClosedRange<Int> {
        switch self {
        case .concat, .coalesce: 1...32
        case .upper, .lower, .trim, .amount, .currency, .year, .length, .isBlank: 1...1
        case .first, .last: 1...2
        case .days: 2...2
        case .choose: 3...3
        }
    }

    /// How it is written, for messages and the reference page.
    public var use: String {
        switch self {
        case .concat: "concat(a, b, …): the texts joined; blank ones add nothing"
        case .upper: "upper(text)"
        case .lower: "lower(text)"
        case .trim: "trim(text): without spaces at the ends"
        case .first: "first(text): the first word; first(text, 3): the first 3 characters"
        case .last: "last(text): the last word; last(text, 3): the last 3 characters"
        case .coalesce: "coalesce(a, b, …): the first that is not blank"
        case .amount: "amount(money): the number without its currency or unit"
        case .currency: "currency(money): the three letters"
        case .year: "year(date)"
        case .days: "days(from, to): from one date to another"
        case .length: "length(text): how many characters"
        case .isBlank: "isBlank(value)"
        case .choose: "choose(condition, ifTrue, ifNot)"
        }
    }

    /// The answer to values already worked out; null when they do not fit. `choose` and `concat` need the
    /// expressions themselves and are answered where they are called.
    func answer(_ values: [Value]) -> Value {
        guard argumentCounts.contains(values.count) else { return .null }
        let value = values[0]
        switch self {
        case .coalesce: return values.first { !$0.isBlank } ?? .null
        case .isBlank: return .bool(value.isBlank)
        case .days: return Self.days(from: values[0], to: values[1])
        case .first, .last: return part(of: value, count: values.count == 2 ? values[1] : nil)
        case .choose, .concat: return .null
        default: return value.isBlank ? .null : answer(value)
        }
    }

    /// Functions of one value that is not blank.
    private func answer(_ value: Value) -> Value {
        switch self {
        case .upper: return .text(value.text.uppercased())
        case .lower: return .text(value.text.lowercased())
        case .trim: return Value.text(value.text.trimmed).blankAsNull
        case .length: return .integer(Int64(value.text.count))
        case .amount: return value.amount.map(Value.decimal) ?? .null
        case .currency:
            guard case .money(let money) = value, money.currency != .none else { return .null }
            return .text(money.currency.code)
        case .year: return value.day.map { .integer(Int64($0.year)) } ?? .null
        default: return .null
        }
    }

    private static func days(from: Value, to: Value) -> Value {
        guard let from = from.day, let to = to.day else { return .null }
        return .integer(Int64(from.days(until: to)))
    }

    /// The first or last word, or so many characters.
    private func part(of value: Value, count: Value?) -> Value {
        guard !value.isBlank else { return .null }
        let text = value.text
        guard let count else {
            let words = text.split(whereSeparator: \.isWhitespace)
            return ((self == .first ? words.first : words.last).map { .text(String($0)) }) ?? .null
        }
        guard case .integer(let wanted) = count, wanted > 0 else { return .null }
        let length = Int(clamping: wanted)
        return .text(String(self == .first ? text.prefix(length) : text.suffix(length)))
    }
}

extension Value {
    /// The day of a date, of a time in UTC, or of a text that is a date.
    var day: CalendarDate? {
        switch self {
        case .date(let date): date
        case .instant(let instant): instant.date
        case .text(let text): try? CalendarDate(text)
        default: nil
        }
    }
}

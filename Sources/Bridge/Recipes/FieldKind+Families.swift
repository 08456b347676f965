import Kernel

/// Kinds that can be compared with each other and stand for each other.
enum KindFamily: Hashable {
    case bool, number, money, quantity, text, date, instant
}

extension FieldKind {
    var family: KindFamily {
        switch self {
        case .bool: .bool
        case .integer, .decimal: .number
        case .money: .money
        case .quantity: .quantity
        case .text, .choice, .reference: .text
        case .date: .date
        case .instant: .instant
        }
    }

    var isAmount: Bool { [.number, .money, .quantity].contains(family) }

    /// The kind without its choices or object: short enough for a sentence.
    var plainName: String {
        switch self {
        case .bool: "yes or no"
        case .integer: "whole number"
        case .decimal: "number"
        case .choice: "choice"
        case .reference: "reference"
        case .money: "money amount"
        case .instant: "time"
        default: name
        }
    }

    /// What a comparison with it may be written with.
    var comparedWith: String {
        switch self {
        case .bool: "true or false"
        case .integer, .decimal: "a number"
        case .money: "a number, or an amount such as \"100.00 NZD\""
        case .quantity: "a number, or a quantity such as \"3 EA\""
        case .text, .reference: "a text"
        case .choice(let words): words.joined(separator: ", ")
        case .date: "a date such as \"2026-04-01\""
        case .instant: "a time such as \"2026-04-01T00:00:00Z\""
        }
    }
}

extension Expression.Function {
    /// The kind of the answer, where it is always the same.
    var fixedKind: FieldKind? {
        switch self {
        case .concat, .upper, .lower, .trim, .first, .last, .currency: .text
        case .amount: .decimal
        case .year, .days, .length: .integer
        case .isBlank: .bool
        case .coalesce, .choose: nil
        }
    }

    /// The kinds it can take; nil = any.
    var families: Set<KindFamily>? {
        switch self {
        case .upper, .lower, .trim, .first, .last, .length: [.text]
        case .amount: [.number, .money, .quantity]
        case .currency: [.money]
        case .year, .days: [.date, .instant]
        case .concat, .coalesce, .isBlank, .choose: nil
        }
    }

    var takesDates: Bool { self == .year || self == .days }
}

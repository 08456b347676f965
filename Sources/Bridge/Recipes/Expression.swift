import Kernel

/// The small, total, typed language of recipes: no loops, no I/O, an answer for every input.
///
///     state = "accepted" and total > 1000
///     concat(givenName, " ", familyName)
public indirect enum Expression: Hashable, Sendable {
    case literal(Value)
    case field(String)
    case not(Expression)
    case and(Expression, Expression)
    case or(Expression, Expression)
    case compare(Comparison, Expression, Expression)
    case call(Function, [Expression])

    public enum Comparison: String, Hashable, Sendable, CaseIterable {
        case equal = "="
        case notEqual = "!="
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
    }

    /// All that can be called; each is total: a blank or unfit argument gives null, never an error.
    public enum Function: String, Hashable, Sendable, CaseIterable {
        case concat, upper, lower, trim, first, last, coalesce, amount, currency, year, days, length, isBlank, choose
    }
}

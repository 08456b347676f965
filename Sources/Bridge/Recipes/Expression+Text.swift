import Kernel

extension Expression: CustomStringConvertible {
    /// The expression as it is written: reading it again gives the same expression, except for literals that can
    /// only be written as text (money, quantities, dates).
    public var description: String {
        switch self {
        case .literal(let value): Self.written(value)
        case .field(let name): name
        case .not(let inner): "not \(inner.bracketed)"
        case .and(let left, let right): "\(left.bracketed) and \(right.bracketed)"
        case .or(let left, let right): "\(left.bracketed) or \(right.bracketed)"
        case .compare(let comparison, let left, let right):
            "\(left.bracketed) \(comparison.rawValue) \(right.bracketed)"
        case .call(let function, let arguments):
            "\(function.rawValue)(\(arguments.map(\.description).joined(separator: ", ")))"
        }
    }

    private var bracketed: String {
        switch self {
        case .literal, .field, .call: description
        case .not, .and, .or, .compare: "(\(description))"
        }
    }

    private static func written(_ value: Value) -> String {
        switch value {
        case .null: return "null"
        case .bool, .integer: return value.text
        case .decimal(let decimal): return decimal.isWhole ? "\(decimal).0" : "\(decimal)"
        default:
            var text = ""
            for character in value.text {
                if character == "\"" || character == "\\" { text.append("\\") }
                text.append(character)
            }
            return "\"\(text)\""
        }
    }

    /// The names of all fields that are read.
    public var fields: Set<String> {
        switch self {
        case .literal: []
        case .field(let name): [name]
        case .not(let inner): inner.fields
        case .and(let left, let right), .or(let left, let right), .compare(_, let left, let right):
            left.fields.union(right.fields)
        case .call(_, let arguments): arguments.reduce(into: []) { $0.formUnion($1.fields) }
        }
    }
}

import Kernel

extension Expression {
    /// The value for this record: total and pure. An absent field is null; what cannot be answered is null or false.
    public func evaluate(_ record: Record) -> Value {
        switch self {
        case .literal(let value): value
        case .field(let name): Self.field(name, of: record)
        case .not(let inner): .bool(!inner.isTrue(record))
        case .and(let left, let right): .bool(left.isTrue(record) && right.isTrue(record))
        case .or(let left, let right): .bool(left.isTrue(record) || right.isTrue(record))
        case .compare(let comparison, let left, let right):
            .bool(comparison.holds(left.evaluate(record), right.evaluate(record)))
        case .call(let function, let arguments): Self.call(function, arguments, record)
        }
    }

    /// Whether the value is a plain yes: anything else, null included, is a no.
    public func isTrue(_ record: Record) -> Bool { evaluate(record) == .bool(true) }

    /// `id` names the record itself unless the object has a field of that name.
    private static func field(_ name: String, of record: Record) -> Value {
        if let value = record.fields[name] { return value }
        return name == "id" && !record.id.isEmpty ? .text(record.id) : .null
    }

    private static func call(_ function: Function, _ arguments: [Expression], _ record: Record) -> Value {
        switch function {
        case .choose:
            guard arguments.count == 3 else { return .null }
            return arguments[arguments[0].isTrue(record) ? 1 : 2].evaluate(record)
        case .concat:
            // Separators alone say nothing: a record without either name has no name, not " ".
            let values = arguments.map { (value: $0.evaluate(record), isLiteral: $0.isLiteral) }
            guard values.contains(where: { !$0.isLiteral && !$0.value.isBlank }) || values.allSatisfy(\.isLiteral)
            else { return .null }
            return Value.text(values.map(\.value.text).joined().trimmed).blankAsNull
        default:
            return function.answer(arguments.map { $0.evaluate(record) })
        }
    }

    private var isLiteral: Bool { if case .literal = self { true } else { false } }
}

extension Expression.Comparison {
    /// Blank equals blank; values that cannot be compared are different and neither less nor greater.
    func holds(_ left: Value, _ right: Value) -> Bool {
        let order = left.order(against: right)
        return switch self {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order.map { $0 < 0 } ?? false
        case .atMost: order.map { $0 <= 0 } ?? false
        case .greater: order.map { $0 > 0 } ?? false
        case .atLeast: order.map { $0 >= 0 } ?? false
        }
    }
}

import Kernel

extension Expression {
    /// Everything that makes no sense for records of this object: unknown fields with the known ones, kinds that
    /// cannot be compared, words that are not among the choices, functions of the wrong kind.
    public func check(in object: ObjectDescriptor) -> [String] {
        var check = ExpressionCheck(object: object)
        _ = check.kind(of: self)
        return check.problems.map(\.description)
    }

    /// As `check`, for an expression that must answer yes or no.
    public func checkCondition(in object: ObjectDescriptor) -> [String] {
        var check = ExpressionCheck(object: object)
        check.condition(self)
        return check.problems.map(\.description)
    }

    /// The kind of its values; nil when it is null or differs from record to record.
    public func kind(in object: ObjectDescriptor) -> FieldKind? {
        var check = ExpressionCheck(object: object)
        return check.kind(of: self)
    }
}

/// One thing that makes no sense, and what would.
struct ExpressionProblem: Hashable, CustomStringConvertible {
    let message: String
    let allowed: String
    var description: String { "\(message) (allowed: \(allowed))" }
}

/// Finds the kind of each part and collects what does not fit.
struct ExpressionCheck {
    let object: ObjectDescriptor
    private(set) var problems: [ExpressionProblem] = []

    init(object: ObjectDescriptor) { self.object = object }

    private mutating func add(_ message: String, allowed: String) {
        problems.append(ExpressionProblem(message: message, allowed: allowed))
    }

    mutating func kind(of expression: Expression) -> FieldKind? {
        switch expression {
        case .literal(let value): return value.kind
        case .field(let name): return kind(ofField: name)
        case .not(let inner):
            condition(inner)
            return .bool
        case .and(let left, let right), .or(let left, let right):
            condition(left)
            condition(right)
            return .bool
        case .compare(let comparison, let left, let right):
            compare(comparison, left, right)
            return .bool
        case .call(let function, let arguments): return kind(of: function, arguments)
        }
    }

    mutating func condition(_ expression: Expression) {
        guard let kind = kind(of: expression), kind != .bool else {
            if case .literal(.null) = expression { add("null is neither yes nor no", allowed: "a condition") }
            return
        }
        add("'\(expression)' is a \(kind.plainName), not a yes or no", allowed: "a comparison: \(expression) = …")
    }

    private mutating func kind(ofField name: String) -> FieldKind? {
        if let field = object.field(name) { return field.kind }
        if name == "id" { return .text }
        let known = object.fields.map(\.name)
        let guess = closest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
        add("\(object.name) has no field '\(name)'\(guess)", allowed: known.joined(separator: ", "))
        return nil
    }

    private mutating func compare(_ comparison: Expression.Comparison, _ left: Expression, _ right: Expression) {
        guard let first = kind(of: left), let second = kind(of: right) else { return }
        let written = "\(left) \(comparison.rawValue) \(right)"
        if comparison != .equal, comparison != .notEqual, first == .bool || second == .bool {
            add("'\(written)' orders yes and no", allowed: "= and !=")
            return
        }
        if let problem = mismatch(left, first, right, second) ?? mismatch(right, second, left, first) {
            add("'\(written)': \(problem.message)", allowed: problem.allowed)
        }
    }

    /// Judged from the side of `kind`; nil when the other side may be compared with it.
    private func mismatch(
        _ expression: Expression, _ kind: FieldKind, _ other: Expression, _ otherKind: FieldKind
    ) -> ExpressionProblem? {
        if case .choice(let words) = kind, case .literal(.text(let word)) = other {
            return words.contains(word) || word.isEmpty
                ? nil
                : ExpressionProblem(
                    message: "\(expression) is never \"\(word)\"", allowed: words.joined(separator: ", "))
        }
        if kind.family == otherKind.family { return nil }
        switch (kind.family, otherKind.family) {
        case (.money, .number), (.quantity, .number), (.number, .money), (.number, .quantity): return nil
        case (_, .text):
            guard case .literal(.text(let text)) = other else { break }
            if text.isEmpty || (try? Value(text: text, kind: kind)) != nil { return nil }
            if kind.isAmount, (try? FixedDecimal(text)) != nil { return nil }
        case (.text, _):
            if case .literal(.text) = expression { return nil }
        default: break
        }
        return ExpressionProblem(
            message: "a \(kind.plainName) cannot be compared with a \(otherKind.plainName)",
            allowed: kind.comparedWith)
    }

    private mutating func kind(of function: Expression.Function, _ arguments: [Expression]) -> FieldKind? {
        let kinds = arguments.enumerated().map { index, argument -> FieldKind? in
            if function == .choose, index == 0 {
                condition(argument)
                return .bool
            }
            return kind(of: argument)
        }
        guard function.argumentCounts.contains(arguments.count) else {
            add("\(function.rawValue) is given \(arguments.count) values", allowed: function.use)
            return function.fixedKind
        }
        for (argument, kind) in zip(arguments, kinds) {
            guard let kind, let families = function.families, !families.contains(kind.family) else { continue }
            let countOfCharacters = (function == .first || function == .last) && argument == arguments.last
            if countOfCharacters, arguments.count == 2, kind == .integer { continue }
            if function.takesDates, case .literal(let value) = argument, value.day != nil { continue }
            add("\(function.rawValue) cannot take '\(argument)', a \(kind.plainName)", allowed: function.use)
        }
        return function.fixedKind ?? common(function == .choose ? Array(kinds.dropFirst()) : kinds)
    }

    private func common(_ kinds: [FieldKind?]) -> FieldKind? {
        let known = kinds.compactMap(\.self)
        guard let first = known.first, known.allSatisfy({ $0.family == first.family }) else { return nil }
        return known.allSatisfy { $0 == first } ? first : first.family == .text ? .text : .decimal
    }
}

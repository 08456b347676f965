import Kernel

extension Expression {
    /// The longest text of one expression.
    public static let maximumLength = 2_000
    /// The deepest nesting of brackets, functions and `not`.
    public static let maximumDepth = 32

    /// Reads an expression such as `state = "accepted" and total > 1000`.
    public static func parse(_ text: String) throws(ExpressionError) -> Expression {
        guard text.utf8.count <= maximumLength else {
            throw ExpressionError(
                "the expression has \(text.utf8.count) bytes", column: 1, allowed: "at most \(maximumLength)")
        }
        var parser = ExpressionParser(tokens: try ExpressionLexer.tokens(of: text))
        return try parser.whole()
    }
}

/// Recursive descent over the tokens: or, and, not, comparison, operand.
struct ExpressionParser {
    private let tokens: [ExpressionLexer.Token]
    private var at = 0
    private var depth = 0

    init(tokens: [ExpressionLexer.Token]) { self.tokens = tokens }

    private var token: ExpressionLexer.Token { tokens[at] }

    mutating func whole() throws(ExpressionError) -> Expression {
        let expression = try alternatives()
        guard token.kind == .end else {
            throw ExpressionError(
                "\(token.shown) does not follow", column: token.column, allowed: "and, or, a comparison, or the end")
        }
        return expression
    }

    private mutating func alternatives() throws(ExpressionError) -> Expression {
        var expression = try conjunction()
        while take(.name("or")) { expression = .or(expression, try conjunction()) }
        return expression
    }

    private mutating func conjunction() throws(ExpressionError) -> Expression {
        var expression = try negation()
        while take(.name("and")) { expression = .and(expression, try negation()) }
        return expression
    }

    private mutating func negation() throws(ExpressionError) -> Expression {
        guard take(.name("not")) else { return try comparison() }
        try descend()
        defer { depth -= 1 }
        return .not(try negation())
    }

    private mutating func comparison() throws(ExpressionError) -> Expression {
        let left = try operand()
        guard let comparison = takeComparison() else { return left }
        let right = try operand()
        let second = token
        guard takeComparison() == nil else {
            throw ExpressionError(
                "\(second.shown) compares what is already compared", column: second.column,
                allowed: "two comparisons joined by and")
        }
        return .compare(comparison, left, right)
    }

    private mutating func operand() throws(ExpressionError) -> Expression {
        let first = token
        switch first.kind {
        case .number(let value):
            at += 1
            return .literal(value)
        case .text(let text):
            at += 1
            return .literal(.text(text))
        case .name(let name):
            return try named(name, column: first.column)
        case .sign("("):
            at += 1
            try descend()
            defer { depth -= 1 }
            let inner = try alternatives()
            try close(first)
            return inner
        default:
            throw ExpressionError(
                "a value is missing before \(first.shown)", column: first.column,
                allowed: "a field name, a \"text\", a number, true, false, null, a function or (")
        }
    }

    private mutating func named(_ name: String, column: Int) throws(ExpressionError) -> Expression {
        at += 1
        switch name {
        case "true": return .literal(.bool(true))
        case "false": return .literal(.bool(false))
        case "null": return .literal(.null)
        case "and", "or", "not":
            throw ExpressionError("'\(name)' joins conditions and stands alone", column: column, allowed: "a value")
        default: break
        }
        guard token.kind == .sign("(") else { return .field(name) }
        guard let function = Expression.Function(rawValue: name) else {
            throw ExpressionError(
                "'\(name)' is not a function", column: column,
                allowed: Expression.Function.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let arguments = try arguments(of: token)
        guard function.argumentCounts.contains(arguments.count) else {
            throw ExpressionError(
                "\(name) is given \(arguments.count) values", column: column, allowed: function.use)
        }
        return .call(function, arguments)
    }

    private mutating func arguments(of bracket: ExpressionLexer.Token) throws(ExpressionError) -> [Expression] {
        at += 1
        try descend()
        defer { depth -= 1 }
        var arguments: [Expression] = []
        if take(.sign(")")) { return arguments }
        repeat { arguments.append(try alternatives()) } while take(.sign(","))
        try close(bracket)
        return arguments
    }

    private mutating func close(_ bracket: ExpressionLexer.Token) throws(ExpressionError) {
        guard take(.sign(")")) else {
            throw ExpressionError(
                "the bracket opened in column \(bracket.column) is not closed before \(token.shown)",
                column: token.column, allowed: ")")
        }
    }

    private mutating func descend() throws(ExpressionError) {
        depth += 1
        guard depth <= Expression.maximumDepth else {
            throw ExpressionError(
                "the expression is nested too deeply", column: token.column,
                allowed: "at most \(Expression.maximumDepth) levels")
        }
    }

    private mutating func take(_ kind: ExpressionLexer.Token.Kind) -> Bool {
        guard token.kind == kind else { return false }
        at += 1
        return true
    }

    private mutating func takeComparison() -> Expression.Comparison? {
        guard case .sign(let sign) = token.kind, let comparison = Expression.Comparison(rawValue: sign)
        else { return nil }
        at += 1
        return comparison
    }
}

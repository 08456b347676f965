/// Why a text is not an expression: what is wrong, at which column from 1, and what is allowed there.
public struct ExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    public let message: String
    public let column: Int
    public let allowed: String

    public init(_ message: String, column: Int, allowed: String = "") {
        self.message = message
        self.column = column
        self.allowed = allowed
    }

    public var description: String {
        "column \(column): \(message)" + (allowed.isEmpty ? "" : " (allowed: \(allowed))")
    }
}

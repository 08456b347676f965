/// A recipe that cannot be read, or that promises what it cannot keep: which file, which line, what is allowed.
public struct RecipeError: Error, Hashable, Sendable, CustomStringConvertible {
    public let file: String
    public let line: Int
    public let message: String
    public let allowed: String

    public init(file: String, line: Int, _ message: String, allowed: String = "") {
        self.file = file
        self.line = line
        self.message = message
        self.allowed = allowed
    }

    public var description: String {
        "\(file):\(line): \(message)" + (allowed.isEmpty ? "" : " (allowed: \(allowed))")
    }
}

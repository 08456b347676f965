/// What a static check found in a recipe: an error stops the folder from being used, a warning is shown to its author.
public struct RecipeFinding: Hashable, Sendable, CustomStringConvertible {
    public enum Severity: String, Hashable, Sendable, CaseIterable { case error, warning }

    public let severity: Severity
    public let file: String
    public let line: Int
    public let message: String
    public let allowed: String

    public init(_ severity: Severity, file: String, line: Int, _ message: String, allowed: String = "") {
        self.severity = severity
        self.file = file
        self.line = line
        self.message = message
        self.allowed = allowed
    }

    /// The same as what stops a recipe that cannot be read.
    public var error: RecipeError { RecipeError(file: file, line: line, message, allowed: allowed) }

    public var description: String {
        "\(file):\(line): \(severity.rawValue): \(message)" + (allowed.isEmpty ? "" : " (allowed: \(allowed))")
    }
}

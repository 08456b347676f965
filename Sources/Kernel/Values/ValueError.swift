/// Why a value could not be made: what was wrong with it, and what would have been accepted.
///
/// Thrown by every throwing initialiser and function of the value types; the message is fit to show to a user.
public struct ValueError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong, quoting the refused value.
    public let message: String
    /// What is allowed instead; empty when the message already says it.
    public let allowed: String

    public init(_ message: String, allowed: String = "") {
        self.message = message
        self.allowed = allowed
    }

    public var description: String {
        allowed.isEmpty ? message : "\(message) (allowed: \(allowed))"
    }
}

/// A refused text as an error message quotes it: in double quotes, cut after 60 characters.
func quoted(_ text: some StringProtocol) -> String {
    let head = text.prefix(60)
    return head.endIndex == text.endIndex ? "\"\(head)\"" : "\"\(head)…\""
}

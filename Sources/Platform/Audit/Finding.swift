import Kernel

/// Something that is not as it must be, found by verification: where, and what.
public struct Finding: Hashable, Sendable, CustomStringConvertible {
    /// "erp audit line 4711", "Invoice INV-000012": what a person would look for.
    public let subject: String
    public let message: String

    public init(_ subject: String, _ message: String) {
        self.subject = subject
        self.message = message
    }

    public var description: String { subject + ": " + message }
}

import Bridge

/// A map that cannot be read, or that names what is not there: which map, which line, what is allowed.
public struct FileMapError: Error, Hashable, Sendable, CustomStringConvertible {
    public let map: String
    public let line: Int
    public let message: String
    public let allowed: String

    public init(map: String, line: Int, _ message: String, allowed: String = "") {
        self.map = map
        self.line = line
        self.message = message
        self.allowed = allowed
    }

    public var description: String {
        "\(map):\(line): \(message)" + (allowed.isEmpty ? "" : " (allowed: \(allowed))")
    }
}

/// All that is wrong with one map, in the order of its lines.
public struct FileMapErrors: Error, Hashable, Sendable, CustomStringConvertible {
    public let errors: [FileMapError]

    /// `errors` must not be empty.
    public init(_ errors: [FileMapError]) {
        precondition(!errors.isEmpty, "a map that cannot be read has at least one reason")
        let ordered = errors.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
        self.errors = ordered.map(\.element)
    }

    public var description: String {
        errors.map(\.description).joined(separator: "\n") + "\n— the integration admin can fix this"
    }
}

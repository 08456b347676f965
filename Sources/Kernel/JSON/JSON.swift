/// A parsed JSON text. Objects keep their order, so that what was written is read back the same.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The digits as written: no floating point.
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    public struct Member: Hashable, Sendable {
        public let key: String
        public let value: JSON
        public init(key: String, value: JSON) {
            self.key = key
            self.value = value
        }
    }

    public subscript(_ key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var array: [JSON]? { if case .array(let items) = self { items } else { nil } }
    public var members: [Member]? { if case .object(let members) = self { members } else { nil } }
    public var integer: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }
    public var isNull: Bool { self == .null }

    /// A scalar's text as `Value.text` would give it; nil for null, arrays and objects.
    public var scalarText: String? {
        switch self {
        case .bool(let flag): flag ? "true" : "false"
        case .number(let digits): digits
        case .string(let text): text
        case .null, .array, .object: nil
        }
    }

    /// Parses one complete text. At most 64 levels deep and `maximumBytes` long. Throws with the offset of the fault.
    public init(parsing bytes: [UInt8], maximumBytes: Int = 16 << 20) throws(JSONError) {
        guard bytes.count <= maximumBytes else {
            throw JSONError(offset: maximumBytes, message: "longer than \(maximumBytes) bytes")
        }
        var parser = JSONParser(bytes: bytes)
        self = try parser.document()
    }

    public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }
}

/// Malformed JSON: where, and what was expected.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    public let offset: Int
    public let message: String
    public var description: String { "JSON, byte \(offset): \(message)" }
}

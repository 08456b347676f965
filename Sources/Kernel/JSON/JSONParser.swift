/// Recursive descent over bytes, per RFC 8259, with a depth limit.
struct JSONParser {
    let bytes: [UInt8]
    var offset = 0
    static let maximumDepth = 64

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONError) -> JSON {
        let json = try value(depth: 0)
        skipSpace()
        guard offset == bytes.count else { throw fault("text after the end") }
        return json
    }

    private func fault(_ message: String) -> JSONError { JSONError(offset: offset, message: message) }

    private mutating func skipSpace() {
        while offset < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[offset]) { offset += 1 }
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw fault("the text ends too early") }
        return bytes[offset]
    }

    private mutating func expect(_ word: StaticString, _ json: JSON) throws(JSONError) -> JSON {
        for index in 0..<word.utf8CodeUnitCount {
            guard offset < bytes.count, bytes[offset] == word.utf8Start[index] else {
                throw fault("expected \(word)")
            }
            offset += 1
        }
        return json
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        guard depth < Self.maximumDepth else { throw fault("deeper than \(Self.maximumDepth) levels") }
        skipSpace()
        switch try peek() {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try expect("true", .bool(true))
        case UInt8(ascii: "f"): return try expect("false", .bool(false))
        case UInt8(ascii: "n"): return try expect("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSON {
        offset += 1
        var members: [JSON.Member] = []
        skipSpace()
        if try peek() == UInt8(ascii: "}") {
            offset += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard try peek() == UInt8(ascii: "\"") else { throw fault("expected a quoted name") }
            let key = try string()
            skipSpace()
            guard try peek() == UInt8(ascii: ":") else { throw fault("expected ':'") }
            offset += 1
            members.append(JSON.Member(key: key, value: try value(depth: depth + 1)))
            skipSpace()
            let next = try peek()
            offset += 1
            if next == UInt8(ascii: "}") { return .object(members) }
            guard next == UInt8(ascii: ",") else { throw fault("expected ',' or '}'") }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSON {
        offset += 1
        var items: [JSON] = []
        skipSpace()
        if try peek() == UInt8(ascii: "]") {
            offset += 1
            return .array(items)
        }
        while true {
            items.append(try value(depth: depth + 1))
            skipSpace()
            let next = try peek()
            offset += 1
            if next == UInt8(ascii: "]") { return .array(items) }
            guard next == UInt8(ascii: ",") else { throw fault("expected ',' or ']'") }
        }
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = offset
        if try peek() == UInt8(ascii: "-") { offset += 1 }
        try digits(leadingZeroAllowed: false)
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            try digits(leadingZeroAllowed: true)
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[offset]) { offset += 1 }
            try digits(leadingZeroAllowed: true)
        }
        return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    private mutating func digits(leadingZeroAllowed: Bool) throws(JSONError) {
        let start = offset
        while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) { offset += 1 }
        guard offset > start else { throw fault("expected a value") }
        if !leadingZeroAllowed, offset - start > 1, bytes[start] == UInt8(ascii: "0") {
            throw fault("a number does not start with 0")
        }
    }

    private mutating func string() throws(JSONError) -> String {
        offset += 1
        var start = offset
        var collected: [UInt8] = []
        while true {
            let byte = try peek()
            if byte == UInt8(ascii: "\"") {
                collected.append(contentsOf: bytes[start..<offset])
                offset += 1
                guard let text = String(validating: collected, as: UTF8.self) else { throw fault("not UTF-8") }
                return text
            }
            guard byte >= 0x20 else { throw fault("a control character must be escaped") }
            offset += 1
            if byte == UInt8(ascii: "\\") {
                collected.append(contentsOf: bytes[start..<(offset - 1)])
                collected.append(contentsOf: String(try escape()).utf8)
                start = offset
            }
        }
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let byte = try peek()
        offset += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw fault("unknown escape")
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let high = try hexadecimal()
        guard (0xD800..<0xDC00).contains(high) else {
            guard let scalar = Unicode.Scalar(high) else { throw fault("a lone surrogate") }
            return scalar
        }
        guard try peek() == UInt8(ascii: "\\") else { throw fault("a lone surrogate") }
        offset += 1
        guard try peek() == UInt8(ascii: "u") else { throw fault("a lone surrogate") }
        offset += 1
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        else { throw fault("a lone surrogate") }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        // `UInt32` would take a sign.
        guard offset + 4 <= bytes.count, bytes[offset] >= UInt8(ascii: "0"),
            let number = UInt32(String(decoding: bytes[offset..<(offset + 4)], as: UTF8.self), radix: 16)
        else { throw fault("expected four hexadecimal digits") }
        offset += 4
        return number
    }
}

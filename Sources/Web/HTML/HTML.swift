import Kernel

/// A piece of a page. Written as a literal with interpolations: what stands in the program is markup, what is
/// interpolated is text and is escaped. There is no other way for text to come in.
///
///     let heading: HTML = "<h1>\(account.name)</h1>"
public struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
    public private(set) var text: String

    public static let empty: HTML = ""

    public init(stringLiteral value: String) { text = value }
    public init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    public var isEmpty: Bool { text.isEmpty }

    public static func + (left: HTML, right: HTML) -> HTML {
        guard !left.isEmpty else { return right }
        guard !right.isEmpty else { return left }
        var both = HTML.empty
        both.text.reserveCapacity(left.text.utf8.count + right.text.utf8.count)
        both.text += left.text
        both.text += right.text
        return both
    }
    public static func += (left: inout HTML, right: HTML) { left.text += right.text }

    /// Collects literals as they are and values escaped.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) {
            // A value by itself is taken over as it is.
            guard literalCapacity > 0 || interpolationCount > 1 else { return }
            text.reserveCapacity(literalCapacity + interpolationCount * 32)
        }

        public mutating func appendLiteral(_ literal: String) { text += literal }
        public mutating func appendInterpolation(_ html: HTML) { text += html.text }
        public mutating func appendInterpolation(_ html: HTML?) { if let html { text += html.text } }
        public mutating func appendInterpolation(_ parts: [HTML]) {
            text.reserveCapacity(parts.reduce(text.utf8.count) { $0 + $1.text.utf8.count })
            for part in parts { text += part.text }
        }
        public mutating func appendInterpolation(_ number: Int) { text += String(number) }

        /// Text of any origin: escaped for content and for quoted attributes alike.
        public mutating func appendInterpolation(_ value: String) {
            guard Self.needsEscaping(value) else {
                text += value
                return
            }
            var start = value.utf8.startIndex
            for index in value.utf8.indices {
                let entity: String
                switch value.utf8[index] {
                case UInt8(ascii: "<"): entity = "&lt;"
                case UInt8(ascii: ">"): entity = "&gt;"
                case UInt8(ascii: "&"): entity = "&amp;"
                case UInt8(ascii: "\""): entity = "&quot;"
                case UInt8(ascii: "'"): entity = "&#39;"
                default: continue
                }
                text += value[start..<index]
                text += entity
                start = value.utf8.index(after: index)
            }
            text += value[start...]
        }

        /// Few texts have any of the characters that mean something in markup.
        private static func needsEscaping(_ value: String) -> Bool {
            value.utf8.withContiguousStorageIfAvailable { bytes in
                bytes.contains { $0 == 60 || $0 == 62 || $0 == 38 || $0 == 34 || $0 == 39 }
            } ?? true
        }
    }
}

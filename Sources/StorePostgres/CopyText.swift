import Kernel
import Platform

/// Rows in the text form of PostgreSQL's COPY: columns apart by tabs, rows by ends of lines, `\N` for nothing.
struct CopyText {
    private(set) var bytes: [UInt8] = []
    /// Sent on when this much is there.
    static let fullBytes = 128 * 1_024

    var isFull: Bool { bytes.count >= Self.fullBytes }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func append(_ row: [Value]) throws(StoreError) {
        var isFirst = true
        for value in row {
            if !isFirst { bytes.append(9) }
            isFirst = false
            switch value {
            case .null: bytes += [92, 78]
            case .integer(let number): append(number)
            case .text(let text): try append(text)
            default: throw .failed("a column is copied as it lies: as a number or a text")
            }
        }
        bytes.append(10)
    }

    private mutating func append(_ number: Int64) {
        var digits = number.magnitude
        if number < 0 { bytes.append(45) }
        let first = bytes.count
        repeat {
            bytes.append(UInt8(truncatingIfNeeded: 48 + digits % 10))
            digits /= 10
        } while digits > 0
        bytes[first...].reverse()
    }

    private mutating func append(_ text: String) throws(StoreError) {
        var text = text
        let isWhole = text.withUTF8 { utf8 in
            var start = 0
            for index in utf8.indices {
                let letter: UInt8
                switch utf8[index] {
                case 0: return false
                case 92: letter = 92
                case 9: letter = UInt8(ascii: "t")
                case 10: letter = UInt8(ascii: "n")
                case 13: letter = UInt8(ascii: "r")
                default: continue
                }
                bytes += utf8[start..<index]
                bytes += [92, letter]
                start = index + 1
            }
            bytes += utf8[start...]
            return true
        }
        guard isWhole else { throw .check("a text holds the character NUL, which cannot be stored") }
    }
}

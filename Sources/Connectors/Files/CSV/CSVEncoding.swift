/// The encodings a CSV file may have. The raw value is the name used in maps and messages.
public enum CSVEncoding: String, Sendable, Equatable, CaseIterable, Codable {
    case utf8 = "utf-8"
    case utf8WithByteOrderMark = "utf-8-bom"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case windows1252 = "windows-1252"

    /// The mark the writer puts first and the reader skips.
    var byteOrderMark: [UInt8] {
        switch self {
        case .utf8, .windows1252: []
        case .utf8WithByteOrderMark: [0xEF, 0xBB, 0xBF]
        case .utf16LittleEndian: [0xFF, 0xFE]
        case .utf16BigEndian: [0xFE, 0xFF]
        }
    }

    var isUTF8: Bool { self == .utf8 || self == .utf8WithByteOrderMark }
}

/// Turns bytes of another encoding into UTF-8 and back, without losing what is invalid.
///
/// What has no place in UTF-8 becomes bytes that UTF-8 never has, so that validation of the record finds them and
/// a reject file can restore them: a lone surrogate becomes its three-byte form (ED A0 80 …), one of the five
/// undefined bytes of windows-1252 becomes F8 … FC, and half a code unit at the end of the file becomes FF.
enum CSVTranscoder {
    static let halfUnit: UInt8 = 0xFF
    static let undefinedBytes: [UInt8] = [0x81, 0x8D, 0x8F, 0x90, 0x9D]
    static let firstUndefinedMarker: UInt8 = 0xF8
    /// Code points of the bytes 80 … 9F; 0 where windows-1252 defines none.
    static let highControls: [UInt32] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D,
        0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,
        0x017E, 0x0178,
    ]
    /// No encoding needs more than this many bytes of UTF-8 for one of its own.
    static let expansion = 3

    /// Decodes `source`, appends to `target`; returns how many source bytes were used and how many were written.
    static func decode(
        _ source: UnsafeRawBufferPointer, _ encoding: CSVEncoding, atEnd: Bool, to target: UnsafeMutablePointer<UInt8>
    ) -> (used: Int, written: Int) {
        encoding == .windows1252
            ? decodeWindows(source, to: target)
            : decodeUTF16(source, bigEndian: encoding == .utf16BigEndian, atEnd: atEnd, to: target)
    }

    private static func decodeWindows(
        _ source: UnsafeRawBufferPointer, to target: UnsafeMutablePointer<UInt8>
    ) -> (used: Int, written: Int) {
        var written = 0
        for byte in source {
            var point = UInt32(byte)
            if byte >= 0x80 && byte < 0xA0 {
                point = highControls[Int(byte) - 0x80]
                if point == 0 {
                    let index = undefinedBytes.firstIndex(of: byte) ?? 0
                    target[written] = firstUndefinedMarker + UInt8(index)
                    written += 1
                    continue
                }
            }
            written += put(point, at: target + written)
        }
        return (source.count, written)
    }

    private static func decodeUTF16(
        _ source: UnsafeRawBufferPointer, bigEndian: Bool, atEnd: Bool, to target: UnsafeMutablePointer<UInt8>
    ) -> (used: Int, written: Int) {
        func unit(_ offset: Int) -> UInt32 {
            let first = UInt32(source[offset])
            let second = UInt32(source[offset + 1])
            return bigEndian ? first << 8 | second : second << 8 | first
        }
        var used = 0
        var written = 0
        while used + 2 <= source.count {
            var point = unit(used)
            var width = 2
            if point & 0xFC00 == 0xD800 {
                if used + 4 <= source.count {
                    let low = unit(used + 2)
                    if low & 0xFC00 == 0xDC00 {
                        point = 0x10000 + ((point & 0x3FF) << 10 | (low & 0x3FF))
                        width = 4
                    }
                } else if !atEnd {
                    break
                }
            }
            written += put(point, at: target + written)
            used += width
        }
        if atEnd && used < source.count {
            target[written] = halfUnit
            written += 1
            used = source.count
        }
        return (used, written)
    }

    @inline(__always)
    private static func put(_ point: UInt32, at target: UnsafeMutablePointer<UInt8>) -> Int {
        if point < 0x80 {
            target[0] = UInt8(truncatingIfNeeded: point)
            return 1
        }
        let last = UInt8(truncatingIfNeeded: 0x80 | point & 0x3F)
        let middle = UInt8(truncatingIfNeeded: 0x80 | (point >> 6) & 0x3F)
        if point < 0x800 {
            target[0] = UInt8(truncatingIfNeeded: 0xC0 | point >> 6)
            target[1] = last
            return 2
        }
        if point < 0x10000 {
            target[0] = UInt8(truncatingIfNeeded: 0xE0 | point >> 12)
            target[1] = middle
            target[2] = last
            return 3
        }
        target[0] = UInt8(truncatingIfNeeded: 0xF0 | point >> 18)
        target[1] = UInt8(truncatingIfNeeded: 0x80 | (point >> 12) & 0x3F)
        target[2] = middle
        target[3] = last
        return 4
    }

    /// How many bytes of the source the given decoded bytes came from.
    static func sourceWidth(_ bytes: UnsafeBufferPointer<UInt8>, _ encoding: CSVEncoding) -> Int {
        if encoding.isUTF8 { return bytes.count }
        var width = 0
        for byte in bytes where byte & 0xC0 != 0x80 {
            if encoding == .windows1252 || byte == halfUnit { width += 1 } else { width += byte >= 0xF0 ? 4 : 2 }
        }
        return width
    }

    /// Appends decoded text in the wanted encoding; false when a character cannot be written in it.
    static func encode(_ bytes: [UInt8], _ encoding: CSVEncoding, to output: inout [UInt8]) -> Bool {
        if encoding.isUTF8 {
            output.append(contentsOf: bytes)
            return true
        }
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            let length = lead < 0xC0 || lead >= firstUndefinedMarker ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
            var point = UInt32(lead)
            if length > 1 {
                point &= UInt32(0x7F) >> UInt32(length)
                for offset in 1..<length where index + offset < bytes.count {
                    point = point << 6 | UInt32(bytes[index + offset] & 0x3F)
                }
            }
            index += length
            if encoding == .windows1252 {
                guard let byte = windowsByte(point, marker: length == 1 ? lead : 0) else { return false }
                output.append(byte)
            } else if length > 1 || lead < 0x80 {
                append(point, bigEndian: encoding == .utf16BigEndian, to: &output)
            }
        }
        return true
    }

    private static func windowsByte(_ point: UInt32, marker: UInt8) -> UInt8? {
        if marker >= firstUndefinedMarker {
            let index = Int(marker - firstUndefinedMarker)
            return index < undefinedBytes.count ? undefinedBytes[index] : nil
        }
        if point < 0x80 || (point >= 0xA0 && point <= 0xFF) { return UInt8(truncatingIfNeeded: point) }
        guard let index = highControls.firstIndex(of: point) else { return nil }
        return UInt8(0x80 + index)
    }

    private static func append(_ point: UInt32, bigEndian: Bool, to output: inout [UInt8]) {
        func unit(_ value: UInt32) {
            let high = UInt8(truncatingIfNeeded: value >> 8)
            let low = UInt8(truncatingIfNeeded: value)
            output.append(bigEndian ? high : low)
            output.append(bigEndian ? low : high)
        }
        if point < 0x10000 { return unit(point) }
        let rest = point - 0x10000
        unit(0xD800 | rest >> 10)
        unit(0xDC00 | rest & 0x3FF)
    }
}

/// Finds the first byte that makes text invalid UTF-8 (overlong forms, surrogates and cut-off sequences included).
enum UTF8Check {
    /// The offset of the first invalid byte, or nil. With `mayBeCut`, a sequence that the end cuts off is no fault.
    static func firstInvalid(_ bytes: UnsafeBufferPointer<UInt8>, mayBeCut: Bool = false) -> Int? {
        var index = 0
        let end = bytes.count
        while index < end {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            guard lead >= 0xC2 && lead <= 0xF4 else { return index }
            let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
            let lowest: UInt8 = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80
            let highest: UInt8 = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF
            for offset in 1..<length {
                guard index + offset < end else { return mayBeCut ? nil : index }
                let byte = bytes[index + offset]
                let good = offset == 1 ? byte >= lowest && byte <= highest : byte & 0xC0 == 0x80
                if !good { return index }
            }
            index += length
        }
        return nil
    }
}

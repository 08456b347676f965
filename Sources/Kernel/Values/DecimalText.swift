/// Writes `magnitude / 10^scale` in plain ASCII digits, such as "-0.05" or "1234.50".
///
/// - Parameter trimmed: whether zeros at the end of the decimals are left out, and the point with the last of them.
func decimalText(negative: Bool, magnitude: UInt128, scale: Int, trimmed: Bool) -> String {
    var left = magnitude
    var places = scale
    if trimmed {
        while places > 0, left % 10 == 0 {
            left /= 10
            places -= 1
        }
    }
    // 39 digits of 2^128, a sign, a point, and a leading zero fit with room to spare.
    let capacity = 48
    return String(unsafeUninitializedCapacity: capacity) { buffer in
        var at = capacity
        var written = 0
        func put(_ digit: UInt8) {
            if written == places, places > 0 {
                at -= 1
                buffer[at] = UInt8(ascii: ".")
            }
            at -= 1
            buffer[at] = UInt8(ascii: "0") + digit
            written += 1
        }
        while left > UInt128(UInt64.max) {
            let (quotient, digit) = left.quotientAndRemainder(dividingBy: 10)
            put(UInt8(truncatingIfNeeded: digit))
            left = quotient
        }
        var small = UInt64(truncatingIfNeeded: left)
        while small > 0 || written <= places {
            put(UInt8(truncatingIfNeeded: small % 10))
            small /= 10
        }
        if negative {
            at -= 1
            buffer[at] = UInt8(ascii: "-")
        }
        let count = capacity - at
        for index in 0..<count { buffer[index] = buffer[at + index] }
        return count
    }
}

/// Reads fixed-width ASCII fields such as those of "2026-03-31", one byte ahead, without making copies.
struct FieldReader<Bytes: IteratorProtocol<UInt8>> {
    private var bytes: Bytes
    private(set) var next: UInt8?

    init(_ bytes: Bytes) {
        self.bytes = bytes
        self.next = self.bytes.next()
    }

    var isAtEnd: Bool { next == nil }

    /// The next byte's digit, consumed; nil and nothing consumed when it is no digit.
    mutating func digit() -> Int? {
        guard let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        next = bytes.next()
        return Int(byte - UInt8(ascii: "0"))
    }

    /// Exactly `count` digits as one number; nil when there are fewer.
    mutating func number(digits count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Consumes `byte` when it is next, and says whether it was.
    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard let next, UInt32(next) == byte.value else { return false }
        self.next = bytes.next()
        return true
    }
}

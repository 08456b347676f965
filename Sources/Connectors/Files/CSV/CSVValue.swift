/// Reads typed values out of bytes, exactly or not at all.
enum CSVValue {
    private static let zero = UInt8(ascii: "0")
    /// So many digits always fit an unsigned 64-bit number.
    private static let safeDigits = 18
    private static let decimals = 6
    private static let powers: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) =
        (1_000_000, 100_000, 10_000, 1_000, 100, 10, 1)

    /// Skips a sign: whether the number is negative, and where its digits start.
    @inline(__always)
    private static func sign(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> (negative: Bool, start: Int) {
        guard count > 0 else { return (false, 0) }
        if bytes[0] == UInt8(ascii: "-") { return (true, 1) }
        return (false, bytes[0] == UInt8(ascii: "+") ? 1 : 0)
    }

    static func integer(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
        let (negative, start) = sign(bytes, count)
        guard start < count else { return nil }
        if count - start <= safeDigits {
            var value: Int64 = 0
            for index in start..<count {
                let digit = bytes[index] &- zero
                if digit > 9 { return nil }
                value = value &* 10 &+ Int64(digit)
            }
            return negative ? -value : value
        }
        var value: Int64 = 0
        for index in start..<count {
            let digit = bytes[index] &- zero
            if digit > 9 { return nil }
            let (product, over) = value.multipliedReportingOverflow(by: 10)
            let step = negative ? -Int64(digit) : Int64(digit)
            let (sum, overSum) = product.addingReportingOverflow(step)
            if over || overSum { return nil }
            value = sum
        }
        return value
    }

    @inline(__always)
    private static func power(_ decimalsRead: Int) -> UInt64 {
        switch decimalsRead {
        case 0: powers.0
        case 1: powers.1
        case 2: powers.2
        case 3: powers.3
        case 4: powers.4
        case 5: powers.5
        default: powers.6
        }
    }

    static func decimalMicros(_ bytes: UnsafePointer<UInt8>, _ count: Int, point: UInt8) -> Int128? {
        let (negative, start) = sign(bytes, count)
        guard start < count else { return nil }
        guard count - start <= safeDigits else {
            return longDecimalMicros(bytes, start, count, point: point, negative: negative)
        }
        var value: UInt64 = 0
        var pointIndex = -1
        var read = 0
        for index in start..<count {
            let byte = bytes[index]
            let digit = byte &- zero
            if digit > 9 {
                if byte != point || pointIndex >= 0 { return nil }
                pointIndex = index
            } else if pointIndex >= 0 && read == decimals {
                if digit != 0 { return nil }
            } else {
                value = value &* 10 &+ UInt64(digit)
                if pointIndex >= 0 { read &+= 1 }
            }
        }
        if pointIndex >= 0 && count - start == 1 { return nil }
        let micros = Int128(value) &* Int128(power(read))
        return negative ? -micros : micros
    }

    private static func longDecimalMicros(
        _ bytes: UnsafePointer<UInt8>, _ start: Int, _ count: Int, point: UInt8, negative: Bool
    ) -> Int128? {
        var value: Int128 = 0
        var pointSeen = false
        var read = 0
        for index in start..<count {
            let byte = bytes[index]
            let digit = byte &- zero
            if digit > 9 {
                if byte != point || pointSeen { return nil }
                pointSeen = true
                continue
            }
            if pointSeen && read == decimals {
                if digit != 0 { return nil }
                continue
            }
            let (product, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, overSum) = product.addingReportingOverflow(Int128(digit))
            if over || overSum { return nil }
            value = sum
            if pointSeen { read += 1 }
        }
        let (micros, over) = value.multipliedReportingOverflow(by: Int128(power(read)))
        if over { return nil }
        return negative ? -micros : micros
    }

    @inline(__always)
    private static func two(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> Int? {
        let tens = bytes[offset] &- zero
        let units = bytes[offset + 1] &- zero
        return tens <= 9 && units <= 9 ? Int(tens) &* 10 &+ Int(units) : nil
    }

    static func date(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> (Int, Int, Int)? {
        guard count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let century = two(bytes, 0), let rest = two(bytes, 2), let month = two(bytes, 5), let day = two(bytes, 8)
        else { return nil }
        let year = century &* 100 &+ rest
        guard month >= 1, month <= 12, day >= 1, day <= days(year, month) else { return nil }
        guard count == 10 || isTime(bytes + 10, count - 10) else { return nil }
        return (year, month, day)
    }

    @inline(__always)
    private static func days(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// ` hh:mm`, then nothing or `:ss` and a tail of fractions and zone.
    private static func isTime(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count >= 6, bytes[0] == UInt8(ascii: " ") || bytes[0] == UInt8(ascii: "T"),
            bytes[3] == UInt8(ascii: ":"), let hour = two(bytes, 1), let minute = two(bytes, 4),
            hour <= 23, minute <= 59
        else { return false }
        if count == 6 { return true }
        var index = 6
        if bytes[6] == UInt8(ascii: ":") {
            guard count >= 9, let second = two(bytes, 7), second <= 60 else { return false }
            index = 9
        }
        while index < count {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "+"),
                UInt8(ascii: "-"), UInt8(ascii: "Z"), UInt8(ascii: " "):
                index += 1
            default: return false
            }
        }
        return true
    }
}

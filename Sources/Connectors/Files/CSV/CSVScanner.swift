/// Where a field lies in the buffer. The high bit of `endAndFlag` says that it holds doubled quotes.
struct CSVSpan {
    static let doubledQuotes: UInt32 = 1 << 31

    var start: UInt32
    var endAndFlag: UInt32

    @inline(__always)
    init(_ start: Int, _ end: Int, doubled: Bool = false) {
        self.start = UInt32(truncatingIfNeeded: start)
        endAndFlag = UInt32(truncatingIfNeeded: end) | (doubled ? Self.doubledQuotes : 0)
    }

    @inline(__always) var from: Int { Int(start) }
    @inline(__always) var to: Int { Int(endAndFlag & ~Self.doubledQuotes) }
    @inline(__always) var hasDoubledQuotes: Bool { endAndFlag & Self.doubledQuotes != 0 }
}

/// Splits one record into fields. It finds delimiters, quotes and line ends eight bytes at a time.
struct CSVScanner {
    enum Outcome {
        case record
        case needsMore
        case unterminated
    }

    static let quote = UInt8(ascii: "\"")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    private let delimiter: UInt8
    private let delimiterWord: UInt64
    /// Room for `CSVLimits.fieldsPerRecord` spans; owned by the reader.
    private let spans: UnsafeMutablePointer<CSVSpan>

    // What the last scan found.
    private(set) var fieldCount = 0
    private(set) var contentEnd = 0
    private(set) var next = 0
    /// Line ends inside the record, and its own if there is one.
    private(set) var lineEnds = 0
    /// Lines between the record's start and the quote that never closes.
    private(set) var openQuoteLines = 0
    /// 1-based number of the first field with text after its closing quote; 0 for none.
    private(set) var faultyField = 0
    private(set) var longestField = 0
    private(set) var longestFieldNumber = 0
    private var highBits: UInt64 = 0

    init(delimiter: UInt8, spans: UnsafeMutablePointer<CSVSpan>) {
        self.delimiter = delimiter
        delimiterWord = Self.ones &* UInt64(delimiter)
        self.spans = spans
    }

    /// True when the record may hold bytes above 7F and so has to be validated.
    var mayHoldNonASCII: Bool { highBits & Self.highs != 0 }

    /// The first index at or after `from` that holds the pattern's byte, CR or LF; `end` when there is none.
    @inline(__always)
    private static func find(
        _ pattern: UInt64, _ bytes: UnsafePointer<UInt8>, _ from: Int, _ end: Int, _ seen: inout UInt64
    ) -> Int {
        var position = from
        while position < end {
            let word = UInt64(
                littleEndian: UnsafeRawPointer(bytes + position).loadUnaligned(as: UInt64.self))
            seen |= word
            let wanted = word ^ pattern
            let feed = word ^ (ones &* UInt64(lineFeed))
            let carriage = word ^ (ones &* UInt64(carriageReturn))
            let hits =
                (((wanted &- ones) & ~wanted) | ((feed &- ones) & ~feed) | ((carriage &- ones) & ~carriage)) & highs
            if hits != 0 { return min(position &+ hits.trailingZeroBitCount / 8, end) }
            position &+= 8
        }
        return end
    }

    @inline(__always)
    private mutating func add(_ from: Int, _ to: Int, doubled: Bool = false) {
        if fieldCount < CSVLimits.fieldsPerRecord { spans[fieldCount] = CSVSpan(from, to, doubled: doubled) }
        fieldCount &+= 1
        if to &- from > longestField {
            longestField = to &- from
            longestFieldNumber = fieldCount
        }
    }

    /// Scans the record that starts at `start`, which must not be a line end.
    mutating func scan(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, atEnd: Bool) -> Outcome {
        fieldCount = 0
        lineEnds = 0
        faultyField = 0
        longestField = 0
        highBits = 0
        var seen: UInt64 = 0
        var position = start
        while true {
            let fieldStart = position
            if position < end && bytes[position] == Self.quote {
                var closed = position
                let outcome = scanQuoted(bytes, &closed, end, atEnd, &seen)
                if outcome != .record {
                    highBits = seen
                    contentEnd = end
                    next = end
                    return outcome
                }
                position = closed
            } else {
                position = Self.find(delimiterWord, bytes, position, end, &seen)
                if position == end && !atEnd { return .needsMore }
                add(fieldStart, position)
            }
            if position < end && bytes[position] == delimiter {
                position &+= 1
                continue
            }
            highBits = seen
            contentEnd = position
            return finish(bytes, position, end, atEnd)
        }
    }

    /// Takes the line end at `position` (or the end of the file) into the record.
    @inline(__always)
    private mutating func finish(
        _ bytes: UnsafePointer<UInt8>, _ position: Int, _ end: Int, _ atEnd: Bool
    ) -> Outcome {
        next = position
        if position < end {
            lineEnds &+= 1
            next = position &+ 1
            if bytes[position] == Self.carriageReturn {
                if next == end && !atEnd { return .needsMore }
                if next < end && bytes[next] == Self.lineFeed { next &+= 1 }
            }
        }
        return .record
    }

    /// Scans a field that opens with a quote at `position` and leaves `position` on what follows the field.
    private mutating func scanQuoted(
        _ bytes: UnsafePointer<UInt8>, _ position: inout Int, _ end: Int, _ atEnd: Bool, _ seen: inout UInt64
    ) -> Outcome {
        let pattern = Self.ones &* UInt64(Self.quote)
        let content = position + 1
        openQuoteLines = lineEnds
        var index = content
        var doubled = false
        while true {
            index = Self.find(pattern, bytes, index, end, &seen)
            if index == end {
                if !atEnd { return .needsMore }
                add(content, end, doubled: doubled)
                return .unterminated
            }
            let byte = bytes[index]
            if byte != Self.quote {
                if byte == Self.carriageReturn || bytes[index - 1] != Self.carriageReturn { lineEnds += 1 }
                index += 1
                continue
            }
            if index + 1 == end && !atEnd { return .needsMore }
            if index + 1 < end && bytes[index + 1] == Self.quote {
                doubled = true
                index += 2
                continue
            }
            break
        }
        position = index + 1
        let follower = position < end ? bytes[position] : delimiter
        if follower == delimiter || follower == Self.lineFeed || follower == Self.carriageReturn {
            add(content, index, doubled: doubled)
            return .record
        }
        // Text after the closing quote: the field runs to the next delimiter or line end, the row is at fault.
        position = Self.find(delimiterWord, bytes, position, end, &seen)
        if position == end && !atEnd { return .needsMore }
        add(content, position)
        if faultyField == 0 { faultyField = fieldCount }
        return .record
    }
}

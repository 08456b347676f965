/// How a CSV file is written: its delimiter, encoding and whether its first row names the columns. The quote is
/// always `"`; line ends may be LF, CRLF or CR, even mixed.
public struct CSVDialect: Sendable, Equatable {
    /// The delimiters allowed. The raw value is the character's byte.
    public enum Delimiter: UInt8, Sendable, Equatable, CaseIterable {
        case comma = 0x2C
        case semicolon = 0x3B
        case tab = 0x09
        case pipe = 0x7C
    }

    public var delimiter: Delimiter
    public var encoding: CSVEncoding
    public var hasHeader: Bool

    public init(delimiter: Delimiter = .comma, encoding: CSVEncoding = .utf8, hasHeader: Bool = true) {
        self.delimiter = delimiter
        self.encoding = encoding
        self.hasHeader = hasHeader
    }

    /// Finds the dialect from the first bytes of a file (64 KiB are plenty; fewer than three say little).
    ///
    /// The encoding comes from the byte order mark; without one the bytes must be valid UTF-8, or windows-1252 when
    /// `mayBeWindows1252` (the map says so). Otherwise, and for zero bytes, throws `wrongEncoding` with byte offset
    /// and line. The delimiter is the one that splits the first records into the same number of fields, the more
    /// the better (semicolon, tab and pipe before comma, which may be a decimal mark); comma when none does. A
    /// first row without empty fields, numbers and dates counts as a header.
    public static func detect(
        _ firstBytes: [UInt8], mayBeWindows1252: Bool = false, file: String = ""
    ) throws(CSVError) -> CSVDialect {
        let encoding = try detectEncoding(firstBytes, mayBeWindows1252, file)
        var best = CSVDialect(delimiter: .comma, encoding: encoding)
        var bestScore = 0
        for delimiter in Delimiter.allCases {
            let candidate = CSVDialect(delimiter: delimiter, encoding: encoding, hasHeader: false)
            let found = try sample(firstBytes, candidate)
            if found.score > bestScore || bestScore == 0 && delimiter == .comma {
                best = candidate
                best.hasHeader = found.looksLikeHeader
                bestScore = found.score
            }
        }
        return best
    }

    private static func detectEncoding(
        _ bytes: [UInt8], _ mayBeWindows1252: Bool, _ file: String
    ) throws(CSVError) -> CSVEncoding {
        for encoding in [CSVEncoding.utf8WithByteOrderMark, .utf16LittleEndian, .utf16BigEndian]
        where bytes.starts(with: encoding.byteOrderMark) {
            return encoding
        }
        var wrong = bytes.firstIndex(of: 0)
        var encoding = CSVEncoding.utf8
        if wrong == nil {
            wrong = bytes.withUnsafeBufferPointer { UTF8Check.firstInvalid($0, mayBeCut: true) }
            if let place = wrong, mayBeWindows1252 {
                encoding = .windows1252
                wrong = bytes[place...].firstIndex { CSVTranscoder.undefinedBytes.contains($0) }
            }
        }
        guard let place = wrong else { return encoding }
        throw CSVError(.wrongEncoding(byteOffset: place), file: file, line: lineNumber(of: place, in: bytes))
    }

    private static func lineNumber(of place: Int, in bytes: [UInt8]) -> Int {
        var line = 1
        for index in 0..<place {
            if bytes[index] == CSVScanner.carriageReturn { line += 1 }
            let follows = index > 0 && bytes[index - 1] == CSVScanner.carriageReturn
            if bytes[index] == CSVScanner.lineFeed && !follows { line += 1 }
        }
        return line
    }

    /// Reads the first records as `candidate` would. The last one may be cut off and counts only when it is alone.
    private static func sample(
        _ bytes: [UInt8], _ candidate: CSVDialect
    ) throws(CSVError) -> (score: Int, looksLikeHeader: Bool) {
        var options = CSVReader.Options()
        options.checksFieldCount = false
        options.chunkBytes = min(max(bytes.count, 1), CSVLimits.chunkBytes)
        var reader = try CSVReader(bytes: bytes, dialect: candidate, options: options)
        var counts: [Int] = []
        var looksLikeHeader = true
        while counts.count < CSVLimits.recordsForDetection {
            do throws(CSVError) {
                guard try reader.next() else { break }
            } catch {
                if error.isFatal { break }
                continue
            }
            if counts.isEmpty { looksLikeHeader = isHeader(reader.row) }
            counts.append(reader.row.count)
        }
        if counts.count > 2 && counts.count < CSVLimits.recordsForDetection { counts.removeLast() }
        guard let first = counts.first, first > 1 else { return (0, looksLikeHeader) }
        let agreeing = counts.count { $0 == first }
        guard agreeing == counts.count else { return (first, looksLikeHeader) }
        // A comma may be a decimal mark everywhere; the other delimiters are not in every record by chance.
        let weight = counts.count > 1 && candidate.delimiter != .comma ? 2 : 1
        return (first + weight * CSVLimits.fieldsPerRecord, looksLikeHeader)
    }

    private static func isHeader(_ row: borrowing CSVRow) -> Bool {
        for index in 0..<row.count {
            if row.isEmpty(index) || row.date(index) != nil { return false }
            if row.decimalMicros(index) != nil || row.decimalMicros(index, decimalComma: true) != nil { return false }
        }
        return true
    }
}

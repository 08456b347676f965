/// Reads a CSV file as a stream, one record at a time, in memory that does not grow with the file.
///
/// The rules are those of RFC 4180, with line ends of any kind, empty lines skipped and a quote inside an unquoted
/// field taken as it stands. `next()` throws for a bad record; when the error is not fatal, `row` shows that record
/// and the next call goes on behind it. After a fatal error (`failure` keeps it) `next()` answers false.
///
/// Limits are in `CSVLimits`. A record past the limit is fatal; a field past it, or too many fields, cost the row.
/// A byte order mark is skipped; one that contradicts the dialect is a `wrongEncoding` error.
public struct CSVReader: ~Copyable {
    /// Choices beyond the dialect.
    public struct Options: Sendable {
        /// Whether every record must have as many fields as the header or, without one, as the first record.
        public var checksFieldCount = true
        /// The number of fields wanted, when it is known beforehand and the file has no header.
        public var expectedFieldCount: Int?
        /// How much is read at a time.
        public var chunkBytes = CSVLimits.chunkBytes

        public init() {}
    }

    public let dialect: CSVDialect
    /// The name errors carry.
    public let file: String
    /// The names in the first row; empty when the dialect has no header.
    public private(set) var header: [String] = []
    /// The header row as it stands in the file, for a `RejectFile`.
    public private(set) var headerBytes: [UInt8] = []
    /// The current record: valid after `next()` answered true or threw an error that is not fatal.
    public private(set) var row: CSVRow
    /// The fatal error that ended the reading, if one did.
    public private(set) var failure: CSVError?

    private var buffer: CSVBuffer
    private var scanner: CSVScanner
    private let spans: UnsafeMutablePointer<CSVSpan>
    private let options: Options
    private var expected: Int
    private var position = 0
    private var line = 1
    private var records = 0

    /// Opens the file and reads its header. Throws `fileNotReadable`, `wrongEncoding`, `missingHeader`, or what is
    /// wrong with the header row.
    public init(path: String, dialect: CSVDialect, options: Options = Options()) throws(CSVError) {
        let open = try POSIXFile(reading: path)
        try self.init(open, [], path, dialect, options)
    }

    /// Reads bytes in memory; `name` is what errors call them.
    public init(
        bytes: [UInt8], name: String = "memory", dialect: CSVDialect, options: Options = Options()
    ) throws(CSVError) {
        try self.init(nil, bytes, name, dialect, options)
    }

    private init(
        _ open: consuming POSIXFile?, _ memory: [UInt8], _ name: String, _ dialect: CSVDialect, _ options: Options
    ) throws(CSVError) {
        self.dialect = dialect
        self.options = options
        file = name
        buffer = CSVBuffer(file: open, memory: memory, encoding: dialect.encoding, chunkBytes: options.chunkBytes)
        spans = .allocate(capacity: CSVLimits.fieldsPerRecord)
        spans.initialize(repeating: CSVSpan(0, 0), count: CSVLimits.fieldsPerRecord)
        scanner = CSVScanner(delimiter: dialect.delimiter.rawValue, spans: spans)
        row = CSVRow(bytes: UnsafePointer(buffer.base), spans: UnsafePointer(spans))
        expected = options.checksFieldCount ? options.expectedFieldCount ?? -1 : -1
        try skipByteOrderMark()
        if dialect.hasHeader { try readHeader() }
    }

    deinit {
        spans.deallocate()
    }

    private mutating func skipByteOrderMark() throws(CSVError) {
        while buffer.end < 3 && !buffer.atEnd { try buffer.refill(keep: 0) }
        let start = Array(UnsafeBufferPointer(start: buffer.base, count: min(buffer.end, 3)))
        // Every mark is U+FEFF, which by now is UTF-8.
        if dialect.encoding != .windows1252 && start == CSVEncoding.utf8WithByteOrderMark.byteOrderMark {
            position = 3
        }
        // A UTF-16 mark read as UTF-8 stays as it is; read with the wrong byte order it becomes U+FFFE.
        let isWide = dialect.encoding.isUTF8 && (start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]))
        if isWide || start == [0xEF, 0xBF, 0xBE] {
            throw CSVError(.wrongEncoding(byteOffset: 0), file: file, line: 1)
        }
    }

    private mutating func readHeader() throws(CSVError) {
        guard try next() else { throw CSVError(.missingHeader, file: file, line: 1) }
        header.reserveCapacity(row.count)
        for index in 0..<row.count { header.append(row.text(index)) }
        headerBytes = row.originalBytes()
        records = 0
        row.recordNumber = 0
    }

    /// The index of the header's column of that name. Throws `missingColumn`, or `duplicateColumn` when two have it.
    public borrowing func columnIndex(named name: String) throws(CSVError) -> Int {
        guard let index = header.firstIndex(of: name) else {
            throw CSVError(.missingColumn(name: name), file: file, line: 1)
        }
        if header.lastIndex(of: name) != index {
            throw CSVError(.duplicateColumn(name: name), file: file, line: 1)
        }
        return index
    }

    /// Steps to the next record; false at the end of the file and after a fatal error.
    public mutating func next() throws(CSVError) -> Bool {
        if failure != nil { return false }
        do throws(CSVError) {
            return try step()
        } catch {
            if error.isFatal { failure = error }
            throw error
        }
    }

    private mutating func step() throws(CSVError) -> Bool {
        guard try skipEmptyLines() else {
            clearRow()
            return false
        }
        var outcome = scanner.scan(buffer.base, from: position, to: buffer.end, atEnd: buffer.atEnd)
        while outcome == .needsMore {
            if buffer.end - position > CSVLimits.recordBytes { throw recordTooLong() }
            try refill()
            outcome = scanner.scan(buffer.base, from: position, to: buffer.end, atEnd: buffer.atEnd)
        }
        if scanner.contentEnd - position > CSVLimits.recordBytes { throw recordTooLong() }
        row.bytes = UnsafePointer(buffer.base)
        row.count = min(scanner.fieldCount, CSVLimits.fieldsPerRecord)
        row.recordStart = position
        row.recordEnd = scanner.contentEnd
        row.lineNumber = line
        records &+= 1
        row.recordNumber = records
        position = scanner.next
        line &+= scanner.lineEnds
        if outcome == .unterminated {
            row.isCutOff = true
            throw CSVError(
                .unterminatedQuote, file: file, line: row.lineNumber + scanner.openQuoteLines,
                column: scanner.fieldCount)
        }
        try check()
        return true
    }

    private mutating func refill() throws(CSVError) {
        try buffer.refill(keep: position)
        position = 0
    }

    private mutating func clearRow() {
        row.count = 0
        row.recordStart = 0
        row.recordEnd = 0
        row.lineNumber = line
    }

    private mutating func recordTooLong() -> CSVError {
        clearRow()
        return CSVError(.recordTooLong(limit: CSVLimits.recordBytes), file: file, line: line)
    }

    /// Moves to the first byte of a record; false when there is none.
    private mutating func skipEmptyLines() throws(CSVError) -> Bool {
        while true {
            if position < buffer.end {
                let byte = buffer.base[position]
                if byte != CSVScanner.lineFeed && byte != CSVScanner.carriageReturn { return true }
                if byte == CSVScanner.lineFeed || position + 1 < buffer.end || buffer.atEnd {
                    let isPair = byte == CSVScanner.carriageReturn && position + 1 < buffer.end
                    position += isPair && buffer.base[position + 1] == CSVScanner.lineFeed ? 2 : 1
                    line += 1
                    continue
                }
            } else if buffer.atEnd {
                return false
            }
            try refill()
        }
    }

    /// Throws what is wrong with the record just scanned; none of these ends the reading.
    @inline(__always)
    private mutating func check() throws(CSVError) {
        let count = scanner.fieldCount
        if scanner.faultyField > 0 || count > CSVLimits.fieldsPerRecord || scanner.mayHoldNonASCII
            || scanner.longestField > CSVLimits.fieldBytes
        {
            try checkContents(count)
        }
        if count != expected && options.checksFieldCount {
            if expected >= 0 {
                throw rowError(.wrongNumberOfFields(expected: expected, found: count), column: 0)
            }
            expected = count
        }
    }

    private func checkContents(_ count: Int) throws(CSVError) {
        if scanner.faultyField > 0 { throw rowError(.characterAfterQuote, column: scanner.faultyField) }
        if count > CSVLimits.fieldsPerRecord {
            throw rowError(.tooManyFields(limit: CSVLimits.fieldsPerRecord), column: CSVLimits.fieldsPerRecord + 1)
        }
        if scanner.longestField > CSVLimits.fieldBytes {
            throw rowError(.fieldTooLong(limit: CSVLimits.fieldBytes), column: scanner.longestFieldNumber)
        }
        guard scanner.mayHoldNonASCII else { return }
        let start = row.recordStart
        let record = UnsafeBufferPointer(start: buffer.base + start, count: row.recordEnd - start)
        guard let bad = UTF8Check.firstInvalid(record) else { return }
        let column = (0..<count).first { spans[$0].to > start + bad } ?? count - 1
        throw rowError(.invalidEncoding(byteOffset: buffer.byteOffset(of: start + bad)), column: column + 1)
    }

    private func rowError(_ kind: CSVError.Kind, column: Int) -> CSVError {
        CSVError(kind, file: file, line: row.lineNumber, column: column)
    }

    /// Hands every record to `body`. The first error, the body's own included, ends the loop and is thrown.
    public mutating func forEachRow(
        _ body: (borrowing CSVRow) throws(CSVError) -> Void
    ) throws(CSVError) {
        while try next() { try body(row) }
    }

    /// Hands every good record to `body` and every bad one, with its error, to `rejected`; so do errors of `body`
    /// that are not fatal. Throws fatal errors and those of `rejected`.
    public mutating func forEachRow(
        rejected: (borrowing CSVRow, CSVError) throws(CSVError) -> Void,
        _ body: (borrowing CSVRow) throws(CSVError) -> Void
    ) throws(CSVError) {
        while true {
            do throws(CSVError) {
                guard try next() else { return }
                try body(row)
            } catch {
                if error.isFatal { throw error }
                try rejected(row, error)
            }
        }
    }
}

/// Writes a CSV file after RFC 4180, whole or not at all.
///
/// Rows go to a temporary file in the same folder; `finish()` brings it to the disk and gives it its final name, so
/// a half-written file never has that name. A writer dropped without `finish()` leaves nothing behind.
/// Throws `diskFull` and `fileNotWritable` (both final), and `notRepresentable` for a row with a character that the
/// encoding lacks; that row is not written and writing may go on.
///
/// Formula guard: a cell that a spreadsheet could take for a formula (it starts with `=`, `+`, `-`, `@`, tab, CR or
/// LF and is not a number) gets an apostrophe in front. That changes the text; for an export that a machine reads
/// back, set `losslessForMachines`.
public struct CSVWriter: ~Copyable {
    /// The line ends a file can be written with.
    public enum LineEnd: String, Sendable, Equatable, CaseIterable {
        case carriageReturnLineFeed = "\r\n"
        case lineFeed = "\n"
    }

    /// Choices beyond the dialect.
    public struct Options: Sendable {
        public var lineEnd = LineEnd.carriageReturnLineFeed
        /// Writes every cell exactly as given, without the formula guard. Off unless a machine reads the file.
        public var losslessForMachines = false

        public init() {}
    }

    public let dialect: CSVDialect
    public let path: String
    /// How many rows were written, the header included.
    public private(set) var rowCount = 0

    private let options: Options
    private let temporaryPath: String
    private var file: POSIXFile
    private var output: [UInt8] = []
    private var record: [UInt8] = []
    private var fieldsInRecord = 0
    private var isFinished = false

    /// Creates the temporary file. Throws `fileNotWritable` or `diskFull`.
    public init(path: String, dialect: CSVDialect, options: Options = Options()) throws(CSVError) {
        self.path = path
        self.dialect = dialect
        self.options = options
        let number = UInt32.random(in: 0...UInt32.max)
        temporaryPath = "\(path).partial-\(POSIXFile.processNumber)-\(number)"
        file = try POSIXFile(creating: temporaryPath, finalPath: path)
        output.reserveCapacity(CSVLimits.writeBytes + CSVLimits.writeBytes / 4)
        output.append(contentsOf: dialect.encoding.byteOrderMark)
    }

    deinit {
        if !isFinished { POSIXFile.remove(temporaryPath) }
    }

    /// Writes one row. An empty list of fields is written as one empty field, as an empty line would be skipped.
    public mutating func writeRow(_ fields: [String]) throws(CSVError) {
        for field in fields { add(field) }
        try endRow()
    }

    /// Adds a text field to the current row.
    public mutating func add(_ text: String) {
        startField()
        var copy = text
        copy.withUTF8 { bytes in
            let needsGuard = !options.losslessForMachines && Self.looksLikeFormula(bytes)
            let needsQuotes = Self.needsQuotes(bytes, delimiter: dialect.delimiter.rawValue)
            if needsQuotes { record.append(CSVScanner.quote) }
            if needsGuard { record.append(UInt8(ascii: "'")) }
            if needsQuotes && bytes.contains(CSVScanner.quote) {
                for byte in bytes {
                    if byte == CSVScanner.quote { record.append(byte) }
                    record.append(byte)
                }
            } else {
                record.append(contentsOf: bytes)
            }
            if needsQuotes { record.append(CSVScanner.quote) }
        }
    }

    /// Adds a whole number to the current row.
    public mutating func add(_ number: Int64) {
        startField()
        record.append(contentsOf: String(number).utf8)
    }

    /// Adds a decimal number given in millionths, with as many decimals as it needs, at least `minimumDecimals`.
    public mutating func add(decimalMicros: Int128, minimumDecimals: Int = 2) {
        startField()
        if decimalMicros < 0 { record.append(UInt8(ascii: "-")) }
        let size = decimalMicros.magnitude
        record.append(contentsOf: String(size / 1_000_000).utf8)
        var digits = Array(String(size % 1_000_000 + 1_000_000).utf8.dropFirst())
        while digits.count > max(minimumDecimals, 0), digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.isEmpty { return }
        record.append(UInt8(ascii: "."))
        record.append(contentsOf: digits)
    }

    /// Adds a row's bytes as they stand, several fields with their delimiters, to the current row.
    mutating func addOriginal(_ bytes: [UInt8]) {
        startField()
        record.append(contentsOf: bytes)
    }

    private mutating func startField() {
        if fieldsInRecord > 0 { record.append(dialect.delimiter.rawValue) }
        fieldsInRecord += 1
    }

    /// Ends the current row.
    public mutating func endRow() throws(CSVError) {
        if isFinished { throw CSVError(.writerFinished, file: path) }
        if record.isEmpty { record = [CSVScanner.quote, CSVScanner.quote] }
        record.append(contentsOf: options.lineEnd.rawValue.utf8)
        let before = output.count
        let isWhole = CSVTranscoder.encode(record, dialect.encoding, to: &output)
        record.removeAll(keepingCapacity: true)
        fieldsInRecord = 0
        if !isWhole {
            output.removeSubrange(before...)
            throw CSVError(.notRepresentable(encoding: dialect.encoding), file: path, line: rowCount + 1)
        }
        rowCount += 1
        if output.count >= CSVLimits.writeBytes { try flush() }
    }

    private mutating func flush() throws(CSVError) {
        try file.write(output)
        output.removeAll(keepingCapacity: true)
    }

    /// Writes what is left (a row begun is ended first), syncs and gives the file its name, replacing an older one.
    public mutating func finish() throws(CSVError) {
        if isFinished { throw CSVError(.writerFinished, file: path) }
        if fieldsInRecord > 0 { try endRow() }
        try flush()
        try file.syncAndClose()
        try POSIXFile.move(temporaryPath, to: path)
        isFinished = true
    }

    private static func needsQuotes(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        // Some readers trim blanks, and U+FEFF at the very start would read as a byte order mark.
        if first == UInt8(ascii: " ") || last == UInt8(ascii: " ") || first == 0xEF { return true }
        return bytes.contains { byte in
            byte == delimiter || byte == CSVScanner.quote || byte == CSVScanner.lineFeed
                || byte == CSVScanner.carriageReturn
        }
    }

    /// Whether a spreadsheet could run the cell.
    private static func looksLikeFormula(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first else { return false }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "\t"), CSVScanner.carriageReturn, CSVScanner.lineFeed:
            return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"): return !isNumber(bytes)
        default: return false
        }
    }

    /// A sign, digits and at most one point or comma between digits.
    private static func isNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var digits = 0
        var marks = 0
        for byte in bytes.dropFirst() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "."), UInt8(ascii: ","): marks += 1
            default: return false
            }
        }
        return digits > 0 && marks <= 1
    }
}

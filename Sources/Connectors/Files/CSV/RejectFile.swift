/// The rows of an import that were refused, as a CSV file that can be corrected and imported again.
///
/// Each row stands as it stood in the source (same delimiter, encoding and quotes; no formula guard, so that nothing
/// is altered), followed by three columns: `error_line` (the physical line in the source), `error_field` (the
/// column's name or number) and `error`. A row with too few or too many fields is not padded: its error columns come
/// right behind its own fields, and its fault stays visible. A row cut off within quotes gets the closing quote.
/// When no row was refused, `finish()` writes no file. Throws what `CSVWriter` throws.
public struct RejectFile: ~Copyable {
    /// The names of the columns that follow the row's own.
    public static let errorColumns = ["error_line", "error_field", "error"]

    private var writer: CSVWriter
    private let header: [String]
    /// How many rows were refused so far.
    public private(set) var count = 0

    /// Begins a reject file for what `reader` reads.
    public init(path: String, for reader: borrowing CSVReader) throws(CSVError) {
        header = reader.header
        var made = try CSVWriter(path: path, dialect: reader.dialect)
        if reader.dialect.hasHeader {
            made.addOriginal(reader.headerBytes)
            for column in Self.errorColumns { made.add(column) }
            try made.endRow()
        }
        writer = made
    }

    /// Adds a refused row with the error that tells why.
    public mutating func add(_ row: borrowing CSVRow, _ error: CSVError) throws(CSVError) {
        let known = error.column > 0 && error.column <= header.count
        let field = known ? header[error.column - 1] : error.column > 0 ? String(error.column) : ""
        try add(row, line: error.line > 0 ? error.line : row.lineNumber, field: field, reason: error.message)
    }

    /// Adds a row the caller refuses for a reason of its own. `field` names the column at fault; it may be empty.
    public mutating func add(
        _ row: borrowing CSVRow, line: Int, field: String, reason: String
    ) throws(CSVError) {
        try add(original: Self.original(row), line: line, field: field, reason: reason)
    }

    /// A row's bytes as they stand, to be kept until it is known whether the row is refused.
    public static func original(_ row: borrowing CSVRow) -> [UInt8] {
        var original = row.originalBytes()
        if row.isCutOff { original.append(CSVScanner.quote) }
        return original
    }

    /// Adds a row kept by `original(_:)`.
    public mutating func add(original: [UInt8], line: Int, field: String, reason: String) throws(CSVError) {
        writer.addOriginal(original)
        writer.add(Int64(line))
        writer.add(representable(field))
        writer.add(representable(reason))
        try writer.endRow()
        count += 1
    }

    /// The text with `?` for what the file's encoding lacks: no row may be lost for the sake of its message.
    private func representable(_ text: String) -> String {
        var scratch: [UInt8] = []
        if CSVTranscoder.encode(Array(text.utf8), writer.dialect.encoding, to: &scratch) { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isASCII ? $0 : "?" }))
    }

    /// Gives the file its name and answers how many rows it holds; with none, no file is written.
    public mutating func finish() throws(CSVError) -> Int {
        if count > 0 { try writer.finish() }
        return count
    }
}

/// One record, as a view into the reader's buffer: nothing is copied until a field is asked for.
///
/// A row cannot be copied or kept; it is valid until the reader's next step, and the compiler sees to that. Fields
/// are numbered from 0; a number past `count` reads as an empty field. The typed readers take the field as it
/// stands (no spaces are trimmed) and answer nil for anything that is not exactly such a value. Never throws.
public struct CSVRow: ~Copyable {
    var bytes: UnsafePointer<UInt8>
    let spans: UnsafePointer<CSVSpan>
    var recordStart = 0
    var recordEnd = 0
    /// The record is cut off within a quoted field.
    var isCutOff = false

    /// How many fields the row has.
    public internal(set) var count = 0
    /// The 1-based physical line on which the record starts.
    public internal(set) var lineNumber = 0
    /// The 1-based number of the record, the header not counted.
    public internal(set) var recordNumber = 0

    init(bytes: UnsafePointer<UInt8>, spans: UnsafePointer<CSVSpan>) {
        self.bytes = bytes
        self.spans = spans
    }

    @inline(__always)
    private borrowing func span(_ index: Int) -> CSVSpan {
        index >= 0 && index < count ? spans[index] : CSVSpan(0, 0)
    }

    /// Whether the field holds nothing (a quoted nothing included).
    public borrowing func isEmpty(_ index: Int) -> Bool {
        let field = span(index)
        return field.from == field.to
    }

    /// The field as text.
    public borrowing func text(_ index: Int) -> String {
        let field = span(index)
        if field.hasDoubledQuotes { return String(decoding: unescaped(field), as: UTF8.self) }
        let view = UnsafeBufferPointer(start: bytes + field.from, count: field.to - field.from)
        return String(decoding: view, as: UTF8.self)
    }

    /// A copy of the field's UTF-8 bytes.
    public borrowing func bytes(_ index: Int) -> [UInt8] {
        let field = span(index)
        if field.hasDoubledQuotes { return unescaped(field) }
        return Array(UnsafeBufferPointer(start: bytes + field.from, count: field.to - field.from))
    }

    /// The field's UTF-8 bytes without a copy (fields with doubled quotes excepted). The pointer must not be kept.
    public borrowing func withUnsafeBytes<Result, Failure: Error>(
        _ index: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let field = span(index)
        if field.hasDoubledQuotes {
            let copy = unescaped(field)
            let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: copy.count, alignment: 1)
            defer { scratch.deallocate() }
            scratch.copyBytes(from: copy)
            return try body(UnsafeRawBufferPointer(scratch))
        }
        return try body(UnsafeRawBufferPointer(start: bytes + field.from, count: field.to - field.from))
    }

    /// The record as it stands in the file, quotes included, its line end not; in UTF-8 whatever the file's encoding.
    public borrowing func originalBytes() -> [UInt8] {
        Array(UnsafeBufferPointer(start: bytes + recordStart, count: recordEnd - recordStart))
    }

    private borrowing func unescaped(_ field: CSVSpan) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(field.to - field.from)
        var index = field.from
        while index < field.to {
            let byte = bytes[index]
            result.append(byte)
            let isPair = byte == CSVScanner.quote && index + 1 < field.to && bytes[index + 1] == CSVScanner.quote
            index += isPair ? 2 : 1
        }
        return result
    }

    /// A whole number: an optional sign and digits, within 64 bits.
    public borrowing func integer(_ index: Int) -> Int64? {
        let field = span(index)
        return CSVValue.integer(bytes + field.from, field.to - field.from)
    }

    /// A decimal number in millionths, exactly: an optional sign, digits and at most six decimals other than zeros.
    /// With `decimalComma` the decimals follow a comma. Grouping marks and exponents are not read.
    public borrowing func decimalMicros(_ index: Int, decimalComma: Bool = false) -> Int128? {
        let field = span(index)
        let point = decimalComma ? UInt8(ascii: ",") : UInt8(ascii: ".")
        return CSVValue.decimalMicros(bytes + field.from, field.to - field.from, point: point)
    }

    /// Year, month and day of a date `YYYY-MM-DD` that exists; a time ` hh:mm[:ss…]` (or `Thh:mm…`) may follow and
    /// is checked but not returned.
    public borrowing func date(_ index: Int) -> (Int, Int, Int)? {
        let field = span(index)
        return CSVValue.date(bytes + field.from, field.to - field.from)
    }
}

/// The limits of the CSV layer. A file past one of them is refused with a message, never read in part silently.
public enum CSVLimits {
    /// The longest field, in bytes of UTF-8: 1 MiB.
    public static let fieldBytes = 1 << 20
    /// The longest record, in bytes of UTF-8: 4 MiB.
    public static let recordBytes = 4 << 20
    /// The most fields in one record.
    public static let fieldsPerRecord = 1_000
    /// How much is read from a file at a time: 1 MiB.
    public static let chunkBytes = 1 << 20
    /// How many output bytes the writer collects before it calls write(2).
    public static let writeBytes = 256 << 10
    /// How many records `CSVDialect.detect` looks at.
    public static let recordsForDetection = 20
}

/// What went wrong with a CSV file, where, and who can put it right.
///
/// `line` is the 1-based physical line on which the record (or, for an unterminated quote, the quote) starts;
/// `column` is the 1-based number of the field within the record. Either is 0 when it does not apply.
public struct CSVError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of fault. `isFatal` says after which of them no further row can be trusted.
    public enum Kind: Sendable, Equatable {
        case unterminatedQuote
        case characterAfterQuote
        case wrongNumberOfFields(expected: Int, found: Int)
        case invalidEncoding(byteOffset: Int)
        case wrongEncoding(byteOffset: Int)
        case fieldTooLong(limit: Int)
        case recordTooLong(limit: Int)
        case tooManyFields(limit: Int)
        case missingHeader
        case missingColumn(name: String)
        case duplicateColumn(name: String)
        case fileNotReadable(code: Int32)
        case fileNotWritable(code: Int32)
        case diskFull
        case notRepresentable(encoding: CSVEncoding)
        case writerFinished
        /// A row the caller refused for a reason of its own, written to a `RejectFile`.
        case refused(reason: String)
    }

    public let kind: Kind
    public let file: String
    public let line: Int
    public let column: Int
    /// What is wrong, what is allowed and who can fix it; without the place, which `description` puts in front.
    public let message: String

    /// Makes an error whose message follows from its kind; `detail` (for instance a reason) is put in front of it.
    public init(_ kind: Kind, file: String, line: Int = 0, column: Int = 0, detail: String = "") {
        self.kind = kind
        self.file = file
        self.line = line
        self.column = column
        let text = Self.message(for: kind)
        self.message = detail.isEmpty ? text : "\(detail): \(text)"
    }

    /// Whether nothing after this error can be read. The other errors concern one row; reading may go on.
    public var isFatal: Bool {
        switch kind {
        case .characterAfterQuote, .wrongNumberOfFields, .invalidEncoding, .fieldTooLong, .tooManyFields,
            .notRepresentable, .refused:
            false
        default: true
        }
    }

    /// `file:line, field n: message`.
    public var description: String {
        var place = file
        if line > 0 { place += ":\(line)" }
        if column > 0 { place += ", field \(column)" }
        return "\(place): \(message)"
    }

    private static func message(for kind: Kind) -> String {
        switch kind {
        case .unterminatedQuote:
            "a quoted field opens here and the file ends before it closes; the file is cut off or a quote is missing."
                + " Whoever sends the file must send it whole, with quotes inside a field doubled."
        case .characterAfterQuote:
            "text follows a closing quote; after it only a delimiter or a line end is allowed."
                + " Whoever makes the file must double the quotes inside a field."
        case .wrongNumberOfFields(let expected, let found):
            "this row has \(found) fields, expected \(expected) as in the first row."
                + " Whoever makes the file must quote fields that hold the delimiter, or fill in the missing ones."
        case .fieldTooLong(let limit):
            "a field is longer than the allowed \(limit) bytes. Whoever makes the file must shorten it."
        case .recordTooLong(let limit):
            "a record is longer than the allowed \(limit) bytes; most often a closing quote is missing."
                + " Whoever makes the file must close the quote or shorten the record."
        case .tooManyFields(let limit):
            "a record has more than the allowed \(limit) fields. Whoever made the map should check the delimiter."
        case .missingHeader:
            "the file is empty, but a header row is expected. Whoever sends the file must send it whole."
        case .missingColumn(let name):
            "there is no column named “\(name)”. Whoever made the map must name one of the file's columns."
        case .duplicateColumn(let name):
            "two columns are named “\(name)”. Whoever makes the file must give each column a name of its own."
        case .writerFinished:
            "the file is finished and takes no more rows. This is a fault in the program that writes it."
        case .refused(let reason): reason
        case .invalidEncoding, .wrongEncoding, .notRepresentable: encodingMessage(for: kind)
        default: systemMessage(for: kind)
        }
    }

    private static func encodingMessage(for kind: Kind) -> String {
        switch kind {
        case .invalidEncoding(let offset):
            "the byte at offset \(offset) does not belong to the encoding the file is read in."
                + " Whoever makes the file must repair the text; whoever made the map can name another encoding."
        case .wrongEncoding(let offset):
            "wrong encoding at byte offset \(offset); allowed are UTF-8 and UTF-16 with a byte order mark,"
                + " and windows-1252 when the map says so. Whoever made the map must name the encoding,"
                + " or whoever makes the file must save it as UTF-8."
        case .notRepresentable(let encoding):
            "the text holds a character that \(encoding.rawValue) does not have."
                + " Whoever made the map can choose UTF-8 instead."
        default: ""
        }
    }

    private static func systemMessage(for kind: Kind) -> String {
        switch kind {
        case .fileNotReadable(let code):
            "the file cannot be read (\(systemText(code))). Whoever runs this machine must check path and permissions."
        case .fileNotWritable(let code):
            "the file cannot be written (\(systemText(code))); nothing was left under its final name."
                + " Whoever runs this machine must check path and permissions."
        case .diskFull:
            "the disk is full (or the quota is used up); nothing was left under the file's final name."
                + " Whoever runs this machine must free space, then run again."
        default: ""
        }
    }
}

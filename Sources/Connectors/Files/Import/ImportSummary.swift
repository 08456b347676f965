import Kernel
import Platform

/// What became of every row of an import: `read` = `leftOut` + `imported` + `alreadyThere` + `changed` + `rejected`.
public struct ImportSummary: Hashable, Sendable {
    /// One kind of reason, with the first row that gave it.
    public struct Cause: Hashable, Sendable {
        public let code: RefusalCode
        public let field: String
        public internal(set) var count: Int
        public let example: Reason
    }

    public let map: String
    public let file: String
    /// Each batch was run and undone. What an earlier batch of the same file would have brought was not there.
    public let isDryRun: Bool
    public internal(set) var read = 0
    /// Rows that the map's `where` does not want.
    public internal(set) var leftOut = 0
    /// In a dry run: rows that would be imported.
    public internal(set) var imported = 0
    /// Imported before with the same content: nothing was done.
    public internal(set) var alreadyThere = 0
    /// Imported before with other content: nothing was done; a person decides.
    public internal(set) var changed = 0
    public internal(set) var rejected = 0
    /// Lines of documents, in files of their own.
    public internal(set) var linesRead = 0
    public internal(set) var linesRejected = 0
    public internal(set) var causes: [Cause] = []
    /// The files of refused rows that were written: correct them and import them again.
    public internal(set) var rejectFiles: [String] = []

    init(map: String, file: String, isDryRun: Bool) {
        self.map = map
        self.file = file
        self.isDryRun = isDryRun
    }

    /// Whether every row found its way.
    public var isClean: Bool { changed == 0 && rejected == 0 && linesRejected == 0 }

    mutating func count(_ reason: Reason) {
        let field = reason.field ?? ""
        if let index = causes.firstIndex(where: { $0.code == reason.code && $0.field == field }) {
            causes[index].count += 1
        } else {
            causes.append(Cause(code: reason.code, field: field, count: 1, example: reason))
        }
    }

    private var ordered: [Cause] {
        causes.sorted { ($1.count, $0.code.raw, $0.field) < ($0.count, $1.code.raw, $1.field) }
    }

    /// For a person.
    public var text: String {
        var text = "\(map): \(read) rows of \(file): \(imported) \(isDryRun ? "would be imported" : "imported")"
        if alreadyThere > 0 { text += ", \(alreadyThere) already there" }
        if leftOut > 0 { text += ", \(leftOut) left out by the map" }
        if changed > 0 { text += ", \(changed) changed since they were imported" }
        text += ", \(rejected) rejected\n"
        if linesRead > 0 { text += "  \(linesRead) lines of documents, \(linesRejected) rejected\n" }
        for cause in ordered {
            text += "  \(cause.count) × \(cause.code)"
            if !cause.field.isEmpty { text += " in \(cause.field)" }
            text += ", first: \(cause.example)\n"
        }
        for file in rejectFiles { text += "  rejected rows are in \(file), each with its reasons\n" }
        if isDryRun {
            text += "  nothing was written; rows that need other rows of this file may be taken when it is imported\n"
        }
        return text
    }

    /// For a program.
    public var json: String {
        var json = JSONWriter()
        json.beginObject()
        json.field("map", map)
        json.field("file", file)
        json.key("dryRun")
        json.bool(isDryRun)
        let counts = [
            ("read", read), ("leftOut", leftOut), ("imported", imported), ("alreadyThere", alreadyThere),
            ("changed", changed), ("rejected", rejected), ("linesRead", linesRead), ("linesRejected", linesRejected),
        ]
        for (name, count) in counts { json.field(name, count) }
        json.key("causes")
        json.beginArray()
        for cause in ordered {
            json.beginObject()
            json.field("code", cause.code.raw)
            json.field("field", cause.field)
            json.field("count", cause.count)
            json.key("example")
            cause.example.write(to: &json)
            json.endObject()
        }
        json.endArray()
        json.key("rejectFiles")
        json.beginArray()
        for file in rejectFiles { json.string(file) }
        json.endArray()
        json.endObject()
        return json.text
    }
}

/// Why an import stopped. What it had committed stands; running it again goes on where it stopped, nothing twice.
public enum FileImportFailure: Error, CustomStringConvertible {
    /// The map names what the system or the files do not have. Nothing was written.
    case map(FileMapErrors)
    /// A file is missing, cut off, in another encoding, or too large for its limit; or the reject file cannot be
    /// written.
    case file(CSVError)
    /// The target's store failed, or the process died.
    case store(CommandFailure, soFar: ImportSummary)

    public var description: String {
        switch self {
        case .map(let errors): errors.description
        case .file(let error): error.description
        case .store(let failure, let summary):
            "the import stopped after \(summary.imported) imported rows: \(failure); "
                + "import again: what was imported is recognised"
        }
    }
}

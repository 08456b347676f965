import Kernel
import Platform

/// How far an import is.
public enum ImportState: String, Choice { case uploaded, checked, running, done, undoing, undone }

/// One file brought in by one person: into what, by which columns, and what became of its rows.
public struct ImportRun: BusinessObject {
    public var id = ID<ImportRun>.blank
    public var version = 0
    public var fileName = ""
    /// "csv" or "xlsx": how it came. It is kept as CSV.
    public var format = ""
    public var encoding = ""
    /// "comma", "semicolon", "tab" or "pipe".
    public var delimiter = ""
    /// SHA-256 of the file as it came: the same file is recognised.
    public var digest = ""
    public var owner = ""
    public var createdAt = Instant(microseconds: 0)
    public var system = ""
    public var object = ""
    public var state = ImportState.uploaded
    /// JSON: see `ImportMapping`.
    public var mapping = ""
    public var rowCount = 0
    public var created = 0
    public var updated = 0
    public var unchanged = 0
    public var refused = 0
    /// Of an undone import: what was taken back, and what stays because something happened to it.
    public var withdrawn = 0
    public var kept = 0
    public var finishedAt: Instant?
    public init() {}

    public static let schema = Schema<ImportRun>("ImportRun") { s in
        s.field("fileName", \.fileName, .required, .maxLength(200))
        s.field("format", \.format, .required, .maxLength(10))
        s.field("encoding", \.encoding, .required, .maxLength(20))
        s.field("delimiter", \.delimiter, .required, .maxLength(10))
        s.field("digest", \.digest, .indexed, .maxLength(64))
        s.field("owner", \.owner, .derived, .indexed, .maxLength(200))
        s.field("createdAt", \.createdAt, .derived)
        s.field("system", \.system, .required, .maxLength(10))
        s.field("object", \.object, .required, .maxLength(80))
        s.field("state", \.state, .commandOnly)
        s.field("mapping", \.mapping, .maxLength(60_000))
        s.field("rowCount", \.rowCount)
        s.field("created", \.created, .derived)
        s.field("updated", \.updated, .derived)
        s.field("unchanged", \.unchanged, .derived)
        s.field("refused", \.refused, .derived)
        s.field("withdrawn", \.withdrawn, .derived)
        s.field("kept", \.kept, .derived)
        s.field("finishedAt", \.finishedAt, .derived)
    }

    /// A check may be repeated, and an import or an undoing that was interrupted goes on.
    public static let transitions = TransitionTable<ImportState>([
        .uploaded: [.uploaded, .checked], .checked: [.uploaded, .checked, .running], .running: [.running, .done],
        .done: [.undoing], .undoing: [.undoing, .undone],
    ])

    public var title: String { "Import of \(fileName)" }

    /// What every change made for one of its rows carries, so that it is found again.
    public static func correlation(_ run: ID<ImportRun>, line: Int) -> String { "\(correlationStart(run))\(line)" }
    static func correlationStart(_ run: ID<ImportRun>) -> String { "import-\(run.raw)-" }

    /// The idempotency key of one of its rows.
    static func key(_ run: ID<ImportRun>, line: Int) -> String { "import/\(run.raw)/\(line)" }
}

extension ID<ImportRun> {
    /// The run in a state from which it may go on to `state`, of the one who asks. Refuses notFound, notYourImport,
    /// wrongState.
    func moved(to state: ImportState, by actor: Actor, in tx: Transaction) throws(Refusal) -> ImportRun {
        var run = try tx.load(self)
        guard run.owner == actor.id else {
            throw Refusal(
                .notYourImport, "\(run.title) was begun by \(run.owner)", document: run.title, field: "owner",
                allowed: "an import of your own", fixedBy: run.owner)
        }
        try ImportRun.transitions.check(run.state, to: state, document: run.title)
        run.state = state
        return run
    }
}

import Kernel
import Platform

/// Notes what the next rows did; a row that was noted already is not noted again.
/// Refuses: notFound, notYourImport, wrongState.
public struct RecordImportedRows: Command {
    public static let name = "import.record"
    public static let permission: Permission = "own.import"
    public static let isInternal = true
    public var run = ID<ImportRun>.blank
    public var rows: [Row] = []
    /// Of all rows so far.
    public var created = 0
    public var updated = 0
    public var unchanged = 0
    public var refused = 0
    public var isLast = false
    public init() {}
    init(_ run: ID<ImportRun>, _ rows: [Row], _ figures: ImportFigures, isLast: Bool) {
        self.run = run
        self.rows = rows
        created = figures.created
        updated = figures.updated
        unchanged = figures.unchanged
        refused = figures.refused
        self.isLast = isLast
    }

    /// One row that made or changed a record.
    public struct Row: Sendable {
        public var line = 0
        public var did = RowOutcome.created
        public var record = ""
        public var recordVersion = 0
        public init() {}

        static let schema = Schema<Row>("ImportedRowInput") { s in
            s.field("line", \.line)
            s.field("did", \.did)
            s.field("record", \.record, .required)
            s.field("recordVersion", \.recordVersion, .within(0...Int64.max))
        }
    }

    public static let input = Schema<RecordImportedRows>("RecordImportedRows") { s in
        s.field("run", \.run, .required)
        s.list("rows", \.rows, Row.schema, blank: { Row() })
        s.field("created", \.created)
        s.field("updated", \.updated)
        s.field("unchanged", \.unchanged)
        s.field("refused", \.refused)
        s.field("isLast", \.isLast)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var held = try run.moved(to: isLast ? .done : .running, by: actor, in: tx)
        let last = try tx.integer("SELECT coalesce(max(line), 0) FROM imported_row WHERE run = ?", [.text(run.raw)])
        for row in rows where Int64(row.line) > last {
            var note = ImportedRow()
            note.run = run
            note.line = row.line
            note.outcome = row.did
            note.did = row.did
            note.record = row.record
            note.recordVersion = row.recordVersion
            try tx.insert(note)
        }
        held.created = created
        held.updated = updated
        held.unchanged = unchanged
        held.refused = refused
        if isLast { held.finishedAt = tx.now }
        try tx.update(held)
        return NoAnswer()
    }
}

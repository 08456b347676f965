import Kernel
import Platform

/// Notes what was taken back and what was not, with the reason. Refuses: notFound, notYourImport, wrongState.
public struct RecordUndoneRows: Command {
    public static let name = "import.recordUndo"
    public static let permission: Permission = "own.import"
    public static let isInternal = true
    public var run = ID<ImportRun>.blank
    public var rows: [Row] = []
    public var isLast = false
    public init() {}
    init(_ run: ID<ImportRun>, _ rows: [Row], isLast: Bool) {
        self.run = run
        self.rows = rows
        self.isLast = isLast
    }

    /// What became of one row; without a reason it was taken back.
    public struct Row: Sendable {
        public var row = ID<ImportedRow>.blank
        public var reason = ""
        public init() {}
        init(_ row: ID<ImportedRow>, reason: String) {
            self.row = row
            self.reason = reason
        }

        static let schema = Schema<Row>("UndoneRowInput") { s in
            s.field("row", \.row, .required)
            s.field("reason", \.reason, .maxLength(4_000))
        }
    }

    public static let input = Schema<RecordUndoneRows>("RecordUndoneRows") { s in
        s.field("run", \.run, .required)
        s.list("rows", \.rows, Row.schema, blank: { Row() })
        s.field("isLast", \.isLast)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var held = try run.moved(to: isLast ? .undone : .undoing, by: actor, in: tx)
        for row in rows {
            var note = try tx.load(row.row)
            guard note.run == run, note.outcome == note.did else { continue }
            note.outcome = row.reason.isEmpty ? .withdrawn : .kept
            note.note = row.reason
            if row.reason.isEmpty { held.withdrawn += 1 } else { held.kept += 1 }
            try tx.update(note)
        }
        try tx.update(held)
        return NoAnswer()
    }
}

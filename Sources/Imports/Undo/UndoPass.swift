import Bridge
import Kernel
import Platform

/// Takes back what an import did, the last row first: records that it made are withdrawn, fields that it changed get
/// what they had, as long as nothing has happened since. What stays says why.
struct UndoPass {
    let run: ImportRun
    let target: ImportTarget
    let bus: CommandBus
    let bridge: CommandBus
    let actor: Actor

    func go(progress: (Int) -> Void) throws {
        let rows = try bridge.store.read { session in
            try session.all(
                Select<ImportedRow>().where(\.run, .equal, run.id).where(\.outcome, in: [.created, .updated])
                    .ordered(by: \.line, descending: true))
        }
        var through = 0
        var settled: [RecordUndoneRows.Row] = []
        for row in rows {
            settled.append(RecordUndoneRows.Row(row.id, reason: String(try undo(row).prefix(4_000))))
            through += 1
            if settled.count == ImportLimits.rowsAtOnce {
                try bridge.run(RecordUndoneRows(run.id, settled, isLast: false), by: actor)
                settled.removeAll(keepingCapacity: true)
                progress(through)
            }
        }
        try bridge.run(RecordUndoneRows(run.id, settled, isLast: true), by: actor)
        progress(through)
    }

    /// Why not; empty when it is done.
    private func undo(_ row: ImportedRow) throws -> String {
        let history = try bus.read(as: actor) { reading in
            reading.mayRead(target.object.name)
                ? try reading.history(target.object.name, row.record, limit: 50) : []
        }
        if let later = history.first(where: { $0.line == nil && $0.version > row.recordVersion }) {
            return "\(later.actor) changed it on \(later.at.date(offsetSeconds: 0)) (\(later.command))"
        }
        if row.outcome == .updated { return try revert(row, history) }
        if let partner = try partner(of: row.record) { return partner }
        let withdraw = WithdrawImported(target.object.name, row.record, version: row.recordVersion, of: run.id)
        return try said {
            try bus.run(
                withdraw, by: actor, key: "import/\(run.id.raw)/\(row.line)/undo",
                why: "import of \(run.fileName) undone")
        }
    }

    /// Another system has it by now.
    private func partner(of record: String) throws -> String? {
        let links = try bridge.store.read { session in
            try session.all(Select<Link>().where(\.leftID, .equal, record).limit(1))
                + session.all(Select<Link>().where(\.rightID, .equal, record).limit(1))
        }
        guard let link = links.first else { return nil }
        let other = bus.module.name == "crm" ? "ERP" : "CRM"
        return "The \(other) has it already (\(link.recipe)): take it out of use there and here instead"
    }

    /// The fields that the import changed get what they had.
    private func revert(_ row: ImportedRow, _ history: [HistoryEntry]) throws -> String {
        guard let changer = target.changer,
            let entry = history.first(where: { $0.line == nil && $0.version == row.recordVersion })
        else { return "What it was before is not known" }
        var record = Record(object: changer.command.inputDescriptor.name)
        record[changer.field] = .text(row.record)
        let input = changer.command.inputDescriptor
        for change in entry.changes where input.field(change.field.name) != nil {
            record[change.field.name] = Self.value(change.from ?? "", change.field.kind)
        }
        let table = target.object.table
        let version = Int64(row.recordVersion)
        return try said {
            let call = try changer.command.call(
                record, by: actor, key: "import/\(run.id.raw)/\(row.line)/undo",
                why: "import of \(run.fileName) undone", correlation: bus.world.newID(),
                expected: ExpectedVersion(version: version) { session in
                    Int64(try session.integer("SELECT version FROM \(table) WHERE id = ?", [.text(row.record)]))
                })
            switch try bus.run([call])[0] {
            case .done: return
            case .refused(let refusal): throw refusal
            case .failed(let failure): throw failure
            case .moved: throw Refusal(.changedSince, "It was changed while the import was being undone")
            }
        }
    }

    private static func value(_ text: String, _ kind: FieldKind) -> Value {
        if text.isEmpty { return kind == .text ? .text("") : .null }
        return (try? Value(text: text, kind: kind)) ?? .text(text)
    }

    private func said(_ body: () throws -> Void) throws -> String {
        do {
            try body()
            return ""
        } catch let refusal as Refusal {
            return refusal.reasons.map(\.sentence).joined(separator: "; ")
        }
    }
}

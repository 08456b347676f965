import FilesConnector
import Kernel
import Platform

/// One way through the file: every row planned, run, and noted; refused ones go to the file of errors as they stand,
/// with all reasons. A rehearsal undoes each stretch of rows, so a row does not see what earlier stretches would make.
struct ImportPass {
    let run: ImportRun
    let target: ImportTarget
    let file: ImportFile
    let rejectPath: String
    let bus: CommandBus
    let bridge: CommandBus
    let actor: Actor
    let currency: Currency
    let isRehearsal: Bool
    /// It was under way before: rows done then are recognised by their keys.
    var isResumed = false

    private struct Row {
        let cells: [String]
        let original: [UInt8]
        let line: Int
        let fault: CSVError?
    }

    /// - Parameter progress: is told after each stretch how many rows are through.
    func go(progress: (ImportFigures) -> Void) throws -> ImportFigures {
        var reader = try CSVReader(path: file.path, dialect: file.dialect)
        var rejects = try RejectFile(path: rejectPath, for: reader)
        var planner = RowPlanner(run, target: target, header: file.header, currency: currency, actor: actor)
        var figures = ImportFigures()
        var isAtEnd = false
        while !isAtEnd {
            var rows: [Row] = []
            while rows.count < ImportLimits.rowsAtOnce, !isAtEnd {
                guard let row = try Self.next(&reader) else {
                    isAtEnd = true
                    break
                }
                rows.append(row)
            }
            let plans = try plans(of: rows, &planner)
            let settled = try settle(rows, plans, &figures, &rejects, planner)
            if !isRehearsal {
                try bridge.run(RecordImportedRows(run.id, settled, figures, isLast: isAtEnd), by: actor)
            }
            progress(figures)
        }
        if try rejects.finish() == 0 { ImportFolder.remove(rejectPath) }
        if isRehearsal { try bridge.run(CheckImport(run.id, figures), by: actor) }
        return figures
    }

    private static func next(_ reader: inout CSVReader) throws(CSVError) -> Row? {
        var fault: CSVError?
        do throws(CSVError) {
            guard try reader.next() else { return nil }
        } catch {
            if error.isFatal { throw error }
            fault = error
        }
        return Row(
            cells: (0..<reader.row.count).map { reader.row.text($0) }, original: RejectFile.original(reader.row),
            line: reader.row.lineNumber, fault: fault)
    }

    private func plans(of rows: [Row], _ planner: inout RowPlanner) throws -> [RowPlan] {
        let plans = try bus.read(as: actor) { reading in
            try rows.map { row -> RowPlan in
                if let fault = row.fault {
                    let reason = Reason(.malformedRow, fault.message, document: run.fileName, line: row.line)
                    return .refuse([reason])
                }
                if row.cells.allSatisfy({ CellReader.trimmed($0).isEmpty }) { return .unchanged }
                return try planner.plan(row.cells, line: row.line, reading)
            }
        }
        guard isResumed else { return plans }
        return try zip(rows, plans).map { row, plan in
            if case .refuse = plan { return plan }
            return try done(row.line) ?? plan
        }
    }

    /// What a row did before an interruption.
    private func done(_ line: Int) throws -> RowPlan? {
        let key = ImportRun.key(run.id, line: line)
        guard let saved = try bus.store.read({ try bus.answer(ofKey: key, by: actor, in: $0) }) else { return nil }
        guard saved.answer.isEmpty else { return .done(.created, id: saved.answer) }
        let changed = try bus.store.read { session in
            try session.rows(
                "SELECT object_id FROM audit WHERE object = ? AND correlation = ? ORDER BY seq DESC LIMIT 1",
                [.text(target.object.name), .text(ImportRun.correlation(run.id, line: line))], as: [.text]
            ).first?[0].text
        }
        return changed.map { .done(.updated, id: $0) } ?? .unchanged
    }

    /// Runs what is planned under one commit, and sorts what came of it.
    private func settle(
        _ rows: [Row], _ plans: [RowPlan], _ figures: inout ImportFigures, _ rejects: inout RejectFile,
        _ planner: RowPlanner
    ) throws -> [RecordImportedRows.Row] {
        let calls = plans.compactMap(\.call)
        let outcomes = calls.isEmpty ? [] : isRehearsal ? try bus.rehearse(calls) : try bus.run(calls)
        var next = outcomes.makeIterator()
        var did: [(line: Int, what: RowOutcome, id: String, before: Int)] = []
        for (row, plan) in zip(rows, plans) {
            switch plan {
            case .unchanged: figures.unchanged += 1
            case .done(let what, let id): did.append((row.line, what, id, 0))
            case .refuse(let reasons): try refuse(row, reasons, &figures, &rejects)
            case .create, .update:
                switch next.next() {
                case .done(let answer, _, let sequence):
                    if case .update(let id, let version, _) = plan {
                        if isRehearsal, sequence == 0, target.object.isPublished {
                            figures.unchanged += 1
                        } else {
                            did.append((row.line, .updated, id, version))
                        }
                    } else {
                        did.append((row.line, .created, answer, 0))
                    }
                case .refused(let refusal):
                    try refuse(row, refusal.reasons.map { planner.located($0, row.line) }, &figures, &rejects)
                case .failed(let failure): throw failure
                case .moved, nil: throw CommandFailure.store(.failed("a row of the import has no outcome"))
                }
            }
        }
        return try noted(did, &figures)
    }

    /// What was made or changed, with its version now; an update that changed nothing after all counts as nothing.
    private func noted(
        _ did: [(line: Int, what: RowOutcome, id: String, before: Int)], _ figures: inout ImportFigures
    ) throws -> [RecordImportedRows.Row] {
        if isRehearsal {
            figures.created += did.count { $0.what == .created }
            figures.updated += did.count { $0.what == .updated }
            return []
        }
        let versions = try versions(of: did.map(\.id))
        var noted: [RecordImportedRows.Row] = []
        for one in did {
            let version = versions[one.id] ?? 0
            if one.what == .updated, version == one.before {
                figures.unchanged += 1
                continue
            }
            if one.what == .created { figures.created += 1 } else { figures.updated += 1 }
            var row = RecordImportedRows.Row()
            row.line = one.line
            row.did = one.what
            row.record = one.id
            row.recordVersion = version
            noted.append(row)
        }
        return noted
    }

    private func versions(of ids: [String]) throws -> [String: Int] {
        guard !ids.isEmpty else { return [:] }
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        let rows = try bus.store.read { session in
            try session.rows(
                "SELECT id, version FROM \(target.object.table) WHERE id IN (\(marks))", ids.map(Value.text),
                as: [.text, .integer])
        }
        return Dictionary(
            rows.map { row in
                if case .integer(let version) = row[1] { (row[0].text, Int(version)) } else { (row[0].text, 0) }
            }
        ) { $1 }
    }

    private func refuse(
        _ row: Row, _ reasons: [Reason], _ figures: inout ImportFigures, _ rejects: inout RejectFile
    ) throws {
        figures.refused += 1
        var fields: [String] = []
        for field in reasons.compactMap(\.field) where !fields.contains(field) { fields.append(field) }
        try rejects.add(
            original: row.original, line: row.line, field: fields.joined(separator: ", "),
            reason: reasons.map(\.sentence).joined(separator: "; "))
    }
}

extension RowPlan {
    var call: CommandCall? {
        switch self {
        case .create(let call), .update(_, _, let call): call
        case .unchanged, .done, .refuse: nil
        }
    }
}

extension Reason {
    /// Without the file and its line, which have columns of their own; the field where it is not the only one.
    var sentence: String {
        var text = (field.map { $0.isEmpty ? "" : "\($0): " } ?? "") + message
        if let allowed, !allowed.isEmpty { text += " (allowed: \(allowed))" }
        if let fixedBy { text += " — \(fixedBy) can fix this" }
        return text
    }
}

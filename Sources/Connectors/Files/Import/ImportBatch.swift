import Kernel
import Platform

/// The rows between two commits. Rejects leave it in the order of the file.
final class ImportBatch {
    private struct Row {
        let original: [UInt8]
        let line: Int
        let call: CommandCall?
        let reasons: [Reason]
        let detailKeys: [String?]
    }

    var summary: ImportSummary
    let job: FileImport
    /// How many rows the file has.
    let total: Int
    private let documents: DocumentReader
    private let command: any Command.Type
    private var rejects: RejectFile
    private var rows: [Row] = []
    private var bytes = 0
    private var calls = 0

    init(
        _ job: FileImport, _ documents: DocumentReader, _ command: any Command.Type, _ rejects: consuming RejectFile,
        _ summary: ImportSummary, total: Int
    ) {
        self.job = job
        self.total = total
        self.documents = documents
        self.command = command
        self.rejects = rejects
        self.summary = summary
    }

    var isFull: Bool { rows.count >= job.batchSize || bytes >= FileImport.batchBytes }

    /// One row: judged at once, written with its batch.
    func take(_ cells: [String], _ original: [UInt8], _ fault: CSVError?, line: Int) throws {
        summary.read += 1
        if let fault {
            let reason = documents.malformed(fault, documents.main, line: line)
            let keys = documents.details.indices.map { documents.detailKey($0, cells, line: line) }
            add(Row(original: original, line: line, call: nil, reasons: [reason], detailKeys: keys))
            return
        }
        guard let document = try documents.document(cells, line: line) else {
            summary.leftOut += 1
            for (index, detail) in documents.details.enumerated() {
                detail.note(.leftOut, of: documents.detailKey(index, cells, line: line))
            }
            return
        }
        var reasons = document.reasons
        var call: CommandCall?
        // A blank field whose cell was refused is not a second reason.
        let named = Set(reasons.compactMap(\.field))
        reasons += located(command.reasons(against: document.record), line, document.detailKeys).filter { reason in
            !(reason.field.map(named.contains) ?? false)
        }
        if reasons.isEmpty, let key = document.key {
            do throws(Refusal) {
                call = try command.call(document.record, key: FileImport.key(job.map.name, key), why: why(line))
            } catch {
                reasons = error.reasons
            }
        }
        add(Row(original: original, line: line, call: call, reasons: reasons, detailKeys: document.detailKeys))
    }

    private func why(_ line: Int) -> String { "import \(job.map.name): \(job.map.table.file), line \(line)" }

    private func add(_ row: Row) {
        rows.append(row)
        bytes += row.original.count
        if row.call != nil { calls += 1 }
    }

    /// Runs what waits, under one durable commit. Answers whether anything was run.
    @discardableResult
    func commit() throws -> Bool {
        let waiting = rows
        let hasCalls = calls > 0
        rows.removeAll(keepingCapacity: true)
        (bytes, calls) = (0, 0)
        var outcomes: [CommandOutcome] = []
        if hasCalls {
            let calls = waiting.compactMap(\.call)
            do throws(CommandFailure) {
                outcomes = job.isDryRun ? try job.bus.rehearse(calls) : try job.bus.run(calls)
            } catch {
                throw ImportStop(failure: error, summary: summary)
            }
        }
        var next = outcomes.makeIterator()
        for row in waiting {
            guard row.call != nil else {
                try refuse(row, row.reasons)
                continue
            }
            switch next.next() {
            case .done(_, let replayed, _):
                if replayed { summary.alreadyThere += 1 } else { summary.imported += 1 }
                note(.taken, row)
            case .refused(let refusal): try refuse(row, located(refusal.reasons, row.line, row.detailKeys))
            case .failed(let failure): throw ImportStop(failure: failure, summary: summary)
            case .moved, nil: break
            }
        }
        return hasCalls && !job.isDryRun
    }

    /// Commits the rest and gives the reject file its name.
    func finish() throws {
        try commit()
        let path = job.rejectPath()
        if try rejects.finish() > 0 { summary.rejectFiles.append(path) } else { job.removeOld(path) }
    }

    private func refuse(_ row: Row, _ reasons: [Reason]) throws {
        let isChanged = reasons.first?.code == .changedSinceImport
        if isChanged { summary.changed += 1 } else { summary.rejected += 1 }
        for reason in reasons { summary.count(reason) }
        note(.refused(line: row.line), row)
        var fields: [String] = []
        for field in reasons.compactMap(\.field) where !fields.contains(field) { fields.append(field) }
        try rejects.add(
            original: row.original, line: row.line, field: fields.joined(separator: ", "),
            reason: reasons.map { said($0) }.joined(separator: "; "))
    }

    /// A reason of another file, such as that of the lines, says where.
    private func said(_ reason: Reason) -> String {
        guard let document = reason.document, document != job.map.table.file else { return reason.sentence }
        return document + (reason.line.map { ", line \($0)" } ?? "") + ": " + reason.sentence
    }

    /// The system's reasons, with the file's names for its fields and the file's lines for its documents' lines.
    private func located(_ reasons: [Reason], _ line: Int, _ detailKeys: [String?]) -> [Reason] {
        if reasons.first?.code == .keyReused {
            return [
                Reason(
                    .changedSinceImport,
                    "changed since it was imported, or another row of this file has the same key; nothing was done",
                    document: job.map.table.file, line: line, field: job.map.key.joined(separator: ", "),
                    allowed: "the content that was imported, or a change made in the system itself",
                    fixedBy: "integration admin")
            ]
        }
        return reasons.map { reason in
            var reason = reason
            if let number = reason.line, job.map.details.count == 1, let detail = documents.details.first,
                let key = detailKeys.first
            {
                let lines = detail.lines(of: key)
                if lines.indices.contains(number - 1) {
                    reason.document = detail.spec.table.file
                    reason.line = lines[number - 1].line
                    reason.field = reason.field.map { name in
                        detail.spec.fields.first { $0.name == name }?.place ?? name
                    }
                }
                return reason
            }
            reason.document = job.map.table.file
            reason.line = line
            reason.field = reason.field.map { place(of: $0) }
            return reason
        }
    }

    private func place(of field: String) -> String {
        job.map.fields.first { $0.name == field }?.place ?? field
    }

    private func note(_ fate: DetailRows.Fate, _ row: Row) {
        for (detail, key) in zip(documents.details, row.detailKeys) { detail.note(fate, of: key) }
    }
}

extension Command {
    /// Everything that the declarations forbid, values and blanks together.
    static func reasons(against record: Record) -> [Reason] {
        var command = Self()
        let reasons = input.assign(record, to: &command)
        let named = Set(reasons.compactMap(\.field))
        return reasons + input.problems(of: command).filter { reason in !(reason.field.map(named.contains) ?? false) }
    }

    static func call(_ record: Record, key: String, why: String) throws(Refusal) -> CommandCall {
        try CommandCall.reading(Self.self, from: record, by: .system, key: key, why: why)
    }
}

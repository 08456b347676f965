import FilesConnector
import Kernel
import Platform

/// How many rows came to what.
public struct ImportFigures: Hashable, Sendable {
    public var created = 0
    public var updated = 0
    public var unchanged = 0
    public var refused = 0

    public init() {}
    public var total: Int { created + updated + unchanged + refused }
}

/// What one row is about to do.
enum RowPlan {
    case create(CommandCall)
    case update(id: String, version: Int, CommandCall)
    case unchanged
    /// Done before an interruption.
    case done(RowOutcome, id: String)
    case refuse([Reason])
}

/// Decides what each row does: what is there already is looked up by the key, as far as the person may read it.
struct RowPlanner {
    let target: ImportTarget
    let mapping: ImportMapping
    let run: ID<ImportRun>
    let fileName: String
    let header: [String]
    let actor: Actor
    private var cells: CellReader
    /// The key's text → the line that has it.
    private var seen: [String: Int] = [:]

    init(_ run: ImportRun, target: ImportTarget, header: [String], currency: Currency, actor: Actor) {
        self.target = target
        self.run = run.id
        self.header = header
        self.actor = actor
        fileName = run.fileName
        mapping = ImportMapping(json: run.mapping)
        cells = CellReader(mapping, currency: currency)
    }

    mutating func plan(_ row: [String], line: Int, _ reading: Reading) throws -> RowPlan {
        var reasons: [Reason] = []
        let values = try values(of: row, line: line, reading, &reasons)
        var present: VisibleRecord?
        if !mapping.key.isEmpty {
            present = try find(values, line: line, reading, &reasons)
        }
        if let present, reasons.isEmpty { return try change(present, values, line: line) }
        let record = Record(object: target.maker.inputDescriptor.name, fields: values)
        let named = Set(reasons.compactMap(\.field))
        // A column whose cell was refused is not missing as well.
        reasons += target.maker.reasons(against: record).map { located($0, line) }.filter { reason in
            !(reason.field.map(named.contains) ?? false)
        }
        guard reasons.isEmpty else { return .refuse(reasons) }
        return try call(target.maker, record, line: line) { .create($0) }
    }

    /// Blank cells say nothing: a new record gets its usual value, a known one keeps what it has.
    private mutating func values(
        of row: [String], line: Int, _ reading: Reading, _ reasons: inout [Reason]
    ) throws -> [String: Value] {
        var values: [String: Value] = [:]
        for field in target.fields {
            guard let index = mapping.fields.firstIndex(of: field.name), row.indices.contains(index),
                !CellReader.trimmed(row[index]).isEmpty
            else { continue }
            do {
                values[field.name] = try cells.value(row[index], field, reading)
            } catch let error as ValueError {
                reasons.append(
                    located(Reason(.invalidValue, error.message, field: field.name, allowed: error.allowed), line))
            }
        }
        return values
    }

    /// The record that has the row's key; nil for a new one.
    private mutating func find(
        _ values: [String: Value], line: Int, _ reading: Reading, _ reasons: inout [Reason]
    ) throws -> VisibleRecord? {
        guard let key = values[mapping.key]?.text, !key.isEmpty else {
            reasons.append(
                located(
                    Reason(
                        .requiredField, "The row has no \(mapping.key), by which it would be recognised",
                        field: mapping.key), line))
            return nil
        }
        if let first = seen[key] {
            reasons.append(
                located(
                    Reason(
                        .ambiguousKey, "Line \(first) has the same \(mapping.key) '\(key)'", field: mapping.key,
                        allowed: "each once in a file"), line))
            return nil
        }
        seen[key] = line
        guard reading.mayRead(target.object.name) else { return nil }
        let found = try reading.records(
            of: target.object.name, filter: [FieldCondition(mapping.key, .equal, key)], limit: 2
        ).records
        if found.count > 1 {
            reasons.append(
                located(
                    Reason(
                        .ambiguousKey, "There are several with the \(mapping.key) '\(key)'", field: mapping.key,
                        allowed: "a key that one record has"), line))
        }
        return found.first
    }

    /// Only what differs is written; when nothing does, nothing happens.
    private func change(_ present: VisibleRecord, _ values: [String: Value], line: Int) throws -> RowPlan {
        let differing = values.filter { name, value in
            guard let held = present[name] else { return target.object.field(name) != nil }
            return held != value && !(held.isBlank && value.isBlank)
        }
        if differing.isEmpty { return .unchanged }
        let names = differing.keys.sorted()
        guard mapping.changesKnown else {
            return .refuse(
                names.map { name in
                    located(
                        Reason(
                            .alreadyThere, "It is there already, with another \(name): '\(present.text(name))'",
                            field: name, allowed: "what it has, or the choice to change what is there"), line)
                })
        }
        guard let changer = target.changer else {
            return .refuse([
                located(
                    Reason(
                        .alreadyThere, "It is there already, and no import changes a \(target.object.name)",
                        field: names.first, allowed: "what it has: '\(present.text(names.first ?? ""))'"), line)
            ])
        }
        let fixed = names.filter { changer.command.inputDescriptor.field($0) == nil }
        guard fixed.isEmpty else {
            return .refuse(
                fixed.map { name in
                    located(
                        Reason(
                            .alreadyThere, "Once it is there its \(name) stays '\(present.text(name))'", field: name,
                            allowed: present.text(name)), line)
                })
        }
        var record = Record(object: changer.command.inputDescriptor.name, fields: differing)
        record[changer.field] = .text(present.id)
        let reasons = changer.command.reasons(against: record)
        guard reasons.isEmpty else { return .refuse(reasons.map { located($0, line) }) }
        return try call(changer.command, record, line: line) {
            .update(id: present.id, version: present.version, $0)
        }
    }

    private func call(
        _ command: any Command.Type, _ record: Record, line: Int, _ plan: (CommandCall) -> RowPlan
    ) throws -> RowPlan {
        do throws(Refusal) {
            return plan(
                try command.call(
                    record, by: actor, key: ImportRun.key(run, line: line), why: "import \(fileName), line \(line)",
                    correlation: ImportRun.correlation(run, line: line)))
        } catch {
            return .refuse(error.reasons.map { located($0, line) })
        }
    }

    /// A reason with the file's name for its document and the heading for its field.
    func located(_ reason: Reason, _ line: Int) -> Reason {
        var reason = reason
        reason.document = fileName
        reason.line = line
        reason.field = reason.field.map { name in
            guard let index = mapping.fields.firstIndex(of: name), header.indices.contains(index) else { return name }
            return header[index]
        }
        return reason
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

    static func call(
        _ record: Record, by actor: Actor, key: String?, why: String, correlation: String,
        expected: ExpectedVersion? = nil
    ) throws(Refusal) -> CommandCall {
        try CommandCall.reading(
            Self.self, from: record, by: actor, key: key, why: why, correlation: correlation, expected: expected)
    }
}

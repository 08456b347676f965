import Kernel
import Platform

/// Takes a record back that an import of one's own has made, as long as nothing has happened to it or because of it.
/// Refuses: notFound, notYourImport, changedSince, stillReferenced, posted.
public struct WithdrawImported: Command {
    public static let name = "import.withdraw"
    public static let permission: Permission = "import.withdraw"
    public static let isInternal = true
    public var object = ""
    public var record = ""
    /// As it was right after the import.
    public var recordVersion = 0
    public var run = ""
    public init() {}
    public init(_ object: String, _ record: String, version: Int, of run: ID<ImportRun>) {
        self.object = object
        self.record = record
        recordVersion = version
        self.run = run.raw
    }

    public static let input = Schema<WithdrawImported>("WithdrawImported") { s in
        s.field("object", \.object, .required)
        s.field("record", \.record, .required)
        s.field("recordVersion", \.recordVersion, .within(0...Int64.max))
        s.field("run", \.run, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        guard let type = tx.object(named: object) else {
            throw Refusal(.notFound, "There is no '\(object)' here", document: object, field: "object")
        }
        try withdraw(type, in: tx, by: actor)
        return NoAnswer()
    }

    private func withdraw<Object: BusinessObject>(
        _ type: Object.Type, in tx: Transaction, by actor: Actor
    ) throws(Refusal) {
        let held = try tx.load(ID<Object>(record))
        let birth = try birth(in: tx)
        guard let birth, birth.actor == actor.id,
            birth.correlation.hasPrefix(ImportRun.correlationStart(ID(run)))
        else {
            throw Refusal(
                .notYourImport, "This record was not made by that import of yours", document: object, field: "record",
                allowed: "records that the import made", fixedBy: "integration admin")
        }
        guard held.version == recordVersion else {
            throw Refusal(
                .changedSince, "It was changed after it was imported", document: object, field: "version",
                allowed: "records that nobody has changed since")
        }
        for other in try companions(of: birth, in: tx) {
            guard let line = tx.object(named: other.object), line.descriptor.parentField != nil else {
                throw Refusal(
                    .changedSince, "Making it changed \(other.object) too", document: object,
                    allowed: "the ordinary way of undoing a \(object)")
            }
            try remove(line, other.id, in: tx)
        }
        try tx.delete(held)
    }

    private func remove<Line: BusinessObject>(
        _ type: Line.Type, _ id: String, in tx: Transaction
    ) throws(Refusal) {
        if let line = try tx.find(ID<Line>(id)) { try tx.delete(line) }
    }

    private struct Birth {
        let sequence: Int64
        let actor: String
        let correlation: String
    }

    private func birth(in tx: Transaction) throws(Refusal) -> Birth? {
        let row = try tx.rows(
            """
            SELECT seq, actor, correlation FROM audit WHERE object = ? AND object_id = ? ORDER BY seq LIMIT 1
            """, [.text(object), .text(record)], as: [.integer, .text, .text]
        ).first
        guard let row, case .integer(let sequence) = row[0] else { return nil }
        return Birth(sequence: sequence, actor: row[1].text, correlation: row[2].text)
    }

    /// What else was written when it was made: the entries of one command stand together in the audit.
    private func companions(of birth: Birth, in tx: Transaction) throws(Refusal) -> [(object: String, id: String)] {
        let near: Int64 = 2_000
        return try tx.rows(
            """
            SELECT object, object_id FROM audit WHERE seq BETWEEN ? AND ? AND correlation = ?
            AND NOT (object = ? AND object_id = ?) ORDER BY seq DESC
            """,
            [
                .integer(birth.sequence - near), .integer(birth.sequence + near), .text(birth.correlation),
                .text(object), .text(record),
            ], as: [.text, .text]
        ).map { ($0[0].text, $0[1].text) }
    }
}

import Kernel

/// Proves that the audit trail is whole and that every row is what the trail says it became.
public struct AuditVerification {
    let module: Module
    /// Stops collecting after this many findings; the first says enough.
    public static let maximumFindings = 100

    public init(_ module: Module) { self.module = module }

    /// The chain in order: each entry's hash covers its content and the hash before it.
    public func chain(in session: any StoreSession) throws -> (findings: [Finding], entries: Int, head: String) {
        var findings: [Finding] = []
        var head = AuditChain.genesis
        var expected: Int64 = 1
        var count = 0
        try session.forEachRow(
            """
            SELECT seq, at, actor, command, why, correlation, object, object_id, version, changes, hash
            FROM audit ORDER BY seq
            """, [],
            as: [.integer, .instant, .text, .text, .text, .text, .text, .text, .integer, .text, .text]
        ) { row in
            let (sequence, entry, hash) = Self.entry(row)
            let subject = "\(module.name) audit line \(sequence)"
            if sequence != expected {
                findings.append(Finding(subject, "lines \(expected) to \(sequence - 1) are missing"))
            }
            if AuditChain.hash(entry, sequence: sequence, after: head) != hash {
                findings.append(
                    Finding(
                        subject,
                        "\(entry.object) \(entry.id), written by \(entry.command) at \(entry.at), was altered"))
            }
            head = hash
            expected = sequence + 1
            count += 1
            return findings.count < Self.maximumFindings
        }
        return (findings, count, head)
    }

    private static func entry(_ row: [Value]) -> (sequence: Int64, entry: AuditEntry, hash: String) {
        var sequence: Int64 = 0
        var at = Instant(microseconds: 0)
        var version = 0
        if case .integer(let number) = row[0] { sequence = number }
        if case .instant(let instant) = row[1] { at = instant }
        if case .integer(let number) = row[8] { version = Int(number) }
        let entry = AuditEntry(
            at: at, actor: row[2].text, command: row[3].text, why: row[4].text, correlation: row[5].text,
            object: row[6].text, id: row[7].text, version: version, changes: row[9].text)
        return (sequence, entry, row[10].text)
    }

    /// Every row of every object, replayed from the trail and compared field by field.
    public func rows(in session: any StoreSession) throws -> [Finding] {
        var findings: [Finding] = []
        for descriptor in module.descriptors where !descriptor.isLedger {
            guard findings.count < Self.maximumFindings else { break }
            findings += try rows(of: descriptor, in: session)
        }
        return findings
    }

    private func rows(of descriptor: ObjectDescriptor, in session: any StoreSession) throws -> [Finding] {
        var findings: [Finding] = []
        let sql = SchemaSQL(of: descriptor)
        var replay = Replay(descriptor: descriptor, sql: sql)
        var alive = 0
        func finish() throws {
            guard replay.id != nil else { return }
            if replay.isAlive { alive += 1 }
            findings += try replay.compare(in: session)
            replay = Replay(descriptor: descriptor, sql: sql)
        }
        try session.forEachRow(
            "SELECT object_id, version, changes FROM audit WHERE object = ? ORDER BY object_id, seq",
            [.text(descriptor.name)], as: [.text, .integer, .text]
        ) { row in
            if replay.id != row[0].text { try finish() }
            replay.add(id: row[0].text, version: row[1], changes: row[2].text)
            return findings.count < Self.maximumFindings
        }
        try finish()
        let stored = try session.integer("SELECT count(*) FROM \(descriptor.table)")
        if stored > alive, findings.isEmpty {
            let strangers = try session.rows(
                """
                SELECT id FROM \(descriptor.table)
                WHERE NOT EXISTS (SELECT 1 FROM audit WHERE object = ? AND object_id = id) LIMIT 5
                """, [.text(descriptor.name)], as: [.text])
            for stranger in strangers {
                findings.append(Finding("\(descriptor.name) \(stranger[0].text)", "was put in without a command"))
            }
        }
        return findings
    }
}

/// One record's life, folded from its audit entries.
private struct Replay {
    let descriptor: ObjectDescriptor
    let sql: SchemaSQL
    private(set) var id: String?
    private var version: Value = .integer(0)
    private var values: [String: String] = [:]
    private(set) var isAlive = false

    init(descriptor: ObjectDescriptor, sql: SchemaSQL) {
        self.descriptor = descriptor
        self.sql = sql
    }

    mutating func add(id: String, version: Value, changes: String) {
        self.id = id
        self.version = version
        guard let members = (try? JSON(parsing: changes))?.members else { return }
        for member in members { values[member.key] = member.value.array?.last?.string }
        // A record that is gone has no value left, and its last change took the first field away.
        isAlive = !values.isEmpty
    }

    func compare(in session: any StoreSession) throws -> [Finding] {
        let id = id ?? ""
        let subject = "\(descriptor.name) \(values["number"] ?? values["code"] ?? id)"
        let read: [Value]?
        do throws(StoreError) {
            read = try session.rows(sql.selectByID, [.text(id)], as: sql.kinds).first
        } catch {
            return [Finding(subject, "cannot be read from \(descriptor.table) (id \(id)): \(error)")]
        }
        guard let row = read else {
            return isAlive ? [Finding(subject, "is missing; the audit trail says it is there (id \(id))")] : []
        }
        guard isAlive else { return [Finding(subject, "is there, though the audit trail says it was deleted")] }
        var findings: [Finding] = []
        if row[1] != version {
            findings.append(Finding(subject, "has version \(row[1].text); the audit trail says \(version.text)"))
        }
        for (index, field) in descriptor.fields.enumerated() where !field.rules.isSecret {
            let stored = row[index + 2]
            let told = values[field.name]
            guard stored.isNull ? told != nil : stored.text != told ?? "" else { continue }
            findings.append(
                Finding(
                    "\(subject), \(field.name)",
                    "is '\(stored.text)'; the audit trail says '\(told ?? "")' (id \(id))"))
        }
        return findings
    }
}

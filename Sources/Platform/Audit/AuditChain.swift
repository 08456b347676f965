import Kernel

/// One line of the audit trail: who, when, from what to what, by which command, why.
public struct AuditEntry: Hashable, Sendable {
    public let at: Instant
    public let actor: String
    public let command: String
    public let why: String
    public let correlation: String
    public let object: String
    public let id: String
    public let version: Int
    /// `{"field":["from","to"]}`; null for "was not there" and "is gone".
    public let changes: String

    /// What the hash covers, after the previous hash.
    func bytes(sequence: Int64) -> [UInt8] {
        var json = JSONWriter(reservingBytes: changes.utf8.count + 256)
        json.beginArray()
        json.number(sequence)
        json.number(at.microseconds)
        for text in [actor, command, why, correlation, object, id] { json.string(text) }
        json.number(Int64(version))
        json.string(changes)
        json.endArray()
        return json.bytes
    }
}

/// The head of the company's chain within one transaction: each entry's hash covers the one before it.
public struct AuditChain: Sendable {
    public private(set) var sequence: Int64
    public private(set) var head: String

    /// The head of an empty chain.
    public static let genesis = String(repeating: "0", count: 64)

    public init(session: any StoreSession) throws(StoreError) {
        let sql = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"
        if let row = try session.rows(sql, [], as: [.integer, .text]).first, case .integer(let last) = row[0] {
            sequence = last
            head = row[1].text
        } else {
            sequence = 0
            head = Self.genesis
        }
    }

    mutating func append(_ entry: AuditEntry, to session: any StoreSession) throws(StoreError) {
        sequence += 1
        head = Self.hash(entry, sequence: sequence, after: head)
        try session.execute(
            """
            INSERT INTO audit (seq, at, actor, command, why, correlation, object, object_id, version, changes, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(sequence), .instant(entry.at), .text(entry.actor), .text(entry.command), .text(entry.why),
                .text(entry.correlation), .text(entry.object), .text(entry.id), .integer(Int64(entry.version)),
                .text(entry.changes), .text(head),
            ])
    }

    static func hash(_ entry: AuditEntry, sequence: Int64, after head: String) -> String {
        Digest.hexadecimal(Array(head.utf8) + entry.bytes(sequence: sequence))
    }
}

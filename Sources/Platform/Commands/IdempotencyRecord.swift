import Kernel

extension CommandBus {
    /// The answer kept under an actor's key, and where the call stands in the changes feed; nil when it was never done.
    public func answer(
        ofKey key: String, by actor: Actor, in session: any StoreSession
    ) throws(StoreError) -> (answer: String, sequence: Int64)? {
        guard let saved = try UsedKeys([key], in: session)[key, of: actor.id] else { return nil }
        return (saved.answer, saved.sequence)
    }
}

/// A key that somebody has used: for which command, with what body, and the answer to give again. Keys of others are
/// not his: neither their answers nor their existence can be learned by trying.
struct IdempotencyRecord {
    let command: String
    let bodyHash: String
    let answer: String
    let sequence: Int64

    func save(_ key: String, of actor: String, at: Instant, in session: any StoreSession) throws(StoreError) {
        try session.execute(
            """
            INSERT INTO idempotency_key (key, actor, command, body_hash, answer, sequence, at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(key), .text(actor), .text(command), .text(bodyHash), .text(answer), .integer(sequence),
                .instant(at),
            ])
    }

    static func reused(_ key: String) -> Refusal {
        Refusal(
            .keyReused, "The idempotency key '\(key)' was used for another request", field: "Idempotency-Key",
            allowed: "the same request again, or a new key", fixedBy: "integration admin")
    }
}

/// Which of some keys have been used, asked for all of them at once: what a lost reply would have said.
struct UsedKeys {
    private struct Name: Hashable {
        let key: String
        let actor: String
    }

    private var records: [Name: IdempotencyRecord] = [:]

    init(_ keys: [String], in session: any StoreSession) throws(StoreError) {
        for bite in ValueList.bites(keys) {
            let rows = try session.rows(
                "SELECT key, actor, command, body_hash, answer, sequence FROM idempotency_key "
                    + "WHERE key IN (\(bite.marks))",
                bite.values, as: [.text, .text, .text, .text, .text, .integer])
            for row in rows {
                var sequence: Int64 = 0
                if case .integer(let number) = row[5] { sequence = number }
                self[row[0].text, of: row[1].text] = IdempotencyRecord(
                    command: row[2].text, bodyHash: row[3].text, answer: row[4].text, sequence: sequence)
            }
        }
    }

    subscript(_ key: String, of actor: String) -> IdempotencyRecord? {
        get { records[Name(key: key, actor: actor)] }
        set { records[Name(key: key, actor: actor)] = newValue }
    }
}

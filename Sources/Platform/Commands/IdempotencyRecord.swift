import Kernel

extension CommandBus {
    /// The answer kept under an actor's key, and where the call stands in the changes feed; nil when it was never done.
    public func answer(
        ofKey key: String, by actor: Actor, in session: any StoreSession
    ) throws(StoreError) -> (answer: String, sequence: Int64)? {
        guard let saved = try IdempotencyRecord.find(key, of: actor.id, in: session) else { return nil }
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

    /// The saved answer of a key, if it was used: what a lost reply would have said.
    static func find(
        _ key: String, of actor: String, in session: any StoreSession
    ) throws(StoreError) -> IdempotencyRecord? {
        let sql = "SELECT command, body_hash, answer, sequence FROM idempotency_key WHERE key = ? AND actor = ?"
        guard let row = try session.rows(sql, [.text(key), .text(actor)], as: [.text, .text, .text, .integer]).first
        else {
            return nil
        }
        var sequence: Int64 = 0
        if case .integer(let number) = row[3] { sequence = number }
        return IdempotencyRecord(
            command: row[0].text, bodyHash: row[1].text, answer: row[2].text, sequence: sequence)
    }

    static func save(
        _ key: String, of actor: String, command: String, bodyHash: String, answer: String, sequence: Int64,
        at: Instant,
        in session: any StoreSession
    ) throws(StoreError) {
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

import Kernel

/// A key that has been used: which command, with what body, and the answer to give again.
struct IdempotencyRecord {
    let command: String
    let bodyHash: String
    let answer: String

    static func find(_ key: String, in session: any StoreSession) throws(StoreError) -> IdempotencyRecord? {
        let sql = "SELECT command, body_hash, answer FROM idempotency_key WHERE key = ?"
        guard let row = try session.rows(sql, [.text(key)], as: [.text, .text, .text]).first else { return nil }
        return IdempotencyRecord(command: row[0].text, bodyHash: row[1].text, answer: row[2].text)
    }

    static func save(
        _ key: String, command: String, bodyHash: String, answer: String, at: Instant, in session: any StoreSession
    ) throws(StoreError) {
        try session.execute(
            "INSERT INTO idempotency_key (key, command, body_hash, answer, at) VALUES (?, ?, ?, ?, ?)",
            [.text(key), .text(command), .text(bodyHash), .text(answer), .instant(at)])
    }

    static func reused(_ key: String) -> Refusal {
        Refusal(
            .keyReused, "The idempotency key '\(key)' was used for another request", field: "Idempotency-Key",
            allowed: "the same request again, or a new key", fixedBy: "integration admin")
    }
}

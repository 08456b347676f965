extension TableShape {
    /// Says of which company a database is, and which part.
    public static let origin = "origin"

    /// What every database has: whose it is, audit, feed, idempotency, words of names, numbers. The trail only grows.
    public static let platform = [
        TableShape(origin, [ColumnShape("module", .text), ColumnShape("company", .text)], primaryKey: ["module"]),
        TableShape(
            "audit",
            [
                ColumnShape("seq", .integer), ColumnShape("at", .integer), ColumnShape("actor", .text),
                ColumnShape("command", .text), ColumnShape("why", .text), ColumnShape("correlation", .text),
                ColumnShape("object", .text), ColumnShape("object_id", .text), ColumnShape("version", .integer),
                ColumnShape("changes", .text), ColumnShape("hash", .text),
            ],
            primaryKey: ["seq"], indexes: [["object", "object_id", "seq"]],
            refusals: [
                ChangeRefusal("UPDATE", "The audit trail does not change"),
                ChangeRefusal("DELETE", "The audit trail is never shortened"),
            ]),
        TableShape(
            "outbox",
            [
                ColumnShape("seq", .integer), ColumnShape("at", .integer), ColumnShape("event", .text),
                ColumnShape("object", .text), ColumnShape("object_id", .text), ColumnShape("actor", .text),
                ColumnShape("correlation", .text),
            ],
            primaryKey: ["seq"], indexes: [["object", "object_id", "seq"], ["object", "seq"]], isNumbered: true),
        TableShape(
            "idempotency_key",
            [
                ColumnShape("key", .text), ColumnShape("actor", .text), ColumnShape("command", .text),
                ColumnShape("body_hash", .text), ColumnShape("answer", .text), ColumnShape("sequence", .integer),
                ColumnShape("at", .integer),
            ],
            primaryKey: ["key", "actor"]),
        TableShape(
            "search_word",
            [
                ColumnShape("object", .text), ColumnShape("word", .text), ColumnShape("object_id", .text),
                ColumnShape("field", .text),
            ],
            primaryKey: ["object", "word", "object_id", "field"]),
        TableShape(
            "number_series", [ColumnShape("series", .text), ColumnShape("last", .integer)], primaryKey: ["series"]),
    ]
}

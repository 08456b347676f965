extension PostgresSession {
    /// How much is waited for. Each is run when the one before it did not do.
    enum Manner: Int {
        /// Changes of one row are sent ahead and taken to succeed. When one did not, nobody knows whom to tell.
        case ahead
        /// Each statement is waited for. When one is refused, and somebody goes on, the transaction is lost.
        case waiting
        /// A savepoint is around each statement, so that it is undone alone: costly, and exactly what SQLite does.
        case careful
    }

    /// Written by the platform itself, and cannot be refused: its answer tells nothing.
    static func isWrittenBehind(_ sql: String) -> Bool {
        sql.hasPrefix("INSERT INTO audit ") || sql.hasPrefix("INSERT INTO idempotency_key ")
            || sql.hasPrefix("INSERT INTO search_word ") || sql.hasPrefix("DELETE FROM search_word ")
    }
}

import Synchronization

/// The product's statements as this store says them, each translated once for all connections.
final class StatementTexts: Sendable {
    private let nullable: Set<String>
    let book: TableBook
    private let known: Mutex<(texts: [String: StatementText], appending: [String: StatementText?])> = Mutex(([:], [:]))

    static let most = 4_000

    init(nullable: Set<String>, book: TableBook) {
        self.nullable = nullable
        self.book = book
    }

    func text(_ sql: String) -> StatementText {
        if let text = known.withLock({ $0.texts[sql] }) { return text }
        var text = StatementText(sql, nullable: nullable)
        text.shape = StatementShape(text.sql, book)
        known.withLock { known in
            // Lists of any length make texts without end.
            if known.texts.count >= Self.most { known.texts.removeAll() }
            known.texts[sql] = text
        }
        return text
    }

    /// nil when the statement inserts no row that could be numbered.
    func appending(_ sql: String) -> StatementText? {
        if let text = known.withLock({ $0.appending[sql] }) { return text }
        var text = StatementText(appending: sql)
        if let sql = text?.sql { text?.shape = StatementShape(sql, book) }
        known.withLock { $0.appending[sql] = .some(text) }
        return text
    }
}

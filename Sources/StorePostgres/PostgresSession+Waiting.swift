import Kernel
import Platform

/// Rows that a transaction writes wait in it, and go as one statement for each table: before somebody asks for what
/// they may answer, before a statement whose effect depends on them, and at the end. When one of them is refused, the
/// transaction runs again in another manner, statement by statement, so that the refusal names its own row.
extension PostgresSession {
    /// A savepoint of the product's.
    struct Level {
        let name: String
        /// How many rows waited when it began.
        let mark: [Int]
        /// The server knows of it.
        var isOpen = false
    }

    /// Lets one row wait. False when it cannot.
    func wait(_ text: StatementText, _ arguments: [Value]) throws(StoreError) -> Bool {
        guard manner == .ahead, let write = text.shape?.row else { return false }
        try guarded(needsAnswer: false)
        let row = try Parameters.lying(arguments)
        guard row.count == write.columns.count else { return false }
        if !write.isInsertion, let place = write.columns.firstIndex(of: "id"),
            queue.changes(row[place], of: write.table)
        {
            try writeWaiting()
        }
        queue.add(row, write)
        remembered[write.table] = nil
        if queue.count >= (levels.isEmpty ? PostgresLimits.waitingRows : PostgresLimits.waitingRowsWithin) {
            try writeWaiting()
        }
        return true
    }

    /// Before a statement that writes and does not wait itself: what waits comes first where the one could bear upon
    /// the other, and savepoints begin.
    func makeWay(for text: StatementText) throws(StoreError) {
        guard manner == .ahead else { return }
        remembered.removeAll()
        let isWithin = levels.contains { !$0.isOpen }
        guard !queue.isEmpty || isWithin else { return }
        guard !isWithin, let tables = text.shape?.tables,
            tables.allSatisfy({ !queue.tables.contains($0) && texts.book.isFar($0, from: queue.tables) })
        else { return try writeWaiting() }
    }

    /// Before a question: what waits comes first where it may be among the answers.
    func makeVisible(_ text: StatementText, _ arguments: [Value]) throws(StoreError) {
        guard manner == .ahead else { return }
        guard text.isQuery, let shape = text.shape else {
            remembered.removeAll()
            return try writeWaiting()
        }
        guard !queue.isEmpty, !shape.tables.isDisjoint(with: queue.tables) else { return }
        if let condition = shape.condition, let table = shape.tables.first {
            let asked = try Parameters.lying(arguments)
            guard queue.mayHold(condition, in: table, asked) else { return }
        }
        try writeWaiting()
    }

    /// Undoes the innermost savepoint. Throws when nobody can tell what was wrong within it.
    func takeBack(_ error: any Error) throws {
        guard let level = levels.last else { return }
        remembered.removeAll()
        // The database speaks first of what waits, even though the rule has refused it afterwards.
        if spoiled == nil, level.isOpen ? !queue.isEmpty : queue.hasMore(than: level.mark) { try? writeWaiting() }
        guard levels.last?.isOpen == true else {
            guard spoiled == nil, needed == nil else {
                need(.waiting)
                throw error
            }
            return
        }
        // What was sent ahead may be what failed; then nobody knows how far it got.
        if connection.unanswered > 0, case .surprised? = settle() { throw error }
        spoiled = nil
        try send("ROLLBACK TO " + level.name)
        try send("RELEASE " + level.name)
        _ = try answers()
    }

    /// Sends what waits, each part within the savepoint that it was written in.
    func writeWaiting() throws(StoreError) {
        for place in levels.indices where !levels[place].isOpen {
            try write(queue.take(upTo: levels[place].mark))
            try send("SAVEPOINT " + levels[place].name)
            levels[place].isOpen = true
        }
        guard !queue.isEmpty else { return }
        try write(queue.take(upTo: nil))
        queue.removeAll()
    }

    private func write(_ parts: [(write: RowWrite, rows: ArraySlice<[Value]>)]) throws(StoreError) {
        for (write, rows) in parts {
            try guarded(needsAnswer: false)
            if rows.count == 1, let row = rows.first {
                try send(write.sql, try Parameters(row), changes: 1)
            } else {
                try send(write.bulk, try Parameters(columns: write.columns.count, of: rows), changes: rows.count)
            }
            // An insertion inserts or is refused; of a change there may be nothing to change.
            if write.isInsertion { inserted[write.table, default: 0] += rows.count } else { hasAssumed = true }
        }
    }
}

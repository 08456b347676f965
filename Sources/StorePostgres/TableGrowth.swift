/// How many rows this program has put into each table. The server looks tables over by itself once a minute; until it
/// has, it takes a table that grows from nothing for one in which every value is common, and reads all of it where an
/// index would do. So it is told to look when a table has become ten times larger than it knew.
struct TableGrowth {
    private var rows: [String: Int] = [:]
    private static let first = 500
    /// Beyond, the server has had its minute.
    private static let last = 50_000

    /// Tables that have just passed a step, and how many rows are in them at least.
    mutating func grown(by inserted: [String: Int]) -> [(table: String, rows: Int)] {
        var grown: [(table: String, rows: Int)] = []
        for (table, count) in inserted.sorted(by: { $0.key < $1.key }) {
            let before = rows[table] ?? 0
            rows[table] = before + count
            var step = Self.first
            while step <= Self.last {
                if before < step, before + count >= step {
                    grown.append((table, before + count))
                    break
                }
                step *= 10
            }
        }
        return grown
    }
}

extension PostgresStore {
    /// Has the server look over tables that have grown since it last did. Nothing depends on it but speed.
    func lookOver(_ inserted: [String: Int], _ connection: PostgresConnection) {
        let grown = growth.withLock { $0.grown(by: inserted) }
        guard !grown.isEmpty else { return }
        let known = grown.map { "(relname = '\($0.table)' AND reltuples < \($0.rows / 2))" }.joined(separator: " OR ")
        let sql =
            "SELECT relname FROM pg_class WHERE relkind = 'r' "
            + "AND relnamespace = current_schema()::regnamespace AND (\(known))"
        do throws(ConnectionTrouble) {
            try connection.send(sql, once: true)
            guard let found = try connection.answers(), found.count > 0 else { return }
            var tables: [String] = []
            for row in 0..<found.count { tables.append(found.text(row, 0)) }
            try connection.send("ANALYZE \(tables.joined(separator: ", "))", once: true)
            try connection.answers()
        } catch {
            // Whoever uses the connection next notices when it is lost.
        }
    }
}

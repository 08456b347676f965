import GRDB
import GRDBSQLite
import Platform

/// The limit that our own writing is measured against: the very rows of a finished database inserted into an empty one
/// with the same tables, indexes, checks and durability, by prepared statements and nothing else.
public enum RawInserts {
    /// Copies `module` from one folder into another. `nanoseconds` counts binding, inserting and committing, not the
    /// reading of the rows. Small tables go first; the others advance together, as they were filled.
    public static func copy(
        _ module: Module, from source: String, to target: String, transactions: Int
    ) throws -> (rows: Int, nanoseconds: UInt64) {
        let reader = try DatabaseQueue(path: source + "/" + module.name + ".sqlite")
        let store = try SQLiteStore.open(module, in: target)
        return try reader.inDatabase { from in
            try store.raw { to in
                let tables = try String.fetchAll(
                    to,
                    sql: """
                    SELECT name FROM sqlite_master
                    WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'origin' ORDER BY 1
                    """)
                let copies = try tables.map { try TableCopy($0, from, to, transactions: transactions) }
                var total = (rows: 0, nanoseconds: UInt64(0))
                for number in 1...max(1, transactions) {
                    for copy in copies { try copy.read(upTo: number) }
                    let start = ContinuousClock.now
                    try to.execute(sql: "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON")
                    do {
                        for copy in copies { total.rows += try copy.insertRows() }
                        try to.execute(sql: "COMMIT")
                    } catch {
                        try to.execute(sql: "ROLLBACK")
                        throw error
                    }
                    let parts = (ContinuousClock.now - start).components
                    total.nanoseconds +=
                        UInt64(parts.seconds) * 1_000_000_000 + UInt64(parts.attoseconds / 1_000_000_000)
                }
                return total
            }
        }
    }
}

/// One table on its way: rows read ahead as SQLite's own values, then bound as they are.
private final class TableCopy {
    private let select: Statement
    private let insert: Statement
    private let columns: Int32
    private let count: Int
    private let transactions: Int
    private var done = 0
    private var ahead: [OpaquePointer?] = []
    /// Set-up rows, which others refer to, go in the first transaction.
    private static let setUpRows = 1_000

    init(_ table: String, _ from: Database, _ to: Database, transactions: Int) throws {
        count = try Int.fetchOne(from, sql: "SELECT count(*) FROM \(table)") ?? 0
        let names = try to.columns(in: table).map { "\"\($0.name)\"" }
        columns = Int32(names.count)
        select = try from.makeStatement(sql: "SELECT \(names.joined(separator: ", ")) FROM \(table)")
        let marks = names.map { _ in "?" }.joined(separator: ", ")
        insert = try to.makeStatement(
            sql: "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(marks))")
        self.transactions = transactions
    }

    deinit { for value in ahead { sqlite3_value_free(value) } }

    func read(upTo transaction: Int) throws {
        let upTo = count <= Self.setUpRows || transaction == transactions ? count : count * transaction / transactions
        while done < upTo {
            guard sqlite3_step(select.sqliteStatement) == SQLITE_ROW else {
                throw StoreError.failed("a row of the finished database is missing")
            }
            for column in 0..<Int32(columns) {
                ahead.append(sqlite3_value_dup(sqlite3_column_value(select.sqliteStatement, column)))
            }
            done += 1
        }
    }

    func insertRows() throws -> Int {
        let statement = insert.sqliteStatement
        let rows = ahead.count / Int(columns)
        for row in 0..<rows {
            for column in 0..<columns {
                sqlite3_bind_value(statement, column + 1, ahead[row * Int(columns) + Int(column)])
            }
            guard sqlite3_step(statement) == SQLITE_DONE else {
                let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(statement)))
                throw StoreError.failed(message)
            }
            sqlite3_reset(statement)
        }
        for value in ahead { sqlite3_value_free(value) }
        ahead.removeAll(keepingCapacity: true)
        return rows
    }
}

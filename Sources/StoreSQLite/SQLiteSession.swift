import GRDB
import GRDBSQLite
import Kernel
import Platform

/// Statements on one connection. Values are bound and read without intermediate objects: this is the hot path.
final class SQLiteSession: StoreSession {
    private let db: Database
    private var depth = 0

    init(_ db: Database) { self.db = db }

    @discardableResult
    func execute(_ sql: String, _ arguments: [Value]) throws(StoreError) -> Int {
        let statement = try prepare(sql, arguments)
        defer { finish(statement) }
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW { code = sqlite3_step(statement) }
        guard code == SQLITE_DONE else { throw failure(code) }
        return Int(sqlite3_changes(db.sqliteConnection))
    }

    func rows(_ sql: String, _ arguments: [Value], as kinds: [FieldKind]) throws(StoreError) -> [[Value]] {
        let statement = try prepare(sql, arguments)
        defer { finish(statement) }
        var rows: [[Value]] = []
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return rows }
            guard code == SQLITE_ROW else { throw failure(code) }
            rows.append(try SQLiteValue.row(statement, kinds))
        }
    }

    func forEachRow(
        _ sql: String, _ arguments: [Value], as kinds: [FieldKind], _ body: ([Value]) throws -> Bool
    ) throws {
        let statement = try prepare(sql, arguments, isCached: false)
        defer { finish(statement) }
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw failure(code) }
            guard try body(try SQLiteValue.row(statement, kinds)) else { return }
        }
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        depth += 1
        defer { depth -= 1 }
        let name = "level\(depth)"
        try execute("SAVEPOINT " + name, [])
        do {
            let result = try body()
            try execute("RELEASE " + name, [])
            return result
        } catch {
            // A full disk or a broken file may have ended the whole transaction already.
            if db.isInsideTransaction {
                try execute("ROLLBACK TO " + name, [])
                try execute("RELEASE " + name, [])
            }
            throw error
        }
    }

    /// A streamed statement may call others with the same text from its body, so it does not share the cached one.
    private var streamed: [Statement] = []

    private func prepare(
        _ sql: String, _ arguments: [Value], isCached: Bool = true
    ) throws(StoreError) -> OpaquePointer {
        let statement: Statement
        do {
            statement = isCached ? try db.cachedStatement(sql: sql) : try db.makeStatement(sql: sql)
        } catch let error as DatabaseError {
            throw SQLiteFailure.storeError(error)
        } catch {
            throw .failed(String(describing: error))
        }
        if !isCached { streamed.append(statement) }
        try SQLiteValue.bind(arguments, to: statement.sqliteStatement)
        return statement.sqliteStatement
    }

    private func finish(_ statement: OpaquePointer) {
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    private func failure(_ code: Int32) -> StoreError {
        let extended = sqlite3_extended_errcode(db.sqliteConnection)
        let message = String(cString: sqlite3_errmsg(db.sqliteConnection))
        return SQLiteFailure.storeError(code: extended == SQLITE_OK ? code : extended, message: message)
    }
}

import GRDB
import GRDBSQLite
import Kernel
import Platform

/// Statements on one connection. Values are bound and read without intermediate objects: this is the hot path.
final class SQLiteSession: StoreSession {
    private let db: Database
    private let statements: StatementCache
    private var depth = 0

    init(_ db: Database, _ statements: StatementCache) {
        self.db = db
        self.statements = statements
    }

    @discardableResult
    func execute(_ sql: String, _ arguments: [Value]) throws(StoreError) -> Int {
        try run(sql, arguments)
        return Int(sqlite3_changes(db.sqliteConnection))
    }

    func append(_ sql: String, _ arguments: [Value]) throws(StoreError) -> Int64 {
        try run(sql, arguments)
        return sqlite3_last_insert_rowid(db.sqliteConnection)
    }

    private func run(_ sql: String, _ arguments: [Value]) throws(StoreError) {
        let statement = try prepare(sql, arguments)
        defer { statement.finish() }
        var code = sqlite3_step(statement.pointer)
        while code == SQLITE_ROW { code = sqlite3_step(statement.pointer) }
        guard code == SQLITE_DONE else { throw failure(code) }
    }

    func rows(_ sql: String, _ arguments: [Value], as kinds: [FieldKind]) throws(StoreError) -> [[Value]] {
        let statement = try prepare(sql, arguments)
        defer { statement.finish() }
        var rows: [[Value]] = []
        while true {
            let code = sqlite3_step(statement.pointer)
            if code == SQLITE_DONE { return rows }
            guard code == SQLITE_ROW else { throw failure(code) }
            rows.append(try SQLiteValue.row(statement.pointer, kinds))
        }
    }

    func forEachRow(
        _ sql: String, _ arguments: [Value], as kinds: [FieldKind], _ body: ([Value]) throws -> Bool
    ) throws {
        let statement = try prepare(sql, arguments)
        defer { statement.finish() }
        while true {
            let code = sqlite3_step(statement.pointer)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw failure(code) }
            guard try body(try SQLiteValue.row(statement.pointer, kinds)) else { return }
        }
    }

    /// The innermost savepoint of a name is meant; so those beyond the last level may share its name.
    private static let levels = (1...4).map { level in
        (save: "SAVEPOINT level\(level)", release: "RELEASE level\(level)", undo: "ROLLBACK TO level\(level)")
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        depth += 1
        defer { depth -= 1 }
        let level = min(depth, Self.levels.count) - 1
        let (save, release, undo) = Self.levels[level]
        try run(save, [])
        do {
            let result = try body()
            try run(release, [])
            return result
        } catch {
            // A full disk or a broken file may have ended the whole transaction already.
            if db.isInsideTransaction {
                try run(undo, [])
                try run(release, [])
            }
            throw error
        }
    }

    private func prepare(_ sql: String, _ arguments: [Value]) throws(StoreError) -> PreparedStatement {
        do {
            let statement = try statements.statement(sql, on: db)
            try SQLiteValue.bind(arguments, to: statement)
            statement.isBusy = true
            return statement
        } catch let error as DatabaseError {
            throw SQLiteFailure.storeError(error)
        } catch let error as StoreError {
            throw error
        } catch {
            throw .failed(String(describing: error))
        }
    }

    private func failure(_ code: Int32) -> StoreError {
        let extended = sqlite3_extended_errcode(db.sqliteConnection)
        let message = String(cString: sqlite3_errmsg(db.sqliteConnection))
        return SQLiteFailure.storeError(code: extended == SQLITE_OK ? code : extended, message: message)
    }
}

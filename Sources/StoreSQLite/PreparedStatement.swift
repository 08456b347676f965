import GRDB
import GRDBSQLite
import Platform

/// A statement of one connection with a place for the texts that are bound to it, so that SQLite need not copy them.
final class PreparedStatement {
    let pointer: OpaquePointer
    /// Between binding and reset: nobody else may take it.
    var isBusy = false
    private let statement: Statement
    private var texts = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 1)

    init(_ statement: Statement) {
        self.statement = statement
        pointer = statement.sqliteStatement
    }

    deinit { texts.deallocate() }

    /// Room for this many bytes, valid until the next call.
    func room(forBytes count: Int) -> UnsafeMutableRawPointer? {
        if texts.count < count {
            texts.deallocate()
            texts = .allocate(byteCount: count * 2, alignment: 1)
        }
        return texts.baseAddress
    }

    func finish() {
        sqlite3_reset(pointer)
        isBusy = false
    }
}

/// The statements that one connection has prepared. Why unchecked: a connection works on one thread at a time, and so
/// does what it has prepared.
final class StatementCache: @unchecked Sendable {
    private var statements: [Text: PreparedStatement] = [:]

    /// The same text is the same string most of the time; so that looking it up need not read all of it, its hash
    /// covers two pieces and its length.
    private struct Text: Hashable {
        let sql: String
        private static let head = 8..<32
        private static let tail = 40

        func hash(into hasher: inout Hasher) {
            var sql = sql
            sql.withUTF8 { utf8 in
                let bytes = UnsafeRawBufferPointer(utf8)
                hasher.combine(bytes.count)
                if bytes.count > Self.head.upperBound + Self.tail {
                    hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[Self.head]))
                    hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes.suffix(Self.tail)))
                } else {
                    hasher.combine(bytes: bytes)
                }
            }
        }
    }

    /// A statement that nobody is using; the one kept for this text unless that is still being read.
    func statement(_ sql: String, on db: Database) throws -> PreparedStatement {
        let text = Text(sql: sql)
        if let known = statements[text] {
            return known.isBusy ? PreparedStatement(try db.makeStatement(sql: sql)) : known
        }
        let fresh = PreparedStatement(try db.makeStatement(sql: sql))
        statements[text] = fresh
        return fresh
    }
}

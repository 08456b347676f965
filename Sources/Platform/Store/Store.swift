import Kernel

/// One database of a company: `crm`, `erp` or `bridge`. The only ways in are a write transaction and a read.
public protocol Store: Sendable {
    /// "crm", "erp" or "bridge".
    var name: String { get }

    /// Runs `body` in one write transaction. When this returns, what was written survives a crash of the machine, as
    /// far as the machine honours a flush. When `body` throws, nothing was written.
    func write<T>(_ body: (any StoreSession) throws -> T) throws -> T

    /// Runs `body` on a consistent snapshot of what has been committed.
    func read<T>(_ body: (any StoreSession) throws -> T) throws -> T
}

/// Statements within one transaction. Not `Sendable`: it cannot escape its closure.
/// SQL text is fixed in the program; values are always bound. Money and quantities take two placeholders.
public protocol StoreSession: AnyObject {
    /// Runs a statement and returns how many rows it changed.
    @discardableResult
    func execute(_ sql: String, _ arguments: [Value]) throws(StoreError) -> Int

    /// Inserts a row into a table that numbers its rows itself, and returns its number.
    func append(_ sql: String, _ arguments: [Value]) throws(StoreError) -> Int64

    /// Reads rows; `kinds` says how to read the columns (money and quantity take two).
    func rows(_ sql: String, _ arguments: [Value], as kinds: [FieldKind]) throws(StoreError) -> [[Value]]

    /// Streams rows; `body` returns false to stop.
    func forEachRow(
        _ sql: String, _ arguments: [Value], as kinds: [FieldKind], _ body: ([Value]) throws -> Bool
    ) throws

    /// A part that can be undone alone, so that many commands share one durable commit.
    func savepoint<T>(_ body: () throws -> T) throws -> T
}

/// What the store refuses or fails at. `constraint` is the database's own guard speaking.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A unique index; `columns` as "table.column".
    case notUnique(columns: [String])
    /// A reference to a row that is not there, or a row still referred to.
    case foreignKey
    /// A CHECK or NOT NULL of the table.
    case check(String)
    /// A trigger refused to change a posted row.
    case posted(String)
    case diskFull(String)
    case busy(String)
    case corrupt(String)
    /// The file was written by a newer program than this.
    case newerVersion(found: Int, known: Int, file: String)
    case notDurable(String)
    case failed(String)

    public var description: String {
        switch self {
        case .notUnique(let columns): "another row already has this value in \(columns.joined(separator: ", "))"
        case .foreignKey: "a reference points to a row that is not there, or the row is still referred to"
        case .check(let message): "the database's own check refused: \(message)"
        case .posted(let message): message
        case .diskFull(let message): "the disk is full: \(message); free some space and repeat, nothing was lost"
        case .busy(let message): "the database is locked by another process: \(message)"
        case .corrupt(let message): "the database file is damaged: \(message); restore it from a backup"
        case .newerVersion(let found, let known, let file):
            "\(file) was written by a newer tandem (schema \(found), this program knows \(known)); "
                + "use that version or a newer one, nothing was changed"
        case .notDurable(let message): "refusing to serve: \(message)"
        case .failed(let message): message
        }
    }
}

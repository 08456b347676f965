import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// Moves what the write-ahead log holds into the database file while others go on writing: the one commit in many that
/// finds the log full does not pay for it. Why unchecked: the connection is used on its own queue only.
final class Checkpointer: @unchecked Sendable {
    private let path: String
    private let configuration: Configuration
    private let queue: DispatchQueue
    private let isAtWork = Atomic(false)
    private var connection: DatabaseQueue?

    /// Pages in the log from which it is worth while: SQLite's own measure.
    static let worthwhilePages = 1_000
    /// Pages from which the writer does it itself, so that a writer that never rests cannot make the log grow for ever.
    static let tooManyPages = 16_000

    init(path: String, configuration: Configuration) {
        self.path = path
        self.configuration = configuration
        queue = DispatchQueue(label: "tandem.checkpoint", qos: .utility)
    }

    /// Takes the place of SQLite's own checkpoints on this connection, which must not outlive this object.
    func follow(_ writer: Database) {
        sqlite3_wal_hook(
            writer.sqliteConnection,
            { context, connection, _, pages in
                guard let context, let connection else { return SQLITE_OK }
                let checkpointer = Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue()
                checkpointer.logHas(Int(pages), connection)
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Runs `body` while this object does nothing: SQLite lets nobody wait for another's checkpoint.
    func resting<T>(_ body: () throws -> T) rethrows -> T { try queue.sync(execute: body) }

    private func logHas(_ pages: Int, _ writer: OpaquePointer) {
        if pages >= Self.tooManyPages {
            // What a reader still needs stays in the log until the next time.
            sqlite3_wal_checkpoint_v2(writer, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        } else if pages >= Self.worthwhilePages,
            isAtWork.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
        {
            queue.async { self.work() }
        }
    }

    private func work() {
        defer { isAtWork.store(false, ordering: .releasing) }
        // One that fails, on a full disk say, leaves the log as it is: nothing is lost, and the next commit asks again.
        _ = try? opened().writeWithoutTransaction { db in try db.checkpoint(.passive) }
    }

    private func opened() throws -> DatabaseQueue {
        if let connection { return connection }
        let fresh = try DatabaseQueue(path: path, configuration: configuration)
        // What is moved must be on disk before the log is written anew.
        try fresh.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
        connection = fresh
        return fresh
    }
}

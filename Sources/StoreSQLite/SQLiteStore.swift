import CSQLiteSettings
import Foundation
import GRDB
import GRDBSQLite
import Kernel
import Platform
import Synchronization

/// One database in one SQLite file, in WAL with `synchronous = FULL`: a returned write survives a power cut, as far
/// as the disk honours a flush. One writer at a time; readers never wait for it.
public final class SQLiteStore: Store {
    public let name: String
    /// The identity that all databases of one company share; empty in memory.
    public let company: String
    private let writer: DatabaseQueue
    /// None for a database in memory, which has one connection only.
    private let readers: Readers?
    private let checkpointer: Checkpointer?
    /// By connection: the writer, and each reader.
    private let prepared: Mutex<[ObjectIdentifier: StatementCache]> = Mutex([:])

    /// How long a writer waits for another process before it says so. Seconds.
    public static let busyTimeoutSeconds = 5
    /// Page cache of the writer, and of each reader, in KiB. The system keeps the files in memory besides; larger ones
    /// were no faster with 100,000 customers.
    static let writerCacheKiB = 24_576
    static let readerCacheKiB = 2_048
    static let maximumReaders = 6
    /// "Tndm": marks the file as ours.
    static let applicationID: Int32 = 0x546E_646D

    private init(
        name: String, company: String = "", writer: DatabaseQueue, readers: Readers? = nil,
        checkpointer: Checkpointer? = nil
    ) {
        self.name = name
        self.company = company
        self.writer = writer
        self.readers = readers
        self.checkpointer = checkpointer
    }

    private var isNested: Bool { readers == nil }

    /// A connection that is closed before its statements lives on without its owner.
    deinit { prepared.withLock { $0.removeAll() } }

    /// Opens or creates `folder/<module>.sqlite`. Throws `StoreError`, naming the file: newer version, another
    /// database, not durable, disk full, damaged. A file that is created belongs to `company`.
    public static func open(_ module: Module, in folder: String, company: String = "") throws -> SQLiteStore {
        let path = folder + "/" + module.name + ".sqlite"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            var writing = configuration()
            writing.journalMode = .wal
            let writer = try DatabaseQueue(path: path, configuration: writing)
            var reading = configuration()
            reading.readonly = true
            let readers = Readers(path: path, configuration: reading, places: maximumReaders)
            let checkpointer = Checkpointer(path: path, configuration: configuration())
            let owner = try writer.writeWithoutTransaction { db in
                // GRDB sets NORMAL after opening; anything set in prepareDatabase is silently lost.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try db.execute(sql: "PRAGMA cache_size = -\(writerCacheKiB)")
                guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
                    throw StoreError.notDurable("\(path) does not run with synchronous = FULL")
                }
                guard try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" else {
                    throw StoreError.notDurable("\(path) does not run with a write-ahead log")
                }
                let owner = try SQLiteSchema.prepare(db, module: module, file: path, company: company)
                checkpointer.follow(db)
                return owner
            }
            return SQLiteStore(
                name: module.name, company: owner, writer: writer, readers: readers, checkpointer: checkpointer)
        } catch let error as DatabaseError {
            throw SQLiteFailure.storeError(error).naming(path)
        }
    }

    /// A database in memory, for simulation: the same code, without a disk.
    /// Its content lives in one outer transaction, so that `returnToMark` costs next to nothing.
    public static func inMemory(_ module: Module) throws -> SQLiteStore {
        var configuration = configuration()
        configuration.allowsUnsafeTransactions = true
        let queue = try DatabaseQueue(configuration: configuration)
        let store = SQLiteStore(name: module.name, writer: queue)
        try queue.writeWithoutTransaction { db in
            _ = try SQLiteSchema.prepare(db, module: module, file: "memory", company: "")
            try db.execute(sql: "BEGIN IMMEDIATE")
        }
        return store
    }

    /// Remembers the present content of a database in memory.
    public func mark() throws {
        precondition(isNested, "only a simulated database can be marked")
        try writer.writeWithoutTransaction { db in try db.execute(sql: "SAVEPOINT mark") }
    }

    /// Returns a database in memory to its mark, keeping its tables and prepared statements.
    public func returnToMark() throws {
        precondition(isNested, "only a simulated database can return to its mark")
        try writer.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK TO mark") }
    }

    /// The version of SQLite that is linked in.
    public static var sqliteVersion: String { String(cString: sqlite3_libversion()) }

    /// The writer's own connection, for measuring only.
    func raw<T>(_ body: (Database) throws -> T) throws -> T {
        try mapped { try writer.writeWithoutTransaction { try body($0) } }
    }

    private func session(_ db: Database) -> SQLiteSession {
        let statements = prepared.withLock { caches in
            let key = ObjectIdentifier(db)
            if let known = caches[key] { return known }
            let fresh = StatementCache()
            caches[key] = fresh
            return fresh
        }
        return SQLiteSession(db, statements)
    }

    /// SQLite counts memory for all connections under one lock unless it is told not to before the first is opened;
    /// that it came too late costs speed only.
    private static let hasNoStatistics = tandem_sqlite_without_statistics() == SQLITE_OK

    private static func configuration() -> Configuration {
        _ = hasNoStatistics
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(TimeInterval(busyTimeoutSeconds))
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -\(readerCacheKiB)")
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        return configuration
    }

    public func write<T>(_ body: (any StoreSession) throws -> T) throws -> T {
        try mapped {
            try writer.writeWithoutTransaction { db in
                let session = session(db)
                if isNested { return try session.savepoint { try body(session) } }
                try session.execute("BEGIN IMMEDIATE", [])
                do {
                    let result = try body(session)
                    try session.execute("COMMIT", [])
                    return result
                } catch {
                    if db.isInsideTransaction { try session.execute("ROLLBACK", []) }
                    throw error
                }
            }
        }
    }

    public func read<T>(_ body: (any StoreSession) throws -> T) throws -> T {
        try mapped {
            guard let readers else { return try writer.writeWithoutTransaction { try body(session($0)) } }
            // A reader's connection cannot write; its snapshot is ours to open and close, with prepared statements.
            return try readers.use { db in
                let session = session(db)
                try session.execute("BEGIN DEFERRED", [])
                defer { _ = try? session.execute("COMMIT", []) }
                return try body(session)
            }
        }
    }

    /// Moves what the log holds into the database file and empties the log. Where another program is at it already,
    /// that is left to it.
    public func checkpoint() throws {
        guard let checkpointer else { return }
        try mapped {
            do {
                try checkpointer.resting {
                    try writer.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
                }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                return
            }
        }
    }

    private func mapped<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw SQLiteFailure.storeError(error)
        }
    }
}

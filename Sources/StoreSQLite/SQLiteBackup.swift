import Foundation
import GRDB
import GRDBSQLite
import Platform

/// Copies of a company's databases, taken while it works: all of one moment, and checked before they count.
public enum SQLiteBackup {
    /// What was copied, by database: the last entry of its audit trail, and its size.
    public struct Copy: Hashable, Sendable {
        public let name: String
        public let auditEntries: Int
        public let bytes: Int
    }

    /// Copies the databases of `modules` from one folder into another, which must be empty or not there. Writers wait
    /// for the moment in which all of them are marked, and not while they are copied.
    public static func copy(_ modules: [Module], from home: String, to folder: String) throws -> [Copy] {
        let files = FileManager.default
        if let names = try? files.contentsOfDirectory(atPath: folder), !names.isEmpty {
            throw StoreError.failed(
                "\(folder) is not empty; name a folder that is empty or not there, nothing was touched")
        }
        do {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let sources = try modules.map { try open("\(home)/\($0.name).sqlite") }
            try mark(sources) {
                for (module, source) in zip(modules, sources) {
                    try copy(source, to: "\(folder)/\(module.name).sqlite")
                }
            }
        } catch let error as DatabaseError {
            throw SQLiteFailure.storeError(error)
        }
        return try modules.map { try check($0, in: folder) }
    }

    /// A copy that is whole and ours; throws otherwise.
    public static func check(_ module: Module, in folder: String) throws -> Copy {
        let path = "\(folder)/\(module.name).sqlite"
        do {
            guard FileManager.default.fileExists(atPath: path) else { throw StoreError.failed("there is no \(path)") }
            return try DatabaseQueue(path: path).read { db in
                guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == SQLiteStore.applicationID else {
                    throw StoreError.failed("\(path) is not a database of tandem")
                }
                let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                guard version <= module.schemaVersion else {
                    throw StoreError.newerVersion(found: version, known: module.schemaVersion, file: path)
                }
                let words = try String.fetchAll(db, sql: "PRAGMA integrity_check")
                guard words == ["ok"] else { throw StoreError.corrupt("\(path): \(words.first ?? "")") }
                guard try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil else {
                    throw StoreError.corrupt("\(path): a reference points to a row that is not there")
                }
                let entries = try Int.fetchOne(db, sql: "SELECT coalesce(max(seq), 0) FROM audit") ?? 0
                let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
                return Copy(name: module.name, auditEntries: entries, bytes: size ?? 0)
            }
        } catch let error as DatabaseError {
            throw SQLiteFailure.storeError(error)
        }
    }

    /// One connection that will hold back writers for a moment, and one whose snapshot is copied.
    private struct Source {
        let guarding: DatabaseQueue
        let reading: DatabaseQueue
    }

    private static func open(_ path: String) throws -> Source {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreError.failed("there is no \(path) to copy")
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(TimeInterval(SQLiteStore.busyTimeoutSeconds))
        configuration.allowsUnsafeTransactions = true
        let guarding = try DatabaseQueue(path: path, configuration: configuration)
        configuration.readonly = true
        return Source(guarding: guarding, reading: try DatabaseQueue(path: path, configuration: configuration))
    }

    /// Takes the writers' turn in each database, begins a snapshot in all, and lets the writers
    /// go on before `body` copies the snapshots.
    private static func mark(_ all: [Source], _ body: () throws -> Void) throws {
        var held = 0
        defer {
            for source in all {
                try? source.reading.unsafeRead { db in
                    if db.isInsideTransaction { try db.execute(sql: "COMMIT") }
                }
            }
        }
        do {
            defer {
                for source in all.prefix(held) {
                    try? source.guarding.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
                }
            }
            for source in all {
                try source.guarding.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
                held += 1
            }
            for source in all {
                try source.reading.unsafeRead { db in
                    try db.execute(sql: "BEGIN DEFERRED")
                    // A snapshot begins with the first look.
                    _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master")
                }
            }
        }
        try body()
    }

    private static func copy(_ source: Source, to path: String) throws {
        let target = try DatabaseQueue(path: path)
        try source.reading.unsafeRead { from in
            try target.writeWithoutTransaction { to in
                guard let backup = sqlite3_backup_init(to.sqliteConnection, "main", from.sqliteConnection, "main")
                else {
                    throw StoreError.failed("\(path): " + String(cString: sqlite3_errmsg(to.sqliteConnection)))
                }
                let step = sqlite3_backup_step(backup, -1)
                let end = sqlite3_backup_finish(backup)
                guard step == SQLITE_DONE, end == SQLITE_OK else {
                    throw SQLiteFailure.storeError(
                        code: end == SQLITE_OK ? step : end, message: "\(path) could not be copied")
                }
            }
        }
        // What a power cut may not take back.
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.synchronize()
    }
}

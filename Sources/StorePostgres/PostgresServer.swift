import Kernel
import Platform

/// The server beneath a database: makes it, removes it, and knows whether it is there.
public struct PostgresServer: Sendable {
    private let address: PostgresAddress

    /// - Parameter address: of the database that is meant.
    public init(_ address: PostgresAddress) { self.address = address }

    /// The database that every server has, to ask the others' names.
    private var maintenance: PostgresAddress { address.database("postgres") }

    /// Asks the database itself first: not every account may enter another.
    public func exists() throws -> Bool {
        if (try? PostgresConnection(address)) != nil { return true }
        return try onServer { connection in
            let found = try connection.run(
                "SELECT count(*) FROM pg_database WHERE datname = $1", [.text(address.database)])
            return try found.row(0, [.integer]).first == .integer(1)
        }
    }

    /// Text is compared by its bytes, as in SQLite: collation and character type are "C".
    public func createIfMissing() throws {
        guard try !exists() else { return }
        try onServer { connection in
            do {
                try connection.run(
                    "CREATE DATABASE \(name) ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
            } catch ConnectionTrouble.server(let error) where error.state == "42P04" || error.state == "23505" {
                // Another node was quicker.
            } catch ConnectionTrouble.server(let error) where error.state == "42501" {
                throw StoreError.failed(
                    "\(address) is not there and \(address["user"] ?? "this account") may not create it; "
                        + "somebody who may: CREATE DATABASE \(name) ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' "
                        + "TEMPLATE template0")
            }
        }
    }

    /// Removes the database, ending whoever is in it.
    public func drop() throws {
        try onServer { _ = try $0.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }
    }

    /// A remark on the database that outlives its content.
    public func remark() throws -> String {
        try onServer { connection in
            let found = try connection.run(
                "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = $1",
                [.text(address.database)])
            return found.count == 1 ? found.text(0, 0) : ""
        }
    }

    public func setRemark(_ text: String) throws {
        let quoted = "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        try onServer { _ = try $0.run("COMMENT ON DATABASE \(name) IS \(quoted)") }
    }

    /// The server's own version, such as "15.8".
    public func version() throws -> String { try onServer { try $0.run("SHOW server_version").text(0, 0) } }

    /// Has anybody else it open?
    public func isInUse() throws -> Bool {
        try onServer { connection in
            let found = try connection.run(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'",
                [.text(address.database)])
            return try found.row(0, [.integer]).first != .integer(0)
        }
    }

    /// Has it any table?
    public func isEmpty() throws -> Bool {
        try mapped(address) {
            let connection = try PostgresConnection(address)
            let found = try connection.run("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
            return try found.row(0, [.integer]).first == .integer(0)
        }
    }

    private var name: String {
        "\"" + address.database.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
    }

    @discardableResult
    private func onServer<T>(_ body: (PostgresConnection) throws -> T) throws -> T {
        try mapped(maintenance) { try body(try PostgresConnection(maintenance)) }
    }

    private func mapped<T>(_ address: PostgresAddress, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let trouble as ConnectionTrouble {
            throw PostgresStore.storeError(trouble, address)
        }
    }
}

/// What a server must be for our promises to hold on it.
enum ServerFitness {
    static func check(_ connection: PostgresConnection, mayLose: Bool) throws {
        let place = connection.address.description
        guard connection.serverVersion >= PostgresLimits.oldestVersion else {
            throw StoreError.failed("\(place): PostgreSQL 14 or newer is needed")
        }
        let found = try connection.run(
            """
            SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
                datcollate, datctype, pg_encoding_to_char(encoding)
            FROM pg_database WHERE datname = current_database()
            """)
        let settings = try found.row(0, Array(repeating: .text, count: 6)).map(\.text)
        for (index, name) in ["fsync", "full_page_writes", "synchronous_commit"].enumerated()
        where settings[index] == "off" && !mayLose {
            throw StoreError.notDurable("\(place) runs with \(name) = off")
        }
        guard settings[3] == "C", settings[4] == "C", settings[5] == "UTF8" else {
            throw StoreError.failed(
                "\(place) sorts and folds text by \(settings[3]) and \(settings[4]) in \(settings[5]); "
                    + "it must be made with ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
        }
    }
}

import Kernel
import Platform
import StoreSchema

extension PostgresSchema {
    /// Creates the schema in an empty database; refuses one of a newer program, of another program, or of another part
    /// of a company. Two nodes that begin together do it one after the other. Returns the company that it belongs to.
    func prepare(_ connection: PostgresConnection, company: String) throws -> String {
        try alone(connection) {
            guard try isPrepared(connection) else {
                guard try count(Self.relations, connection) == 0 else { throw notOurs(connection) }
                for statement in statements { try connection.run(statement) }
                try connection.run(
                    "INSERT INTO \(TableShape.origin) (module, company) VALUES ($1, $2)",
                    [.text(module.name), .text(company)])
                return company
            }
            let owner = try check(connection)
            try connection.run(CommitMark.forget)
            return owner
        }
    }

    /// Runs `body` in a transaction that has the writer's turn.
    func alone<T>(_ connection: PostgresConnection, _ body: () throws -> T) throws -> T {
        try connection.run("BEGIN")
        do {
            try connection.run("SELECT pg_advisory_xact_lock(\(PostgresLimits.writerLock))")
            let result = try body()
            try connection.run("COMMIT")
            return result
        } catch {
            if !connection.isLost { _ = try? connection.run("ROLLBACK") }
            throw error
        }
    }

    /// Is the mark of this program here? Whoever made other tables is another program.
    func isPrepared(_ connection: PostgresConnection) throws -> Bool {
        try count("SELECT count(*) FROM pg_class WHERE oid = to_regclass('tandem_schema')", connection) == 1
    }

    /// A prepared database must be this part's, and of this program's version. Returns whose it is.
    func check(_ connection: PostgresConnection) throws -> String {
        let known = try connection.run("SELECT application_id, version FROM tandem_schema")
        guard known.count == 1 else { throw notOurs(connection) }
        let row = try known.row(0, [.integer, .integer])
        let place = connection.address.description
        guard row[0] == .integer(Int64(PostgresStore.applicationID)), case .integer(let version) = row[1] else {
            throw notOurs(connection)
        }
        let origin = try connection.run("SELECT module, company FROM \(TableShape.origin)")
        guard origin.count == 1 else { throw notOurs(connection) }
        guard origin.text(0, 0) == module.name else {
            throw StoreError.failed(
                "\(place) is the database '\(origin.text(0, 0))' under another name; nothing was changed")
        }
        if version > module.schemaVersion {
            throw StoreError.newerVersion(found: Int(version), known: module.schemaVersion, file: place)
        }
        if version < module.schemaVersion {
            throw StoreError.failed("\(place) has schema \(version); this program has no migration from it")
        }
        return origin.text(0, 1)
    }

    private static let relations = """
        SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')
            AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            AND n.nspname NOT LIKE 'pg\\_%'
        """

    private func count(_ sql: String, _ connection: PostgresConnection) throws -> Int64 {
        guard case .integer(let count)? = try connection.run(sql).row(0, [.integer]).first else { return 0 }
        return count
    }

    private func notOurs(_ connection: PostgresConnection) -> StoreError {
        .failed("\(connection.address) is not a database of tandem")
    }
}

import Kernel
import Platform

extension PostgresSchema {
    /// Creates the schema in an empty database; refuses one of a newer program, of another program, or of another part
    /// of the company. Two nodes that begin together do it one after the other.
    func prepare(_ connection: PostgresConnection) throws {
        try alone(connection) {
            guard try isPrepared(connection) else {
                guard try count(Self.relations, connection) == 0 else { throw notOurs(connection) }
                for statement in statements { try connection.run(statement) }
                return
            }
            try check(connection)
            try connection.run(CommitMark.forget)
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

    /// A prepared database must be this part's, and of this program's version.
    func check(_ connection: PostgresConnection) throws {
        let known = try connection.run("SELECT application_id, module, version FROM tandem_schema")
        guard known.count == 1 else { throw notOurs(connection) }
        let row = try known.row(0, [.integer, .text, .integer])
        let place = connection.address.description
        guard row[0] == .integer(Int64(PostgresStore.applicationID)), case .integer(let version) = row[2] else {
            throw notOurs(connection)
        }
        guard row[1] == .text(module.name) else {
            throw StoreError.failed("\(place) is the \(row[1].text) of a company, not its \(module.name)")
        }
        if version > module.schemaVersion {
            throw StoreError.newerVersion(found: Int(version), known: module.schemaVersion, file: place)
        }
        if version < module.schemaVersion {
            throw StoreError.failed("\(place) has schema \(version); this program has no migration from it")
        }
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

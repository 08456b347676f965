import Kernel
import Platform
import StoreSchema

/// The limit that our own writing on a server is measured against: the very rows of a finished database put into an
/// empty one with the same tables, indexes, checks, references and durability, and nothing else done.
public enum RawPostgres {
    public enum Way: Sendable {
        /// `COPY … FROM STDIN` for each bite of each table.
        case copy
        /// One prepared statement for each row, many sent before an answer is read.
        case inserts
    }

    private static let bite = 5_000
    private static let unanswered = 500

    /// Copies one company's database of a module into that of another company, which must not be there yet.
    /// `nanoseconds` counts sending and committing, not the reading of the rows. Each bite is a transaction.
    public static func copy(
        _ module: Module, from source: PostgresAddress, to target: PostgresAddress, _ way: Way
    ) throws -> (rows: Int, nanoseconds: UInt64) {
        do {
            let schema = PostgresSchema(module)
            let from = try PostgresConnection(source.primary.database(of: module.name))
            _ = try PostgresStore.open(module, of: target)
            let to = try PostgresConnection(target.primary.database(of: module.name))
            // References are looked at when all rows are there, as no order of tables would do for all of them.
            let references = schema.referenceStatements
            try to.run(schema.withoutReferences)
            var total = (rows: 0, nanoseconds: UInt64(0))
            try from.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for table in schema.tables where table.name != TableShape.origin {
                try copy(table, from, to, way, &total)
            }
            try from.run("COMMIT")
            try timed(&total.nanoseconds) { for reference in references { try to.run(reference) } }
            return total
        } catch let trouble as ConnectionTrouble {
            throw PostgresStore.storeError(trouble, source)
        }
    }

    private static func copy(
        _ table: TableShape, _ from: PostgresConnection, _ to: PostgresConnection, _ way: Way,
        _ total: inout (rows: Int, nanoseconds: UInt64)
    ) throws {
        let columns = table.columns.map(\.name).joined(separator: ", ")
        let kinds: [FieldKind] = table.columns.map { $0.kind == .text ? .text : .integer }
        let order = table.primaryKey.joined(separator: ", ")
        try from.run("DECLARE raw CURSOR FOR SELECT \(columns) FROM \(table.name) ORDER BY \(order)")
        while true {
            let answer = try from.run("FETCH \(bite) FROM raw")
            guard answer.count > 0 else { break }
            var rows: [[Value]] = []
            for row in 0..<answer.count { rows.append(try answer.row(row, kinds)) }
            switch way {
            case .copy: try send(rows, by: "COPY \(table.name) (\(columns)) FROM STDIN", to, &total)
            case .inserts:
                let marks = table.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
                try insert(rows, by: "INSERT INTO \(table.name) (\(columns)) VALUES (\(marks))", to, &total)
            }
            total.rows += rows.count
        }
        try from.run("CLOSE raw")
    }

    private static func send(
        _ rows: [[Value]], by sql: String, _ to: PostgresConnection, _ total: inout (rows: Int, nanoseconds: UInt64)
    ) throws {
        var text = CopyText()
        for row in rows { try text.append(row) }
        try timed(&total.nanoseconds) {
            _ = try to.copy(sql) { send in try text.bytes.withUnsafeBytes(send) }
        }
    }

    private static func insert(
        _ rows: [[Value]], by sql: String, _ to: PostgresConnection, _ total: inout (rows: Int, nanoseconds: UInt64)
    ) throws {
        let bound = try rows.map { try Parameters($0) }
        try timed(&total.nanoseconds) {
            try to.enterPipeline()
            try to.send("BEGIN")
            for parameters in bound {
                try to.send(sql, parameters)
                if to.unanswered >= unanswered { try to.answers() }
            }
            try to.send("COMMIT")
            try to.answers()
            try to.leavePipeline()
        }
    }

    private static func timed(_ nanoseconds: inout UInt64, _ body: () throws -> Void) throws {
        let start = ContinuousClock.now
        try body()
        let parts = (ContinuousClock.now - start).components
        nanoseconds += UInt64(parts.seconds) * 1_000_000_000 + UInt64(parts.attoseconds / 1_000_000_000)
    }
}

extension PostgresSchema {
    /// Takes the references away from tables that were made with them.
    fileprivate var withoutReferences: String {
        tables.flatMap { table in
            table.columns.filter { $0.references != nil }.map {
                "ALTER TABLE \(table.name) DROP CONSTRAINT \(Self.referenceName($0, of: table));"
            }
        }.joined(separator: "\n")
    }
}

import Foundation
import Kernel
import Platform
import StorePostgres
import StoreSQLite
import StoreSchema

/// Moves a company from one store to another: every row of every table as it lies, with the numbers of audit, feed and
/// series, out of one moment of the old store; then compares the two row by row.
public struct CompanyMigration {
    public let from: StoreLocation
    public let to: StoreLocation
    /// Accepts a server that does not flush to disk; for tests.
    public var mayLose = false
    private let progress: (String) -> Void

    /// What was moved.
    public struct Summary: Sendable {
        public internal(set) var tables = 0
        public internal(set) var rows = 0
    }

    public init(from: StoreLocation, to: StoreLocation, progress: @escaping (String) -> Void = { _ in }) {
        self.from = from
        self.to = to
        self.progress = progress
    }

    /// Throws `StoreError` when there is no company, the target has anything in it, or the two differ in the end. The
    /// old store is only read.
    public func run() throws -> Summary {
        guard try from.holdsCompany() else { throw StoreError.failed("there is no company in \(from)") }
        guard try !to.holdsCompany() else {
            throw StoreError.failed("\(to) is not empty; name another place, nothing was changed")
        }
        let sources = try from.open(Suite.modules, mayLose: mayLose)
        let company = try sources[0].read { try $0.rows("SELECT company FROM origin", [], as: [.text]) }.first?[0].text
        // All three are read as they are now.
        return try sources[0].read { crm in
            try sources[1].read { erp in
                try sources[2].read { bridge in
                    var summary = Summary()
                    for (module, session) in zip(Suite.modules, [crm, erp, bridge]) {
                        try move(module, session, owner: company ?? "", &summary)
                    }
                    if let folder = to.folder { try Home.adopt(company ?? "", in: folder) }
                    return summary
                }
            }
        }
    }

    private func move(
        _ module: Module, _ source: any StoreSession, owner: String, _ summary: inout Summary
    ) throws {
        let tables = TableShape.all(of: module)
        let last = try Dictionary(
            uniqueKeysWithValues: tables.filter(\.isNumbered).map { ($0.name, try lastNumber(of: $0, source)) })
        switch to {
        case .sqlite(let folder): try fill(folder, owner, module, tables, source, last, &summary)
        case .postgres(let address):
            try PostgresLoad.run(module, of: address, mayLose: mayLose) { load in
                for table in tables {
                    progress("\(module.name): \(table.name)")
                    summary.rows += try load.fill(table) { row in try each(table, source) { try row($0) } }
                    if let number = last[table.name] { try load.setLastNumber(number, of: table) }
                }
            }
        }
        summary.tables += tables.count
        let target = try to.open([module], mayLose: mayLose)[0]
        try target.read { session in
            for table in tables {
                progress("\(module.name): comparing \(table.name)")
                try StoreComparison(table).compare(source, session, module: module.name)
            }
        }
    }

    private func each(_ table: TableShape, _ source: any StoreSession, _ body: ([Value]) throws -> Void) throws {
        try source.forEachRow(table.select + table.order, [], as: table.kinds) { row in
            try body(row)
            return true
        }
    }

    /// One transaction; references are looked at when all rows are there.
    private func fill(
        _ folder: String, _ owner: String, _ module: Module, _ tables: [TableShape], _ source: any StoreSession,
        _ last: [String: Int64], _ summary: inout Summary
    ) throws {
        let store = try SQLiteStore.open(module, in: folder, company: owner)
        var rows = 0
        try store.write { target in
            try target.execute("PRAGMA defer_foreign_keys = ON", [])
            // Whose it is was written when it was made.
            for table in tables where table.name != TableShape.origin {
                progress("\(module.name): \(table.name)")
                let names = table.columns.map(\.name)
                let insert =
                    "INSERT INTO \(table.name) (\(names.joined(separator: ", "))) "
                    + "VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))"
                try each(table, source) { row in
                    try target.execute(insert, row)
                    rows += 1
                }
                guard let number = last[table.name] else { continue }
                try target.execute("DELETE FROM sqlite_sequence WHERE name = ?", [.text(table.name)])
                try target.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [.text(table.name), .integer(number)])
            }
        }
        summary.rows += rows
        try store.checkpoint()
    }

    private func lastNumber(of table: TableShape, _ source: any StoreSession) throws -> Int64 {
        let sql: String
        switch from {
        case .sqlite: sql = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        case .postgres: sql = PostgresStore.lastNumber
        }
        return Int64(try source.integer(sql, [.text(table.name)]))
    }
}

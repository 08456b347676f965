import GRDB
import Platform
import StoreSchema

/// Tables, checks, references and triggers of a module in SQLite's words.
enum SQLiteSchema {
    /// Creates the schema in an empty file; refuses a file from a newer program, of another program, or of another
    /// module. Returns the company that the file belongs to.
    static func prepare(_ db: Database, module: Module, file: String, company: String) throws -> String {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        if version == 0 {
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard tables == 0 else { throw StoreError.failed("\(file) is not a database of tandem") }
            try db.inTransaction(.immediate) {
                for statement in TableShape.all(of: module).flatMap(statements(for:)) {
                    try db.execute(sql: statement)
                }
                try db.execute(
                    sql: "INSERT INTO origin (module, company) VALUES (?, ?)", arguments: [module.name, company])
                try db.execute(sql: "PRAGMA user_version = \(module.schemaVersion)")
                try db.execute(sql: "PRAGMA application_id = \(SQLiteStore.applicationID)")
                return .commit
            }
            return company
        }
        guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == SQLiteStore.applicationID else {
            throw StoreError.failed("\(file) is not a database of tandem")
        }
        let owner = try owner(db, module: module, file: file)
        if version > module.schemaVersion {
            throw StoreError.newerVersion(found: version, known: module.schemaVersion, file: file)
        }
        if version < module.schemaVersion {
            throw StoreError.failed("\(file) has schema \(version); this program has no migration from it")
        }
        return owner
    }

    /// Whose database the file is. One that was made before files said so belongs to nobody in particular.
    private static func owner(_ db: Database, module: Module, file: String) throws -> String {
        guard try db.tableExists("origin"),
            let row = try Row.fetchOne(db, sql: "SELECT module, company FROM origin LIMIT 1")
        else { return "" }
        let found: String = row["module"]
        guard found == module.name else {
            throw StoreError.failed(
                "\(file) is the database '\(found)' under another name; put the files back, nothing was changed")
        }
        return row["company"]
    }

    static func statements(for table: TableShape) -> [String] {
        // A number alone is the row's own id in SQLite; any other key makes a table without one.
        let isRowID = table.primaryKey.count == 1 && table.columns[0].kind == .integer
        var columns = table.columns.map { column in
            let isKey = table.primaryKey == [column.name]
            return definition(of: column) + (isKey ? " PRIMARY KEY" : "")
                + (isKey && table.isNumbered ? " AUTOINCREMENT" : "")
                + (column.isUnique ? " UNIQUE" : "") + (column.check.map { " CHECK (\($0))" } ?? "")
        }
        if table.primaryKey.count > 1 { columns.append("PRIMARY KEY (\(table.primaryKey.joined(separator: ", ")))") }
        columns += table.uniques.map { "UNIQUE (\($0.joined(separator: ", ")))" }
        let create =
            "CREATE TABLE \(table.name) (\n    \(columns.joined(separator: ",\n    "))\n) STRICT"
            + (isRowID ? "" : ", WITHOUT ROWID")
        let indexes = table.indexes.map {
            "CREATE INDEX \(table.indexName($0)) ON \(table.name) (\($0.joined(separator: ", ")))"
        }
        return [create] + indexes + table.refusals.map { trigger(for: $0, on: table.name) }
    }

    private static func definition(of column: ColumnShape) -> String {
        "\(column.name) \(column.kind == .text ? "TEXT" : "INTEGER")" + (column.isNullable ? "" : " NOT NULL")
            + (column.references.map { " REFERENCES \($0) (id)" } ?? "")
    }

    private static func trigger(for refusal: ChangeRefusal, on table: String) -> String {
        let condition: String
        switch refusal.condition {
        case .always: condition = ""
        case .inStates(let states):
            condition = " WHEN OLD.state IN (\(states.map { "'\($0)'" }.joined(separator: ", ")))"
        case .isComplete(let parent, let document, let count):
            condition =
                " WHEN (SELECT count(*) FROM \(table) WHERE \(parent) = NEW.\(parent))"
                + " >= (SELECT \(count) FROM \(document) WHERE id = NEW.\(parent))"
        }
        return """
            CREATE TRIGGER \(table)_refuses_\(refusal.verb.lowercased()) BEFORE \(refusal.verb) ON \(table)\(condition)
            BEGIN SELECT RAISE(ABORT, '\(refusal.message)'); END
            """
    }
}

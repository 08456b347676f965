import GRDB
import Kernel
import Platform

/// Tables, checks, references and triggers of a module, all rendered from its schemas.
enum SQLiteSchema {
    /// Creates the schema in an empty file; refuses a file from a newer program, of another program, or of another
    /// module. Returns the company that the file belongs to.
    static func prepare(_ db: Database, module: Module, file: String, company: String) throws -> String {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        if version == 0 {
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard tables == 0 else { throw StoreError.failed("\(file) is not a database of tandem") }
            try db.inTransaction(.immediate) {
                for statement in platform + module.descriptors.flatMap({ statements(for: $0, in: module) }) {
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

    /// What every database has: audit, feed, idempotency, words of names, numbers. The audit trail only grows.
    static let platform = [
        "CREATE TABLE origin (module TEXT PRIMARY KEY, company TEXT NOT NULL) STRICT, WITHOUT ROWID",
        """
        CREATE TABLE audit (
            seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, command TEXT NOT NULL,
            why TEXT NOT NULL, correlation TEXT NOT NULL, object TEXT NOT NULL, object_id TEXT NOT NULL,
            version INTEGER NOT NULL, changes TEXT NOT NULL, hash TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX audit_by_object ON audit (object, object_id, seq)",
        refusal(of: "UPDATE", on: "audit", when: nil, "The audit trail does not change"),
        refusal(of: "DELETE", on: "audit", when: nil, "The audit trail is never shortened"),
        """
        CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, event TEXT NOT NULL, object TEXT NOT NULL,
            object_id TEXT NOT NULL, actor TEXT NOT NULL, correlation TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX outbox_by_object ON outbox (object, object_id, seq)",
        "CREATE INDEX outbox_by_object_in_order ON outbox (object, seq)",
        """
        CREATE TABLE idempotency_key (
            key TEXT NOT NULL, actor TEXT NOT NULL, command TEXT NOT NULL, body_hash TEXT NOT NULL,
            answer TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (key, actor)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE search_word (
            object TEXT NOT NULL, word TEXT NOT NULL, object_id TEXT NOT NULL, field TEXT NOT NULL,
            PRIMARY KEY (object, word, object_id, field)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE TABLE number_series (series TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    ]

    static func statements(for descriptor: ObjectDescriptor, in module: Module) -> [String] {
        var columns = ["id TEXT PRIMARY KEY CHECK (id <> '')", "version INTEGER NOT NULL"]
        for field in descriptor.fields { columns += self.columns(of: field, in: module) }
        for group in descriptor.uniqueTogether {
            let names = group.flatMap { descriptor.field($0)?.columns.prefix(1) ?? [] }
            precondition(names.count == group.count, "\(descriptor.name): unknown field in unique \(group)")
            columns.append("UNIQUE (\(names.joined(separator: ", ")))")
        }
        let table = descriptor.table
        var statements = [
            "CREATE TABLE \(table) (\n    \(columns.joined(separator: ",\n    "))\n) STRICT, WITHOUT ROWID"
        ]
        var indexes = descriptor.indexes
        if let parent = descriptor.parentField { indexes.append([parent]) }
        indexes += descriptor.fields.filter(\.rules.isIndexed).map { [$0.name] }
        for index in Set(indexes).sorted(by: { $0.joined() < $1.joined() }) {
            let names = index.map { descriptor.field($0)?.column ?? $0 }
            statements.append(
                "CREATE INDEX \(table)_by_\(names.joined(separator: "_")) "
                    + "ON \(table) (\(names.joined(separator: ", ")))"
            )
        }
        return statements + triggers(for: descriptor, in: module)
    }

    private static func columns(of field: FieldDescriptor, in module: Module) -> [String] {
        let null = field.isNullable ? "" : " NOT NULL"
        let name = field.column
        switch field.kind {
        case .bool: return ["\(name) INTEGER\(null) CHECK (\(name) IN (0, 1))"]
        case .integer, .decimal, .instant: return ["\(name) INTEGER\(null)"]
        case .money: return ["\(name) INTEGER\(null)", "\(name)_currency TEXT\(null)"]
        case .quantity: return ["\(name) INTEGER\(null)", "\(name)_unit TEXT\(null)"]
        case .date: return ["\(name) TEXT\(null) CHECK (length(\(name)) = 10)"]
        case .choice(let choices):
            let words = choices.map { "'\($0)'" }.joined(separator: ", ")
            return ["\(name) TEXT\(null) CHECK (\(name) IN (\(words)))"]
        case .reference(let object):
            let target = module.object(object).map { " REFERENCES \($0.descriptor.table) (id)" } ?? ""
            return ["\(name) TEXT\(null)\(target)" + (field.rules.isUnique ? " UNIQUE" : "")]
        case .text:
            let limit = field.rules.maximumLength ?? 4_000
            let filled = field.rules.isRequired ? " AND \(name) <> ''" : ""
            let unique = field.rules.isUnique ? " UNIQUE" : ""
            return ["\(name) TEXT\(null)\(unique) CHECK (length(\(name)) <= \(limit)\(filled))"]
        }
    }

    private static func triggers(for descriptor: ObjectDescriptor, in module: Module) -> [String] {
        let table = descriptor.table
        var statements: [String] = []
        if !descriptor.immutableStates.isEmpty {
            let states = descriptor.immutableStates.map { "'\($0)'" }.joined(separator: ", ")
            let condition = descriptor.immutableStates == ["*"] ? nil : "OLD.state IN (\(states))"
            let message = "A posted \(descriptor.name) does not change"
            statements.append(refusal(of: "UPDATE", on: table, when: condition, message))
            statements.append(refusal(of: "DELETE", on: table, when: condition, message))
        }
        if let count = descriptor.sealedByParentCount, let parentField = descriptor.parentField,
            let parent = descriptor.field(parentField), case .reference(let object) = parent.kind,
            let document = module.object(object)?.descriptor, let countColumn = document.field(count)?.column
        {
            let lines = "(SELECT count(*) FROM \(table) WHERE \(parent.column) = NEW.\(parent.column))"
            let sealed = "(SELECT \(countColumn) FROM \(document.table) WHERE id = NEW.\(parent.column))"
            statements.append(
                refusal(
                    of: "INSERT", on: table, when: "\(lines) >= \(sealed)",
                    "A posted \(document.name) takes no further lines"))
        }
        return statements
    }

    private static func refusal(of verb: String, on table: String, when condition: String?, _ message: String) -> String
    {
        """
        CREATE TRIGGER \(table)_refuses_\(verb.lowercased()) BEFORE \(verb) ON \(table)\
        \(condition.map { " WHEN " + $0 } ?? "")
        BEGIN SELECT RAISE(ABORT, '\(message)'); END
        """
    }
}

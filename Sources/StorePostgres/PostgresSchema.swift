import Kernel
import Platform
import StoreSchema

/// Tables, checks, references and triggers of a module in PostgreSQL's words, and what its constraints are called.
struct PostgresSchema: Sendable {
    let module: Module
    let tables: [TableShape]
    let words: ConstraintWords
    /// Columns that may be empty in some table.
    let nullable: Set<String>
    /// Tables that number their rows.
    let numbered: Set<String>
    let book: TableBook

    init(_ module: Module) {
        self.module = module
        tables = TableShape.all(of: module)
        nullable = Set(tables.flatMap { $0.columns.filter(\.isNullable).map(\.name) })
        numbered = Set(tables.filter(\.isNumbered).map(\.name))
        book = TableBook(tables)
        var words = ConstraintWords()
        for table in tables {
            for unique in Self.uniques(of: table) {
                words.columns[unique.name] = unique.columns.map { "\(table.name).\($0)" }
            }
            words.columns[Self.keyName(of: table)] = table.primaryKey.map { "\(table.name).\($0)" }
            for column in table.columns {
                if let check = column.check { words.conditions[Self.checkName(column, of: table)] = check }
            }
        }
        self.words = words
    }

    // MARK: Rendering

    /// The tables with what belongs to their rows, before any row: the quickest to fill.
    var tableStatements: [String] {
        tables.map { table in
            let columns = table.columns.map { column in
                "\(column.name) \(Self.type(of: column))\(column.isNullable ? "" : " NOT NULL")"
                    + (column.check.map { " CONSTRAINT \(Self.checkName(column, of: table)) CHECK (\($0))" } ?? "")
            }
            return "CREATE TABLE \(table.name) (\n    \(columns.joined(separator: ",\n    "))\n)"
        }
    }

    /// Keys, unique combinations and indexes.
    var keyStatements: [String] {
        tables.flatMap { table in
            let alter = "ALTER TABLE \(table.name) ADD CONSTRAINT "
            let key = "\(alter)\(Self.keyName(of: table)) PRIMARY KEY (\(table.primaryKey.joined(separator: ", ")))"
            let uniques = Self.uniques(of: table).map {
                "\(alter)\($0.name) UNIQUE (\($0.columns.joined(separator: ", ")))"
            }
            // As ORDER BY is translated: what is empty comes first.
            let indexes = table.indexes.map { index in
                let columns = index.map { nullable.contains($0) ? "\($0) NULLS FIRST" : $0 }
                return "CREATE INDEX \(Self.short(table.indexName(index))) ON \(table.name) "
                    + "(\(columns.joined(separator: ", ")))"
            }
            return [key] + uniques + indexes
        }
    }

    /// References, when every table is there.
    var referenceStatements: [String] {
        tables.flatMap { table in
            table.columns.compactMap { column in
                column.references.map { target in
                    "ALTER TABLE \(table.name) ADD CONSTRAINT \(Self.referenceName(column, of: table)) "
                        + "FOREIGN KEY (\(column.name)) REFERENCES \(target) (id)"
                }
            }
        }
    }

    /// What the database refuses by itself. Emptying a whole table at once is refused like deleting its rows.
    var refusalStatements: [String] {
        [Self.refusingFunction]
            + tables.flatMap { table in table.refusals.flatMap { Self.triggers(for: $0, on: table.name) } }
    }

    /// What only this store has: what the database is, the last numbers given, and the marks of commits.
    var ownStatements: [String] {
        [
            "CREATE TABLE tandem_schema (application_id bigint NOT NULL, version bigint NOT NULL)",
            "INSERT INTO tandem_schema VALUES (\(PostgresStore.applicationID), \(module.schemaVersion))",
            "CREATE TABLE tandem_number (table_name text PRIMARY KEY, last bigint NOT NULL)",
            CommitMark.table,
        ] + numbered.sorted().map { "INSERT INTO tandem_number VALUES ('\($0)', 0)" }
    }

    /// All that an empty database needs.
    var statements: [String] {
        ownStatements + tableStatements + keyStatements + referenceStatements + refusalStatements
    }

    private static let refusingFunction = """
        CREATE FUNCTION tandem_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION USING ERRCODE = '\(PostgresFailure.postedState)', MESSAGE = TG_ARGV[0]; END $$
        """

    private static func triggers(for refusal: ChangeRefusal, on table: String) -> [String] {
        let verb = refusal.verb
        let name = short("\(table)_refuses_\(verb.lowercased())")
        let head = "CREATE TRIGGER \(name) BEFORE \(verb) ON \(table) FOR EACH ROW"
        let refuse = "EXECUTE FUNCTION tandem_refuse('\(refusal.message)')"
        switch refusal.condition {
        case .always:
            guard verb == "DELETE" else { return ["\(head) \(refuse)"] }
            let emptying = "CREATE TRIGGER \(short("\(table)_refuses_truncate")) BEFORE TRUNCATE ON \(table) "
            return ["\(head) \(refuse)", emptying + refuse]
        case .inStates(let states):
            return ["\(head) WHEN (OLD.state IN (\(states.map { "'\($0)'" }.joined(separator: ", ")))) \(refuse)"]
        case .isComplete(let parent, let document, let count):
            let function = """
                CREATE FUNCTION \(name)() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF (SELECT count(*) FROM \(table) WHERE \(parent) = NEW.\(parent))
                        >= (SELECT \(count) FROM \(document) WHERE id = NEW.\(parent)) THEN
                        RAISE EXCEPTION USING ERRCODE = '\(PostgresFailure.postedState)',
                            MESSAGE = '\(refusal.message)';
                    END IF;
                    RETURN NEW;
                END $$
                """
            return [function, "\(head) EXECUTE FUNCTION \(name)()"]
        }
    }

    static func type(of column: ColumnShape) -> String {
        switch column.kind {
        case .integer: "bigint"
        case .text: "text"
        case .flag: "smallint"
        }
    }

    private static func uniques(of table: TableShape) -> [(name: String, columns: [String])] {
        let groups = table.columns.filter(\.isUnique).map { [$0.name] } + table.uniques
        return groups.map { (short("\(table.name)_\($0.joined(separator: "_"))_unique"), $0) }
    }

    private static func keyName(of table: TableShape) -> String { short("\(table.name)_key") }

    private static func checkName(_ column: ColumnShape, of table: TableShape) -> String {
        short("\(table.name)_\(column.name)_check")
    }

    static func referenceName(_ column: ColumnShape, of table: TableShape) -> String {
        short("\(table.name)_\(column.name)_reference")
    }

    /// PostgreSQL cuts names after 63 bytes; a long one is made short and stays its own.
    private static func short(_ name: String) -> String {
        guard name.utf8.count > 63 else { return name }
        var hash: UInt32 = 2_166_136_261
        for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return "\(name.prefix(52))_\(hash)"
    }
}

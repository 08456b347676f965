import StoreSchema

/// What a statement's text alone does not tell of the tables that it names.
struct TableBook: Sendable {
    struct Entry: Sendable {
        /// By column: what it is called in PostgreSQL.
        var types: [String: String] = [:]
        /// Columns by which the database tells rows apart.
        var keys: Set<String> = []
        /// Tables that it refers to, and that refer to it.
        var neighbours: Set<String> = []
        /// It says how many lines it has, and the database counts them.
        var countsLines = false
        /// Above that of every table that it refers to: rows go in by rank.
        var rank = 0
    }

    private var entries: [String: Entry] = [:]

    init(_ tables: [TableShape]) {
        for table in tables {
            var entry = Entry()
            for column in table.columns {
                entry.types[column.name] = PostgresSchema.type(of: column)
                if column.isUnique { entry.keys.insert(column.name) }
            }
            entry.keys.formUnion(table.primaryKey)
            for unique in table.uniques { entry.keys.formUnion(unique) }
            entries[table.name] = entry
        }
        var references: [String: Set<String>] = [:]
        for table in tables {
            for target in table.columns.compactMap(\.references) where target != table.name {
                references[table.name, default: []].insert(target)
                entries[table.name]?.neighbours.insert(target)
                entries[target]?.neighbours.insert(table.name)
            }
            for case .isComplete(_, let document, _) in table.refusals.map(\.condition) {
                entries[document]?.countsLines = true
            }
        }
        for table in tables { entries[table.name]?.rank = Self.rank(table.name, references, []) }
    }

    subscript(_ table: String) -> Entry? { entries[table] }

    /// Neither refers to any of these, nor any of these to it.
    func isFar(_ table: String, from others: Set<String>) -> Bool {
        entries[table].map { $0.neighbours.isDisjoint(with: others) } ?? false
    }

    func isTable(_ word: String) -> Bool { entries[word] != nil }

    /// Tables that refer to each other in a circle have no order; whichever comes first will do.
    private static func rank(_ table: String, _ references: [String: Set<String>], _ path: Set<String>) -> Int {
        guard let targets = references[table], !path.contains(table) else { return 0 }
        let path = path.union([table])
        return 1 + (targets.map { rank($0, references, path) }.max() ?? 0)
    }
}

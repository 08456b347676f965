import Kernel

/// A record found by what a person calls it.
public struct SearchHit: Sendable {
    public let record: VisibleRecord
    public var object: String { record.descriptor.name }
    public var id: String { record.id }
    public var title: String { record.title }
}

extension Reading {
    /// Records whose number, code or address begins with the text, or of whose name words begin with its words; of all
    /// objects that the actor may read unless `objects` names some. At most `limit` of each object; lines are not
    /// searched, and fields that he does not see find nothing.
    public func search(_ text: String, in objects: [String]? = nil, limit: Int = 5) throws -> [SearchHit] {
        let words = text.split(separator: " ").joined(separator: " ")
        guard !words.isEmpty else { return [] }
        var hits: [SearchHit] = []
        for object in module.descriptors where object.parentField == nil && mayRead(object.name) {
            guard objects?.contains(object.name) ?? true else { continue }
            hits += try found(words, object, max(1, min(limit, Self.longestPage)))
        }
        return hits
    }

    /// Each field is asked by itself, so that its index answers: a range of numbers, codes and addresses, or of the
    /// words of names.
    private func found(_ text: String, _ object: ObjectDescriptor, _ limit: Int) throws -> [SearchHit] {
        let shown = policy.visibleFields(actor, of: object)
        let fields = object.fields.filter { shown.contains($0.name) }
        let scope = try scopeCondition(of: object)
        // Where all are his, the first found suffice; some of them may be the same record.
        let enough = scope.sql.isEmpty ? " LIMIT \(limit * 3)" : ""
        var parts: [String] = []
        var values: [Value] = []
        for field in fields where field.kind == .text && Self.codes.contains(field.name) {
            let found = Self.condition(field, text)
            parts.append("SELECT id FROM (SELECT id FROM \(object.table) WHERE \(found.sql)\(enough)) AS found")
            values += found.values
        }
        if let found = named(text, object, fields, scope, limit: limit * 3) {
            parts.append(found.sql)
            values += found.values
        }
        guard !parts.isEmpty else { return [] }
        var filter = CompiledFilter()
        filter.add("id IN (\(parts.joined(separator: " UNION ")))", values)
        if !scope.sql.isEmpty { filter.add(scope.sql, scope.values) }
        return try rows(object, fields, "\(filter.sql) ORDER BY id DESC LIMIT \(limit)", filter.values)
            .map { SearchHit(record: $0) }
    }

    /// The first records in his scope of whose name words begin with all that were typed. The longest is looked up;
    /// the others are looked for in the names that it leads to.
    private func named(
        _ text: String, _ object: ObjectDescriptor, _ fields: [FieldDescriptor],
        _ scope: (sql: String, values: [Value]), limit: Int
    ) -> (sql: String, values: [Value])? {
        let names = object.nameFields.map { object.fields[$0] }.filter(fields.contains)
        let words = SearchWords.words(of: text)
        guard !names.isEmpty, let longest = words.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
        let marks = names.map { _ in "?" }.joined(separator: ", ")
        var conditions = [
            "t.id = w.object_id", "w.object = ?", "w.word >= ?", "w.word < ?", "w.field IN (\(marks))",
        ]
        var values: [Value] = [.text(object.name), .text(longest), .text(longest + "\u{10FFFF}")]
        values += names.map { .text($0.name) }
        let searched = names + fields.filter { $0.name == Self.folded }
        for word in words where word != longest {
            let start = FilterCompiler.escaped(word) + "%"
            let tests = searched.map { field in
                "t.\(field.column) LIKE ? ESCAPE '\\' OR t.\(field.column) LIKE ? ESCAPE '\\'"
            }
            conditions.append("(\(tests.joined(separator: " OR ")))")
            for _ in searched { values += [.text(start), .text("% " + start)] }
        }
        if !scope.sql.isEmpty {
            conditions.append(scope.sql)
            values += scope.values
        }
        // The words come first, in their order: no more is read than it takes.
        let sql = """
            SELECT id FROM (SELECT t.id AS id FROM search_word w CROSS JOIN \(object.table) t
            WHERE \(conditions.joined(separator: " AND ")) LIMIT \(limit)) AS named
            """
        return (sql, values)
    }

    private static func condition(_ field: FieldDescriptor, _ text: String) -> (sql: String, values: [Value]) {
        let variants = Set([text, text.uppercased(), text.lowercased()]).sorted()
        let range = "(\(field.column) >= ? AND \(field.column) < ?)"
        return (
            variants.map { _ in range }.joined(separator: " OR "),
            variants.flatMap { [Value.text($0), .text($0 + "\u{10FFFF}")] }
        )
    }

    /// The fields that people call records by: found by their beginning.
    static let codes: Set<String> = ["number", "code", "sku", "email", "signInName", "serial"]

    /// A name without its marks, made for comparing: "waitemata" finds Waitematā.
    static let folded = "matchName"
}

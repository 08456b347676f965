import Kernel

/// A record found by what a person calls it.
public struct SearchHit: Sendable {
    public let record: VisibleRecord
    public var object: String { record.descriptor.name }
    public var id: String { record.id }
    public var title: String { record.title }
}

extension Reading {
    /// Records whose number, code or address begins with the text, or of whose name a word does; of all objects that
    /// the actor may read unless `objects` names some. At most `limit` of each object; lines are not searched, and
    /// fields that he does not see find nothing.
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

    /// Each field is asked by itself, so that its index answers: a range of it for codes, a walk along the index
    /// alone for the words of names.
    private func found(_ text: String, _ object: ObjectDescriptor, _ limit: Int) throws -> [SearchHit] {
        let shown = policy.visibleFields(actor, of: object)
        let fields = object.fields.filter { shown.contains($0.name) }
        let scope = try scopeCondition(of: object)
        // Where all are his, the first found suffice; some of them may be the same record.
        let enough = scope.sql.isEmpty ? " LIMIT \(limit * 3)" : ""
        var parts: [String] = []
        var values: [Value] = []
        for field in fields where field.kind == .text {
            guard let found = Self.condition(field, text) else { continue }
            parts.append("SELECT id FROM (SELECT id FROM \(object.table) WHERE \(found.sql)\(enough)) AS found")
            values += found.values
        }
        guard !parts.isEmpty else { return [] }
        var filter = CompiledFilter()
        filter.add("id IN (\(parts.joined(separator: " UNION ")))", values)
        if !scope.sql.isEmpty { filter.add(scope.sql, scope.values) }
        return try rows(object, fields, "\(filter.sql) ORDER BY id DESC LIMIT \(limit)", filter.values)
            .map { SearchHit(record: $0) }
    }

    private static func condition(_ field: FieldDescriptor, _ text: String) -> (sql: String, values: [Value])? {
        if codes.contains(field.name) {
            let variants = Set([text, text.uppercased(), text.lowercased()]).sorted()
            let range = "(\(field.column) >= ? AND \(field.column) < ?)"
            return (
                variants.map { _ in range }.joined(separator: " OR "),
                variants.flatMap { [Value.text($0), .text($0 + "\u{10FFFF}")] }
            )
        }
        guard names.contains(field.name) || field.name == folded else { return nil }
        let wanted = field.name == folded ? foldedForMatching(text) : text
        guard !wanted.isEmpty else { return nil }
        let start = FilterCompiler.escaped(wanted) + "%"
        return (
            "(\(field.column) LIKE ? ESCAPE '\\' OR \(field.column) LIKE ? ESCAPE '\\')",
            [.text(start), .text("% " + start)]
        )
    }

    /// The fields that people call records by: found by their beginning.
    static let codes: Set<String> = ["number", "code", "sku", "email", "signInName", "serial"]

    /// Of these any word may begin with the text.
    static let names: Set<String> = ["name", "legalName", "familyName", "givenName", "company", "subject"]

    /// A name without its marks, made for comparing: "waitemata" finds Waitematā.
    static let folded = "matchName"
}

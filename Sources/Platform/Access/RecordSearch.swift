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
    /// words of names. First for the ids alone: most objects have none.
    private func found(_ text: String, _ object: ObjectDescriptor, _ limit: Int) throws -> [SearchHit] {
        let shown = policy.shownFields(actor, of: object)
        let scope = try scopeCondition(of: object)
        // The first found suffice; some of them may be the same record.
        let enough = limit * 3
        let own = scope.sql.isEmpty ? "" : " AND \(scope.sql)"
        var parts: [String] = []
        var values: [Value] = []
        let beginnings = Set([text, text.uppercased(), text.lowercased()]).sorted()
        for field in shown.descriptors where Self.isCode(field, of: object) {
            for beginning in beginnings {
                parts.append(
                    """
                    SELECT id FROM (SELECT id FROM \(object.table)
                    WHERE \(field.column) >= ? AND \(field.column) < ?\(own) LIMIT \(enough)) AS found
                    """)
                values += [.text(beginning), .text(beginning + "\u{10FFFF}")] + scope.values
            }
        }
        if let found = try named(text, object, shown, scope, limit: enough) {
            parts.append(found.sql)
            values += found.values
        }
        guard !parts.isEmpty else { return [] }
        let rows = try session.rows(parts.joined(separator: " UNION ALL "), values, as: [.text])
        guard !rows.isEmpty else { return [] }
        let newest = ValueList.rounded(Set(rows.map { $0[0].text }).sorted(by: >).prefix(limit).map(Value.text))
        var filter = CompiledFilter()
        filter.add("id IN (\(ValueList.marks(newest.count)))", newest)
        if !scope.sql.isEmpty { filter.add(scope.sql, scope.values) }
        return try self.rows(object, shown, "\(filter.sql) ORDER BY id DESC", filter.values)
            .map { SearchHit(record: $0) }
    }

    /// The fields that people call records by: found by their beginning.
    static let codes: Set<String> = ["number", "code", "sku", "email", "signInName", "serial"]

    /// Such a field, and one that an index answers for: no search reads all of an object.
    private static func isCode(_ field: FieldDescriptor, of object: ObjectDescriptor) -> Bool {
        guard field.kind == .text, codes.contains(field.name) else { return false }
        if field.rules.isIndexed || field.rules.isUnique { return true }
        return (object.indexes + object.uniqueTogether).contains { $0.first == field.name }
    }

    /// A name without its marks, made for comparing: "waitemata" finds Waitematā.
    static let folded = "matchName"
}

import Kernel

/// A record found by what a person calls it.
public struct SearchHit: Sendable {
    public let record: VisibleRecord
    public var object: String { record.descriptor.name }
    public var id: String { record.id }
    public var title: String { record.title }
}

extension Reading {
    /// Records whose number or code begins with the text, or whose name has its words; of all objects that the actor
    /// may read unless `objects` names some. At most `limit` of each object; lines are not searched.
    public func search(_ text: String, in objects: [String]? = nil, limit: Int = 5) throws -> [SearchHit] {
        let words = text.split(separator: " ").joined(separator: " ")
        guard !words.isEmpty else { return [] }
        var hits: [SearchHit] = []
        for object in module.descriptors where object.parentField == nil && mayRead(object.name) {
            guard objects?.contains(object.name) ?? true else { continue }
            hits += try hit(words, object, limit)
        }
        return hits
    }

    private func hit(_ text: String, _ object: ObjectDescriptor, _ limit: Int) throws -> [SearchHit] {
        let shown = policy.visibleFields(actor, of: object)
        let fields = object.fields.filter { shown.contains($0.name) }
        var tests: [String] = []
        var values: [Value] = []
        for field in fields where Self.searched.contains(field.name) && field.kind == .text {
            tests.append("\(field.column) LIKE ? ESCAPE '\\'")
            let isName = Self.names.contains(field.name)
            values.append(.text((isName ? "%" : "") + FilterCompiler.escaped(text) + "%"))
        }
        guard !tests.isEmpty else { return [] }
        var filter = CompiledFilter()
        filter.add("(\(tests.joined(separator: " OR ")))", values)
        let query = try scoped(filter, object)
        return try rows(object, fields, "\(query.sql) LIMIT \(max(1, min(limit, 50)))", query.values)
            .map { SearchHit(record: $0) }
    }

    /// The fields that people call records by.
    static let searched = Set(["number", "code", "sku", "email", "signInName", "serial"]).union(names)

    /// Of these any word may begin with the text.
    private static let names: Set<String> = [
        "name", "legalName", "familyName", "givenName", "company", "subject",
    ]
}

import HTMLText
import Kernel
import Platform

/// What the records that a page refers to are called: each is read once.
struct Titles {
    private var known: [String: String?] = [:]
    let reading: Reading
    let source: Source

    init(_ reading: Reading, _ source: Source) {
        self.reading = reading
        self.source = source
    }

    /// nil when it is gone, or not for this reader.
    mutating func title(_ object: String, _ id: String) throws -> String? {
        if let title = known[object + id] { return title }
        try load(object, [id])
        return known[object + id] ?? nil
    }

    /// All that these records refer to, with one query for each object.
    mutating func load(_ records: [VisibleRecord], _ fields: [FieldDescriptor]) throws {
        var wanted: [String: Set<String>] = [:]
        for field in fields {
            guard case .reference(let object) = field.kind else { continue }
            for record in records {
                guard let id = record[field.name]?.text, !id.isEmpty, known[object + id] == nil else { continue }
                wanted[object, default: []].insert(id)
            }
        }
        for (object, ids) in wanted { try load(object, Array(ids.prefix(FieldCondition.mostValues))) }
    }

    private mutating func load(_ object: String, _ ids: [String]) throws {
        for id in ids { known[object + id] = .some(nil) }
        guard reading.mayRead(object) else { return }
        let filter = [FieldCondition("id", .in, values: ids)]
        for record in try reading.records(of: object, filter: filter, limit: ids.count).records {
            known[object + record.id] = Naming.full(record)
        }
    }

    /// A field's value as a page shows it; references lead to their records.
    mutating func html(_ value: Value, _ field: FieldDescriptor, _ format: Format) throws -> HTML {
        guard case .reference(let object) = field.kind, !value.isBlank else {
            return format.value(value, kind: field.kind)
        }
        guard let title = try title(object, value.text) else {
            return "<span class=\"muted mono\">\(value.text)</span>"
        }
        let isLine = reading.module.object(object)?.descriptor.parentField != nil
        return isLine ? "\(title)" : Link(title, RecordPath.of(source, object, value.text)).html
    }
}

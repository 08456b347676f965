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

    /// All of one object at once.
    mutating func load(_ object: String, _ ids: [String]) throws {
        for id in ids { known[object + id] = .some(nil) }
        guard let descriptor = reading.module.object(object)?.descriptor, reading.mayRead(object) else { return }
        let filter = [FieldCondition("id", .in, values: ids)]
        let fields = Naming.fields(of: reading.visibleFields(of: descriptor))
        for record in try reading.records(of: object, filter: filter, limit: ids.count, fields: fields).records {
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

/// What records of several systems are called: for screens that know them by identity alone.
struct KnownTitles: Sendable {
    private var titles: [String: String] = [:]

    /// One query for each object.
    init(_ wanted: [(system: String, object: String, id: String)], _ visit: Visit) throws {
        for (system, records) in Dictionary(grouping: wanted, by: \.system) {
            guard let source = Source(system: system) else { continue }
            try visit.read(source) { reading in
                var found = Titles(reading, source)
                for (object, ids) in Dictionary(grouping: records, by: \.object) {
                    try found.load(object, Array(Set(ids.map(\.id)).sorted().prefix(FieldCondition.mostValues)))
                    for one in ids { titles["\(system)/\(object)/\(one.id)"] = try found.title(object, one.id) }
                }
            }
        }
    }

    /// The identity itself when the record is gone or not for this reader.
    subscript(_ system: String, _ object: String, _ id: String) -> String { titles["\(system)/\(object)/\(id)"] ?? id }
}

import Kernel
import Platform

/// What records of any object are called: for screens that know them by identity alone.
struct RecordTitles: Sendable {
    private var titles: [String: String] = [:]

    /// The identity itself when the record is gone or not for this reader.
    subscript(_ system: String, _ object: String, _ id: String) -> String { titles["\(system)/\(object)/\(id)"] ?? id }

    /// One query for each object.
    mutating func load(_ wanted: [(system: String, object: String, id: String)], _ visit: Visit) throws {
        var groups: [String: Set<String>] = [:]
        for it in wanted { groups["\(it.system)/\(it.object)", default: []].insert(it.id) }
        for (key, ids) in groups {
            let parts = key.split(separator: "/").map(String.init)
            guard let source = Source(system: parts[0]), let type = visit.bus(source).module.object(parts[1]) else {
                continue
            }
            let found = try visit.read(source) { reading in
                try reading.part { try Self.titles(type, ids.sorted(), reading) } ?? [:]
            }
            for (id, title) in found { titles["\(key)/\(id)"] = title }
        }
    }

    private static func titles<Object: BusinessObject>(
        _ type: Object.Type, _ ids: [String], _ reading: Reading
    ) throws -> [String: String] {
        var titles: [String: String] = [:]
        for record in try reading.all(Select<Object>().where(\.id, in: ids.map { ID<Object>($0) })) {
            let names = ["number", "code", "serial", "name", "legalName", "familyName"].compactMap { field in
                record.value(of: field).flatMap { $0.isBlank ? nil : $0.text }
            }
            if !names.isEmpty { titles[record.id.raw] = names.prefix(2).joined(separator: " ") }
        }
        return titles
    }
}

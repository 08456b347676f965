import Kernel

/// A value that a call is going to look for in a column: does any row hold it? Calls that share a commit have theirs
/// looked up together, and those that nobody holds need not be asked for one by one.
public struct Lookup: Hashable, Sendable {
    let object: String
    let table: String
    let column: String
    let text: String

    public var isBlank: Bool { text.isEmpty }

    public init<Object: BusinessObject>(_ path: KeyPath<Object, String>, _ text: String) {
        let descriptor = Object.schema.descriptor
        object = descriptor.name
        table = descriptor.table
        column = Select<Object>().column(path)
        self.text = text
    }
}

/// Values that no row holds. What is written meanwhile is forgotten here.
final class KnownAbsences {
    private struct Column: Hashable {
        let object: String
        let name: String
    }

    private var texts: [Column: Set<String>] = [:]

    /// Looks up all at once. One alone is not worth a question of its own.
    init(_ lookups: [Lookup], in session: any StoreSession) throws(StoreError) {
        for (table, wanted) in Dictionary(grouping: lookups, by: \.table).sorted(by: { $0.key < $1.key }) {
            for (column, wanted) in Dictionary(grouping: wanted, by: \.column).sorted(by: { $0.key < $1.key }) {
                var absent = Set(wanted.map(\.text)).subtracting([""])
                guard absent.count > 1 else { continue }
                for bite in ValueList.bites(absent.sorted()) {
                    let sql = "SELECT \(column) FROM \(table) WHERE \(column) IN (\(bite.marks))"
                    for row in try session.rows(sql, bite.values, as: [.text]) { absent.remove(row[0].text) }
                }
                texts[Column(object: wanted[0].object, name: column)] = absent
            }
        }
    }

    func holds(_ lookup: Lookup) -> Bool {
        texts[Column(object: lookup.object, name: lookup.column)]?.contains(lookup.text) ?? false
    }

    /// A row with these values is there now.
    func forget(_ descriptor: ObjectDescriptor, _ values: [Value]) {
        guard texts.keys.contains(where: { $0.object == descriptor.name }) else { return }
        for (field, value) in zip(descriptor.fields, values) {
            guard case .text(let text) = value else { continue }
            texts[Column(object: descriptor.name, name: field.column)]?.remove(text)
        }
    }
}

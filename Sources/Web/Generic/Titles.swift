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
        let record = reading.mayRead(object) ? try reading.record(object, id) : nil
        let title = record.map(Naming.full)
        known[object + id] = title
        return title
    }

    /// A field's value as a page shows it; references lead to their records.
    mutating func html(_ value: Value, _ field: FieldDescriptor, _ format: Format) throws -> HTML {
        guard case .reference(let object) = field.kind, !value.isBlank else {
            return format.value(value, kind: field.kind)
        }
        guard let title = try title(object, value.text) else { return "<span class=\"muted mono\">\(value.text)</span>" }
        let isLine = reading.module.object(object)?.descriptor.parentField != nil
        return isLine ? "\(title)" : Link(title, RecordPath.of(source, object, value.text)).html
    }
}

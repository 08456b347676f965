/// Collects the statements of a schema's closure.
public struct SchemaBuilder<Object: Sendable> {
    @usableFromInline var descriptor: ObjectDescriptor
    @usableFromInline var bindings: [FieldBinding] = []
    /// The key path of each binding; nil for a field that a command carries within an object.
    @usableFromInline var paths: [PartialKeyPath<Object>?] = []
    var lists: [ListBinding] = []

    init(name: String) { descriptor = ObjectDescriptor(name: name) }

    /// One field: its public name, where it lives, and its rules.
    @inlinable
    public mutating func field<V: FieldValue>(
        _ name: String, _ path: any WritableKeyPath<Object, V> & Sendable, _ rules: FieldRule...
    ) {
        var field = FieldDescriptor(name: name, kind: V.kind, isOptional: V.isOptional)
        for rule in rules { rule.apply(&field.rules) }
        precondition(descriptor.field(name) == nil, "\(descriptor.name).\(name) is declared twice")
        descriptor.fields.append(field)
        paths.append(path)
        guard let offset = MemoryLayout<Object>.offset(of: path) else {
            // A computed property lies nowhere.
            bindings.append(
                FieldBinding(
                    descriptor: field,
                    read: { $0.assumingMemoryBound(to: Object.self).pointee[keyPath: path].fieldValue },
                    write: { (place, value) throws(ValueError) in
                        let value = try V(fieldValue: value)
                        place.assumingMemoryBound(to: Object.self).pointee[keyPath: path] = value
                    }))
            return
        }
        bindings.append(
            FieldBinding(
                descriptor: field,
                read: { ($0 + offset).assumingMemoryBound(to: V.self).pointee.fieldValue },
                write: { (place, value) throws(ValueError) in
                    let value = try V(fieldValue: value)
                    (place + offset).assumingMemoryBound(to: V.self).pointee = value
                }))
    }

    /// A command's list of lines, read and checked one by one; reasons carry the line's number, from 1.
    public mutating func list<Element: Sendable>(
        _ name: String, _ path: any WritableKeyPath<Object, [Element]> & Sendable, _ schema: Schema<Element>,
        blank: @escaping @Sendable () -> Element
    ) {
        descriptor.lists.append(ListDescriptor(name: name, element: schema.descriptor))
        lists.append(
            ListBinding(
                name: name,
                read: { place in
                    let elements = place.assumingMemoryBound(to: Object.self).pointee[keyPath: path]
                    var records: [Record] = []
                    records.reserveCapacity(elements.count)
                    for index in 0..<elements.count {
                        records.append(schema.record(of: elements[index], id: String(index + 1)))
                    }
                    return records
                },
                write: { place, records in
                    var reasons: [Reason] = []
                    var elements: [Element] = []
                    elements.reserveCapacity(records.count)
                    for index in 0..<records.count {
                        var element = blank()
                        reasons += schema.assign(records[index], to: &element, line: index + 1)
                        elements.append(element)
                    }
                    place.assumingMemoryBound(to: Object.self).pointee[keyPath: path] = elements
                    return reasons
                },
                problems: { place in
                    let elements = place.assumingMemoryBound(to: Object.self).pointee[keyPath: path]
                    guard elements.count <= ValueBounds.mostLines else {
                        return [
                            Reason(
                                .invalidValue, "'\(name)' has \(elements.count) lines",
                                document: schema.descriptor.name,
                                field: name, allowed: "at most \(ValueBounds.mostLines) at once")
                        ]
                    }
                    var reasons: [Reason] = []
                    for index in 0..<elements.count { reasons += schema.problems(of: elements[index], line: index + 1) }
                    return reasons
                }))
    }

    /// The stored lines of a document: rows of another object that name this one in their parent field.
    public mutating func lines<Line: BusinessObject>(_ name: String, of line: Line.Type) {
        descriptor.lists.append(ListDescriptor(name: name, element: Line.schema.descriptor))
    }

    /// This object is a line of the document named in `field`.
    public mutating func parent(_ field: String) { descriptor.parentField = field }

    /// A posted document says how many lines it has; the database refuses one more.
    public mutating func sealed(byParentCount field: String) { descriptor.sealedByParentCount = field }

    /// From birth the row refuses UPDATE and DELETE.
    public mutating func immutable() { descriptor.immutableStates = ["*"] }

    /// Once `state` has one of these values the row refuses UPDATE and DELETE.
    public mutating func immutable<State: Choice>(once states: State...) {
        descriptor.immutableStates = states.map(\.rawValue)
    }

    public mutating func unique(_ fields: String...) { descriptor.uniqueTogether.append(fields) }
    public mutating func index(_ fields: String...) { descriptor.indexes.append(fields) }

    /// Its changes are announced in the feed; the bridge carries them. A line is announced as its document.
    public mutating func published() { descriptor.isPublished = true }

    /// The engine writes it itself, without commands, because it is itself a ledger; people's commands are audited.
    public mutating func ledger() { descriptor.isLedger = true }
}

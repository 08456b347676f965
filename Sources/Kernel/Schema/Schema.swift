/// Declares a type's fields once. From it come storage, validation, JSON, forms, audit, access and the mapping catalog.
///
///     public static let schema = Schema<Quote>("Quote") { s in
///         s.field("number", \.number, .assigned, .unique, .maxLength(20))
///     }
public final class Schema<Object: Sendable>: Sendable {
    public let descriptor: ObjectDescriptor
    public let bindings: [FieldBinding]
    public let lists: [ListBinding]
    private let bindingsByName: [FieldBinding]
    private let listsByName: [ListBinding]
    private let positions: KeyPathPositions<Object>
    /// The fields whose values may be wrong in themselves.
    private let judged: [FieldBinding]
    /// A row's fields rather than those that a command carries.
    private let isKept: Bool
    /// Cached, so that storage need not compose text for each row.
    public let sql: SchemaSQL

    public init(_ name: String, _ declare: (inout SchemaBuilder<Object>) -> Void) {
        var builder = SchemaBuilder<Object>(name: name)
        declare(&builder)
        builder.descriptor.findNameFields()
        descriptor = builder.descriptor
        bindings = builder.bindings
        lists = builder.lists
        bindingsByName = bindings.sorted { $0.descriptor.name < $1.descriptor.name }
        listsByName = lists.sorted { $0.name < $1.name }
        positions = KeyPathPositions(builder.paths)
        judged = bindings.filter(\.descriptor.isJudged)
        isKept = Object.self is any BusinessObject.Type
        sql = SchemaSQL(of: descriptor)
    }

    /// The position of the field at this key path. Traps when the field was not declared: a programmer's error.
    public func position(of path: PartialKeyPath<Object>) -> Int {
        guard let position = positions.position(of: path) else {
            preconditionFailure("\(descriptor.name) declares no field for \(path)")
        }
        return position
    }

    /// The position of the field at this key path; nil when there is none.
    public func declaredPosition(of path: PartialKeyPath<Object>) -> Int? { positions.position(of: path) }

    /// Is there a field at this key path?
    public func declares(_ path: PartialKeyPath<Object>) -> Bool { positions.position(of: path) != nil }

    public func values(of object: Object) -> [Value] {
        withUnsafePointer(to: object) { place in
            var values: [Value] = []
            values.reserveCapacity(bindings.count)
            for binding in bindings { values.append(binding.read(place)) }
            return values
        }
    }

    /// Writes every field from a row of the store, whose first field stands at `start`. Throws with the field's name.
    public func fill(
        _ object: inout Object, from row: [Value], at start: Int
    ) throws(FieldFault) {
        try withUnsafeMutablePointer(to: &object) { place throws(FieldFault) in
            for index in 0..<bindings.count {
                do throws(ValueError) {
                    try bindings[index].write(place, row[start + index])
                } catch {
                    throw FieldFault(field: bindings[index].descriptor.name, message: error.message)
                }
            }
        }
    }

    /// One field's value, by its place among the bindings.
    public func value(at position: Int, of object: Object) -> Value {
        withUnsafePointer(to: object) { bindings[position].read($0) }
    }

    /// The object as a travelling record, its command lists included.
    public func record(of object: Object, id: String = "") -> Record {
        var record = Record(object: descriptor.name, id: id)
        record.fields.reserveCapacity(bindings.count)
        withUnsafePointer(to: object) { place in
            for binding in bindings { record.fields[binding.descriptor.name] = binding.read(place) }
            for list in lists { record.lists[list.name] = list.read(place) }
        }
        return record
    }

    /// The object as JSON whose names are in order: the same bytes for the same content.
    public func writeCanonically(_ object: Object, to json: inout JSONWriter) {
        json.beginObject()
        withUnsafePointer(to: object) { place in
            for binding in bindingsByName {
                json.key(binding.descriptor.name)
                json.value(binding.read(place))
            }
            for list in listsByName {
                json.key(list.name)
                json.beginArray()
                for element in list.read(place) { element.writeCanonically(to: &json) }
                json.endArray()
            }
        }
        json.endObject()
    }

    /// Writes every field that the record mentions. Returns all reasons at once; unknown fields are named with what
    /// is allowed. `line` numbers the reasons of a list's elements.
    public func assign(_ record: Record, to object: inout Object, line: Int? = nil) -> [Reason] {
        var (reasons, known) = withUnsafeMutablePointer(to: &object) { assign(record, at: $0, line) }
        if known < record.fields.count {
            let names = Set(bindings.map(\.descriptor.name))
            for field in record.fields.keys.sorted() where !names.contains(field) {
                reasons.append(
                    Reason(
                        .unknownField, "\(descriptor.name) has no field '\(field)'", document: descriptor.name,
                        line: line, field: field, allowed: names.sorted().joined(separator: ", ")))
            }
        }
        return reasons
    }

    /// Gives what was wrong, and how many of the record's fields are known.
    private func assign(
        _ record: Record, at place: UnsafeMutableRawPointer, _ line: Int?
    ) -> (reasons: [Reason], known: Int) {
        var reasons: [Reason] = []
        var known = 0
        for binding in bindings {
            guard let value = record.fields[binding.descriptor.name] else { continue }
            known += 1
            do throws(ValueError) {
                try binding.write(place, value)
            } catch {
                reasons.append(
                    Reason(
                        .invalidValue, error.message, document: descriptor.name, line: line,
                        field: binding.descriptor.name, allowed: error.allowed))
            }
        }
        for list in lists {
            guard let elements = record.lists[list.name] else { continue }
            reasons += list.write(place, elements)
        }
        return (reasons, known)
    }

    /// All that the declarations themselves forbid: blanks where required, texts too long, figures out of bounds.
    public func problems(of object: Object, line: Int? = nil) -> [Reason] {
        withUnsafePointer(to: object) { problems(at: $0, line) }
    }

    private func problems(at place: UnsafeRawPointer, _ line: Int?) -> [Reason] {
        var reasons: [Reason] = []
        for binding in judged {
            if let reason = problem(of: binding.read(place), binding.descriptor, line) { reasons.append(reason) }
        }
        for list in lists { reasons += list.problems(place) }
        return reasons
    }

    private func problem(of value: Value, _ field: FieldDescriptor, _ line: Int?) -> Reason? {
        if field.rules.isRequired, value.isUnreadable {
            return Reason(
                .requiredField, "\(descriptor.name) needs a value in '\(field.name)'",
                document: descriptor.name, line: line, field: field.name, allowed: "any \(field.kind.name)")
        }
        if case .text(let text) = value {
            // Databases count code points, not what a reader sees as one character.
            // Bytes are never fewer than those, and are counted already.
            guard let limit = field.rules.maximumLength, text.utf8.count > limit, text.unicodeScalars.count > limit
            else { return nil }
            let count = text.unicodeScalars.count
            return Reason(
                .textTooLong, "'\(field.name)' has \(count) characters", document: descriptor.name,
                line: line, field: field.name, allowed: "at most \(limit) characters")
        }
        guard let error = field.rules.error(of: value, isKept: isKept) else { return nil }
        return Reason(
            .invalidValue, error.message, document: descriptor.name, line: line, field: field.name,
            allowed: error.allowed)
    }
}

/// A value that does not fit the field it was read for.
public struct FieldFault: Error, Hashable, Sendable {
    public let field: String
    public let message: String
}

/// Finds a field by its key path: by where it lies, which is cheaper to tell than what the path says, else by the path
/// itself. Why unchecked: every path in it was declared `Sendable` by `field(_:_:)`, and nothing changes after `init`;
/// a dictionary cannot say so in its type.
private struct KeyPathPositions<Object>: @unchecked Sendable {
    private var byOffset: [Int: Int] = [:]
    private var byPath: [PartialKeyPath<Object>: Int] = [:]

    init(_ paths: [PartialKeyPath<Object>?]) {
        for (index, path) in paths.enumerated() {
            guard let path else { continue }
            if let offset = MemoryLayout<Object>.offset(of: path) {
                byOffset[offset] = index
            } else {
                byPath[path] = index
            }
        }
    }

    func position(of path: PartialKeyPath<Object>) -> Int? {
        if let offset = MemoryLayout<Object>.offset(of: path) { byOffset[offset] } else { byPath[path] }
    }
}

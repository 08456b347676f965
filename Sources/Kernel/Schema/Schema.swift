/// Declares a type's fields once. From it come storage, validation, JSON, forms, audit, access and the mapping catalog.
///
///     public static let schema = Schema<Quote>("Quote") { s in
///         s.field("number", \.number, .assigned, .unique, .maxLength(20))
///     }
public struct Schema<Object: Sendable>: Sendable {
    public let descriptor: ObjectDescriptor
    public let bindings: [FieldBinding<Object>]
    public let lists: [ListBinding<Object>]
    private let bindingsByName: [FieldBinding<Object>]
    private let listsByName: [ListBinding<Object>]
    private let positions: KeyPathPositions<Object>
    /// Cached, so that storage need not compose text for each row.
    public let sql: SchemaSQL

    public init(_ name: String, _ declare: (inout SchemaBuilder<Object>) -> Void) {
        var builder = SchemaBuilder<Object>(name: name)
        declare(&builder)
        descriptor = builder.descriptor
        bindings = builder.bindings
        lists = builder.lists
        bindingsByName = bindings.sorted { $0.descriptor.name < $1.descriptor.name }
        listsByName = lists.sorted { $0.name < $1.name }
        positions = KeyPathPositions(builder.bindings.map(\.path))
        sql = SchemaSQL(of: descriptor)
    }

    /// The position of the field at this key path. Traps when the field was not declared: a programmer's error.
    public func position(of path: PartialKeyPath<Object>) -> Int {
        guard let position = positions.byPath[path] else {
            preconditionFailure("\(descriptor.name) declares no field for \(path)")
        }
        return position
    }

    /// Is there a field at this key path?
    public func declares(_ path: PartialKeyPath<Object>) -> Bool { positions.byPath[path] != nil }

    public func values(of object: Object) -> [Value] {
        bindings.map { $0.read(object) }
    }

    /// The object as a travelling record, its command lists included.
    public func record(of object: Object, id: String = "") -> Record {
        var record = Record(object: descriptor.name, id: id)
        record.fields.reserveCapacity(bindings.count)
        for binding in bindings { record.fields[binding.descriptor.name] = binding.read(object) }
        for list in lists { record.lists[list.name] = list.read(object) }
        return record
    }

    /// The object as JSON whose names are in order: the same bytes for the same content.
    public func writeCanonically(_ object: Object, to json: inout JSONWriter) {
        json.beginObject()
        for binding in bindingsByName {
            json.key(binding.descriptor.name)
            json.value(binding.read(object))
        }
        for list in listsByName {
            json.key(list.name)
            json.beginArray()
            for element in list.read(object) { element.writeCanonically(to: &json) }
            json.endArray()
        }
        json.endObject()
    }

    /// Writes every field that the record mentions. Returns all reasons at once; unknown fields are named with what
    /// is allowed. `line` numbers the reasons of a list's elements.
    public func assign(_ record: Record, to object: inout Object, line: Int? = nil) -> [Reason] {
        var reasons: [Reason] = []
        var known = 0
        for binding in bindings {
            guard let value = record.fields[binding.descriptor.name] else { continue }
            known += 1
            do throws(ValueError) {
                try binding.write(&object, value)
            } catch {
                reasons.append(
                    Reason(
                        .invalidValue, error.message, document: descriptor.name, line: line,
                        field: binding.descriptor.name, allowed: error.allowed))
            }
        }
        for list in lists {
            guard let elements = record.lists[list.name] else { continue }
            reasons += list.write(&object, elements)
        }
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

    /// All that the declarations themselves forbid: blanks where required, texts too long.
    public func problems(of object: Object, line: Int? = nil) -> [Reason] {
        var reasons: [Reason] = []
        for binding in bindings {
            let field = binding.descriptor
            guard field.rules.isRequired || field.rules.maximumLength != nil else { continue }
            let value = binding.read(object)
            if field.rules.isRequired, value.isBlank {
                reasons.append(
                    Reason(
                        .requiredField, "\(descriptor.name) needs a value in '\(field.name)'",
                        document: descriptor.name, line: line, field: field.name, allowed: "any \(field.kind.name)"))
            }
            // Databases count code points, not what a reader sees as one character.
            // Bytes are never fewer than those, and are counted already.
            if let limit = field.rules.maximumLength, case .text(let text) = value, text.utf8.count > limit,
                text.unicodeScalars.count > limit
            {
                let count = text.unicodeScalars.count
                reasons.append(
                    Reason(
                        .textTooLong, "'\(field.name)' has \(count) characters", document: descriptor.name,
                        line: line, field: field.name, allowed: "at most \(limit) characters"))
            }
        }
        return reasons + lists.flatMap { $0.problems(object) }
    }
}

/// Reads and writes one declared field of an object. A class, because every record walks through all of them and a
/// reference is cheaper to pass than what it holds.
public final class FieldBinding<Object: Sendable>: Sendable {
    public let descriptor: FieldDescriptor
    /// nil for a field that a command carries within an object.
    let path: (any PartialKeyPath<Object> & Sendable)?
    public let read: @Sendable (Object) -> Value
    public let write: @Sendable (inout Object, Value) throws(ValueError) -> Void
    /// Reads where the object lies, without taking a copy of it.
    let readInBox: @Sendable (Boxed<Object>) -> Value

    @usableFromInline
    init(
        descriptor: FieldDescriptor, path: (any PartialKeyPath<Object> & Sendable)?,
        read: @escaping @Sendable (Object) -> Value, readInBox: @escaping @Sendable (Boxed<Object>) -> Value,
        write: @escaping @Sendable (inout Object, Value) throws(ValueError) -> Void
    ) {
        self.descriptor = descriptor
        self.path = path
        self.read = read
        self.readInBox = readInBox
        self.write = write
    }
}

/// An object that is passed on by reference. Why unchecked: it is changed only while a single owner holds it.
@usableFromInline
final class Boxed<Object: Sendable>: @unchecked Sendable {
    @usableFromInline var object: Object
    init(_ object: Object) { self.object = object }
}

/// Reads and writes a list of lines of a command's input.
public struct ListBinding<Object: Sendable>: Sendable {
    public let name: String
    let read: @Sendable (Object) -> [Record]
    let write: @Sendable (inout Object, [Record]) -> [Reason]
    let problems: @Sendable (Object) -> [Reason]
}

/// Finds a field by its key path. Why unchecked: every path in it was declared `Sendable` by `field(_:_:)`, and
/// nothing changes after `init`; a dictionary cannot say so in its type.
private struct KeyPathPositions<Object>: @unchecked Sendable {
    let byPath: [PartialKeyPath<Object>: Int]

    init(_ paths: [PartialKeyPath<Object>?]) {
        var byPath: [PartialKeyPath<Object>: Int] = [:]
        for (index, path) in paths.enumerated() { if let path { byPath[path] = index } }
        self.byPath = byPath
    }
}

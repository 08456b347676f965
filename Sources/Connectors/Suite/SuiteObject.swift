import Bridge
import Kernel
import Platform

/// How one built-in object is reached from the bridge: read by its schema, written by its commands. Nothing more is
/// known of it here; a rule that a person meets, the bridge meets.
public struct SuiteObject: Sendable {
    typealias Call = @Sendable (Write) throws(Refusal) -> CommandCall

    let descriptor: ObjectDescriptor
    private(set) var reader: DocumentReader
    /// What may be written, by the create command's input; empty when the object is only read.
    private(set) var inputs: [ObjectDescriptor] = []
    private var addedFields: [FieldDescriptor] = []
    private var addedLists: [ListDescriptor] = []
    private(set) var create: Call?
    private(set) var update: Call?
    private(set) var refuse: Call?
    private(set) var wait: Call?
    /// The names of the commands behind them, for explanations.
    public private(set) var createCommand: String?
    public private(set) var updateCommand: String?
    public private(set) var refuseCommand: String?
    public private(set) var waitCommand: String?
    public var name: String { descriptor.name }

    public init<Object: BusinessObject>(_ type: Object.Type) {
        descriptor = Object.schema.descriptor
        reader = DocumentReader(Object.schema.descriptor)
    }

    /// Shows fields of referenced records beside the reference: "salesOrder.number", or "lines.item.code" in a list.
    public func showing(_ paths: String..., in module: Module) -> SuiteObject {
        var copy = self
        for path in paths { copy.reader.show(path, in: module) }
        return copy
    }

    /// Reads with it the one row of another object that names it in `field`, as "prefix.field"; a change of that row
    /// is a change of this record.
    public func following<Follower: BusinessObject>(
        _ follower: Follower.Type, by field: String, as prefix: String
    ) -> SuiteObject {
        var copy = self
        copy.reader.follow(Follower.schema.descriptor, by: field, as: prefix)
        return copy
    }

    /// Adds what no reference leads to: `fields` and `lists` name it for the catalog.
    public func enriched(
        fields: [String: FieldKind] = [:], lists: [ListDescriptor] = [],
        _ enrich: @escaping @Sendable (inout Record, any StoreSession) throws -> Void
    ) -> SuiteObject {
        var copy = self
        copy.reader.enrich = enrich
        copy.addedFields = fields.sorted { $0.key < $1.key }.map {
            FieldDescriptor(name: $0.key, kind: $0.value, isOptional: true)
        }
        copy.addedLists = lists
        return copy
    }

    /// Created by this command; its answer is the new record's id.
    public func created<C: Command>(by command: C.Type) -> SuiteObject {
        var copy = self
        copy.inputs.append(C.input.descriptor)
        copy.createCommand = command.name
        copy.create = { write throws(Refusal) in try Self.call(command, write.record, write) }
        return copy
    }

    /// Changed by this command; `id` names the input field that takes the record's id.
    public func updated<C: Command>(by command: C.Type, id field: String) -> SuiteObject {
        var copy = self
        copy.inputs.append(C.input.descriptor)
        let reader = reader
        copy.updateCommand = command.name
        copy.update = { write throws(Refusal) in
            var record = write.record
            if case .update(let id) = write.action { record.fields[field] = .text(id) }
            return try Self.call(command, record, write, reader)
        }
        return copy
    }

    /// Hears the other system's refusal through this command: `id` takes the record's id, `reasons` the JSON.
    public func refused<C: Command>(
        by command: C.Type, id field: String, reasons: String, also constants: [String: Value] = [:]
    ) -> SuiteObject {
        var copy = self
        copy.refuseCommand = command.name
        copy.refuse = Self.hearing(command, field, reasons, constants) { Reason.json($0) }
        return copy
    }

    /// Hears what its journey waits for, in words.
    public func waiting<C: Command>(by command: C.Type, id field: String, words: String) -> SuiteObject {
        var copy = self
        copy.waitCommand = command.name
        copy.wait = Self.hearing(command, field, words, [:]) { $0.map(\.message).joined(separator: "; ") }
        return copy
    }

    private static func hearing<C: Command>(
        _ command: C.Type, _ field: String, _ text: String, _ constants: [String: Value],
        _ words: @escaping @Sendable ([Reason]) -> String
    ) -> Call {
        { write throws(Refusal) in
            var record = Record(object: C.input.descriptor.name, fields: constants)
            switch write.action {
            case .refuse(let id, let reasons), .wait(let id, let reasons):
                record.fields[field] = .text(id)
                record.fields[text] = .text(words(reasons))
            case .create, .update, .delete: throw Refusal(.notWritable, "no news", document: write.object)
            }
            return try Self.call(command, record, write)
        }
    }

    private static func call<C: Command>(
        _ command: C.Type, _ record: Record, _ write: Write, _ reader: DocumentReader? = nil
    ) throws(Refusal) -> CommandCall {
        var expected: ExpectedVersion?
        if case .update(let id) = write.action, let version = write.expectedVersion, let reader {
            expected = ExpectedVersion(version: version) { try reader.version(of: id, in: $0) }
        }
        return try CommandCall.reading(
            command, from: record, by: .bridge, key: write.key, why: write.why, correlation: write.correlation,
            expected: expected)
    }

    func call(for write: Write) throws(Refusal) -> CommandCall {
        let call =
            switch write.action {
            case .create: create
            case .update: update
            case .refuse: refuse
            case .wait: wait
            case .delete: nil as Call?
            }
        guard let call else {
            throw Refusal(
                .notWritable, "\(descriptor.name) cannot be written this way from another system",
                document: descriptor.name, fixedBy: "integration admin")
        }
        return try call(write)
    }
}

extension SuiteObject {
    /// The object as recipes see it: what can be read, and what its commands take, with their rules.
    public var catalogEntry: ObjectDescriptor {
        var entry = ObjectDescriptor(name: name)
        let own = [FieldDescriptor(name: "id", kind: .text, isOptional: false)] + descriptor.fields
        entry.fields = Self.joined(own + reader.shownFields + addedFields, inputs.map(\.fields))
        let inputLists = inputs.flatMap(\.lists)
        for list in descriptor.lists + addedLists + inputLists where entry.list(list.name) == nil {
            var element = ObjectDescriptor(name: list.element.name)
            let given = inputLists.filter { $0.name == list.name }.map(\.element.fields)
            element.fields = Self.joined(list.element.fields + reader.shownFields(of: list.name), given)
            entry.lists.append(ListDescriptor(name: list.name, element: element))
        }
        return entry
    }

    /// A field that a command takes is judged by the command's rules; one that is only read requires nothing.
    private static func joined(_ read: [FieldDescriptor], _ inputs: [[FieldDescriptor]]) -> [FieldDescriptor] {
        var fields: [FieldDescriptor] = []
        var seen: Set<String> = []
        let created = Set(inputs.first?.filter(\.rules.isRequired).map(\.name) ?? [])
        for var field in inputs.flatMap(\.self) + read where seen.insert(field.name).inserted {
            field.rules.isRequired = created.contains(field.name)
            fields.append(field)
        }
        return fields
    }

    /// What its commands take.
    public var writableFields: Set<String> { Set(inputs.flatMap(\.fields).map(\.name)) }

    /// The same for its lists' elements.
    public var writableElements: [String: Set<String>] {
        var elements: [String: Set<String>] = [:]
        for list in catalogEntry.lists {
            let given = inputs.flatMap(\.lists).filter { $0.name == list.name }.flatMap(\.element.fields)
            elements[list.element.name] = Set(given.map(\.name))
        }
        return elements
    }
}

extension RefusalCode {
    /// No command of the system does this.
    public static let notWritable = RefusalCode("notWritable")
}

import Bridge
import Kernel
import Platform

/// How one built-in object is reached from the bridge: read by its schema, written by its commands. Nothing more is
/// known of it here; a rule that a person meets, the bridge meets.
public struct SuiteObject: Sendable {
    typealias Call = @Sendable (Write) throws(Refusal) -> CommandCall

    let descriptor: ObjectDescriptor
    /// What may be written, by the create command's input; empty when the object is only read.
    private(set) var inputs: [ObjectDescriptor] = []
    private(set) var create: Call?
    private(set) var update: Call?
    private(set) var refuse: Call?

    public init<Object: BusinessObject>(_ type: Object.Type) { descriptor = Object.schema.descriptor }

    /// Created by this command; its answer is the new record's id.
    public func created<C: Command>(by command: C.Type) -> SuiteObject {
        var copy = self
        copy.inputs.append(C.input.descriptor)
        copy.create = { write throws(Refusal) in try Self.call(command, write.record, write) }
        return copy
    }

    /// Changed by this command; `id` names the input field that takes the record's id.
    public func updated<C: Command>(by command: C.Type, id field: String) -> SuiteObject {
        var copy = self
        copy.inputs.append(C.input.descriptor)
        copy.update = { write throws(Refusal) in
            var record = write.record
            if case .update(let id) = write.action { record.fields[field] = .text(id) }
            return try Self.call(command, record, write)
        }
        return copy
    }

    /// Hears the other system's refusal through this command: `id` takes the record's id, `reasons` the JSON.
    public func refused<C: Command>(by command: C.Type, id field: String, reasons: String) -> SuiteObject {
        var copy = self
        copy.refuse = { write throws(Refusal) in
            guard case .refuse(let id, let list) = write.action else {
                throw Refusal(.invalidValue, "not a refusal")
            }
            let record = Record(
                object: C.input.descriptor.name, fields: [field: .text(id), reasons: .text(Reason.json(list))])
            return try Self.call(command, record, write)
        }
        return copy
    }

    private static func call<C: Command>(
        _ command: C.Type, _ record: Record, _ write: Write
    ) throws(Refusal) -> CommandCall {
        var expected: ExpectedVersion?
        if case .update(let id) = write.action, let version = write.expectedVersion {
            expected = ExpectedVersion(object: write.object, id: id, version: version)
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

extension RefusalCode {
    /// No command of the system does this.
    public static let notWritable = RefusalCode("notWritable")
}

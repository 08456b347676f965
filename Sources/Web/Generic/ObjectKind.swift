import HTMLText
import Imports
import Kernel
import Platform

/// One kind of record as the generic pages know it: what its schema declares, and which commands act on it.
struct ObjectKind: Sendable {
    let source: Source
    let descriptor: ObjectDescriptor
    /// Commands that make one; they need none to begin with.
    let makers: [CommandKind]
    /// Commands whose first required reference is one.
    let actions: [CommandKind]
    /// Objects of the same system that refer to one, and by which field.
    let referrers: [(object: ObjectDescriptor, field: FieldDescriptor)]
    /// What one must be permitted to bring in files of them; nil when nobody can.
    let importing: Permission?

    var name: String { descriptor.name }
    var path: String { "/\(source.rawValue)/\(Words.path(of: name))" }
    var singular: String { Words.spoken(name) }
    var plural: String { Words.plural(singular) }

    /// Refuses `notPermitted` when he may read none; a search would find nothing and not say why.
    func expectReading(by reading: Reading) throws {
        guard !reading.mayRead(name) else { return }
        throw Refusal(
            .notPermitted, "\(reading.actor.name) may not read \(plural.lowercased())", document: name,
            fixedBy: "integration admin")
    }

    /// The field of its state, with the words it may have.
    var states: [String] {
        guard case .choice(let words)? = descriptor.field("state")?.kind else { return [] }
        return words
    }

    /// All kinds of a system that stand for themselves; lines are shown with their documents.
    static func all(of bus: CommandBus, _ source: Source) -> [ObjectKind] {
        let objects = bus.module.descriptors
        let commands = bus.module.commands.map { CommandKind.of($0, source) }.filter(\.isForPeople)
        return objects.filter { $0.parentField == nil }.map { object in
            ObjectKind(
                source: source, descriptor: object,
                makers: commands.filter { $0.makes == object.name && $0.subject?.object != object.name },
                actions: commands.filter { $0.subject?.object == object.name },
                referrers: objects.filter { $0.parentField == nil }.flatMap { other in
                    other.fields.filter { $0.kind == .reference(object.name) && $0.rules.isIndexed }
                        .map { (other, $0) }
                },
                importing: source == .bridge
                    ? nil
                    : ImportTarget(system: source.rawValue, object: object.name, in: bus.module)?.maker.permission)
        }
    }
}

/// One command as a form knows it.
struct CommandKind: Sendable {
    let source: Source
    let name: String
    let permission: Permission
    let input: ObjectDescriptor
    /// What stands in its fields when nobody says otherwise.
    let defaults: Record
    /// The object whose identity it answers with.
    let makes: String?
    /// The record on which it acts: its first required reference.
    let subject: (object: String, field: String)?
    private let isInternal: Bool
    private let read: Reader

    private typealias Reader =
        @Sendable (Record, Actor, String?, String?, ExpectedVersion?) throws(Refusal) -> CommandCall

    static func of<C: Command>(_ type: C.Type, _ source: Source) -> CommandKind { CommandKind(type, source) }

    private init<C: Command>(_ type: C.Type, _ source: Source) {
        self.source = source
        read = { record, actor, key, why, expected throws(Refusal) in
            try CommandCall.reading(C.self, from: record, by: actor, key: key, why: why, expected: expected)
        }
        name = C.name
        permission = C.permission
        input = C.input.descriptor
        defaults = C.input.record(of: C())
        isInternal = C.isInternal
        let answer = String(describing: C.Answer.self)
        makes = answer.hasPrefix("ID<") ? String(answer.dropFirst(3).dropLast()) : nil
        let reference = input.fields.first { $0.rules.isRequired && $0.isReference }
        if let reference, case .reference(let object) = reference.kind {
            subject = (object, reference.name)
        } else {
            subject = nil
        }
    }

    /// What the bridge alone does is not offered.
    var isForPeople: Bool { !isInternal && permission != "mirror.write" }

    private var noun: String { String(name.prefix { $0 != "." }) }
    private var verb: String { String(name.drop { $0 != "." }.dropFirst()) }

    /// "Accept" on its own object's pages, "Create quote" elsewhere.
    func title(on object: String) -> String {
        let isOwn =
            object.lowercased().hasSuffix(noun.lowercased()) || (object == "ReturnAuthorization" && noun == "return")
        return isOwn ? Words.spoken(verb) : title
    }

    var title: String { "\(Words.spoken(verb)) \(Words.spoken(noun).lowercased())" }

    /// Does it change fields in place, so that the form shows what they are now?
    var isEdit: Bool { ["update", "change"].contains { verb.hasPrefix($0) } }

    /// The call of this command with what a form said.
    func call(
        _ record: Record, by actor: Actor, key: String?, why: String?, expected: ExpectedVersion?
    ) throws(Refusal) -> CommandCall {
        try read(record, actor, key, why, expected)
    }
}

extension FieldDescriptor {
    var isReference: Bool { if case .reference = kind { true } else { false } }
    /// Right-aligned in figures of one width.
    var isNumber: Bool {
        switch kind {
        case .integer, .decimal, .money, .quantity: true
        default: false
        }
    }
}

/// What people call a record: its number or code, and the words beside it.
enum Naming {
    static let handles = ["number", "code", "serial", "signInName"]
    static let words = ["name", "legalName", "subject", "company", "title", "givenName", "familyName", "description"]

    /// The fields of an object that these names are made of, of those that are visible.
    static func fields(of visible: [FieldDescriptor]) -> [String] {
        let called = visible.filter { handles.contains($0.name) || words.contains($0.name) }
        let isNamed = called.contains { $0.rules.isRequired || $0.rules.isAssigned }
        return (isNamed ? called : called + visible.filter { $0.kind == .date || $0.kind == .money }).map(\.name)
    }

    /// "Q-1001", or "Harbour Marine" where there is no number.
    static func title(of record: VisibleRecord) -> String {
        let handle = first(handles, of: record)
        return handle.isEmpty ? name(of: record, or: record.id) : handle
    }

    /// "Harbour Marine", "Aroha Ngata".
    static func name(of record: VisibleRecord, or other: String = "") -> String {
        let person = [record.text("givenName"), record.text("familyName")].filter { !$0.isEmpty }
        if !person.isEmpty { return person.joined(separator: " ") }
        let found = first(words, of: record)
        return found.isEmpty ? other : found
    }

    /// "PMP-200 Bilge pump 200".
    static func full(_ record: VisibleRecord) -> String {
        let handle = first(handles, of: record)
        let name = name(of: record)
        if handle.isEmpty { return name.isEmpty ? figures(of: record) : name }
        return name.isEmpty ? handle : "\(handle) \(name)"
    }

    /// What has no name is called by its day and amount.
    private static func figures(of record: VisibleRecord) -> String {
        let parts = record.fields.compactMap { field, value -> String? in
            switch value {
            case .date(let date): Formatted.date(date)
            case .money(let money) where !money.isZero: Formatted.money(money, in: .none)
            default: nil
            }
        }
        return parts.isEmpty ? record.id : parts.prefix(2).joined(separator: ", ")
    }

    private static func first(_ names: [String], of record: VisibleRecord) -> String {
        names.lazy.map { record.text($0) }.first { !$0.isEmpty } ?? ""
    }
}

import FilesConnector
import Kernel
import Platform

/// Which column of a file goes into which field, and how its cells are read. Kept with the run as JSON.
public struct ImportMapping: Hashable, Sendable {
    /// Day or month first, where a date is not written year first.
    public enum DateOrder: String, CaseIterable, Sendable { case dayFirst, monthFirst }

    /// For each column in order, the field's name; blank for a column that is left out.
    public var fields: [String]
    /// The field that tells whether a record is there already; blank when every row is a new one.
    public var key: String
    /// Whether records that are there are changed; otherwise a row that differs is refused.
    public var changesKnown: Bool
    public var dateOrder: DateOrder
    public var hasDecimalComma: Bool

    public init(
        fields: [String] = [], key: String = "", changesKnown: Bool = true, dateOrder: DateOrder = .dayFirst,
        hasDecimalComma: Bool = false
    ) {
        self.fields = fields
        self.key = key
        self.changesKnown = changesKnown
        self.dateOrder = dateOrder
        self.hasDecimalComma = hasDecimalComma
    }

    /// Empty for a text that is none.
    public init(json text: String) {
        let json = try? JSON(parsing: text)
        self.init(
            fields: json?["fields"]?.array?.map { $0.string ?? "" } ?? [], key: json?["key"]?.string ?? "",
            changesKnown: json?["changesKnown"] != .bool(false),
            dateOrder: json?["dateOrder"]?.string.flatMap(DateOrder.init(rawValue:)) ?? .dayFirst,
            hasDecimalComma: json?["hasDecimalComma"] == .bool(true))
    }

    public var json: String {
        var json = JSONWriter()
        json.beginObject()
        json.key("fields")
        json.beginArray()
        for field in fields { json.string(field) }
        json.endArray()
        json.field("key", key)
        json.key("changesKnown")
        json.bool(changesKnown)
        json.field("dateOrder", dateOrder.rawValue)
        json.key("hasDecimalComma")
        json.bool(hasDecimalComma)
        json.endObject()
        return json.text
    }

    /// What is wrong with it before any row is read.
    public func reasons(header: [String], target: ImportTarget) -> [Reason] {
        var reasons: [Reason] = []
        func add(_ message: String, field: String, allowed: String) {
            reasons.append(Reason(.invalidValue, message, document: "Columns", field: field, allowed: allowed))
        }
        let known = Set(target.fields.map(\.name))
        for (index, field) in fields.enumerated() where !field.isEmpty {
            let column = header.indices.contains(index) ? header[index] : "column \(index + 1)"
            if !known.contains(field) {
                add("'\(field)' is no field that can be imported", field: column, allowed: "a field of the list")
            } else if fields.firstIndex(of: field) != index {
                add("Two columns go into \(field)", field: column, allowed: "one column for each field")
            }
        }
        if fields.allSatisfy(\.isEmpty) { add("No column goes into any field", field: "name", allowed: "one at least") }
        for name in target.needed where !fields.contains(name) {
            add("No column goes into \(name), which every new record needs", field: name, allowed: "one")
        }
        if !key.isEmpty, !fields.contains(key) || target.keys.allSatisfy({ $0.name != key }) {
            add(
                "'\(key)' cannot tell which records are there already", field: "key",
                allowed: target.keys.map(\.name).joined(separator: ", ") + ", read from a column")
        }
        return reasons
    }
}

/// What rows can become: the command that makes a record, and the one that changes it.
public struct ImportTarget: Sendable {
    public let system: String
    public let object: ObjectDescriptor
    public let maker: any Command.Type
    /// The command that changes one, and the field by which it is told which.
    public let changer: (command: any Command.Type, field: String)?

    /// nil when nothing makes one.
    public init?(system: String, object name: String, in module: Module) {
        guard let object = module.object(name)?.descriptor, object.parentField == nil else { return nil }
        let open = module.commands.filter { !$0.isInternal && $0.permission != "mirror.write" }
        let makers = open.filter {
            $0.madeObject == name && $0.subjectObject != name && !$0.inputDescriptor.fields.isEmpty
        }
        guard let maker = makers.first(where: { $0.name.hasSuffix(".create") }) ?? makers.first else { return nil }
        self.system = system
        self.object = object
        self.maker = maker
        let changer = open.first { $0.subjectObject == name && $0.name.hasSuffix(".update") }
        self.changer = changer.flatMap { command in
            command.inputDescriptor.fields.first { $0.kind == .reference(name) }.map { (command, $0.name) }
        }
    }

    /// All that can be imported into that system, by the object's name.
    public static func all(in module: Module) -> [ImportTarget] {
        module.descriptors.compactMap { ImportTarget(system: module.name, object: $0.name, in: module) }
    }

    /// What a column may go into.
    public var fields: [FieldDescriptor] { maker.inputDescriptor.fields.filter { !$0.rules.isSecret } }

    /// What a new record must be given: nothing stands in for it.
    public var needed: [String] { maker.neededFields }

    /// What may tell whether a record is there: fields of the record itself that a person types.
    public var keys: [FieldDescriptor] {
        fields.filter { field in
            guard let held = object.field(field.name), held.kind == field.kind else { return false }
            return field.kind == .text && (field.rules.maximumLength ?? 4_000) <= 400
        }
    }

    /// The best of them: what is unique, a code or number, then a name.
    public func suggestedKey(among mapped: [String]) -> String {
        let ranked = [
            "code", "number", "externalID", "sku", "serial", "email", "name", "legalName", "subject", "title",
        ]
        let known = keys.filter { mapped.contains($0.name) }
        if let unique = known.first(where: { object.field($0.name)?.rules.isUnique == true }) { return unique.name }
        return ranked.first { name in known.contains { $0.name == name } } ?? ""
    }
}

extension Command {
    static var inputDescriptor: ObjectDescriptor { input.descriptor }

    static var neededFields: [String] {
        let usual = input.record(of: Self())
        return input.descriptor.fields.filter { $0.rules.isRequired && usual[$0.name]?.isBlank ?? true }.map(\.name)
    }

    /// The object whose identity it answers with.
    static var madeObject: String? {
        let answer = String(describing: Answer.self)
        return answer.hasPrefix("ID<") ? String(answer.dropFirst(3).dropLast()) : nil
    }

    /// The record on which it acts: its first required reference.
    static var subjectObject: String? {
        guard
            case .reference(let object)? = input.descriptor.fields.first(where: {
                if case .reference = $0.kind { $0.rules.isRequired } else { false }
            })?.kind
        else { return nil }
        return object
    }
}

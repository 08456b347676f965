import Kernel
import Serving

/// Reads a JSON body as a record of a declared input: one form for each kind, the same that is written. Collects all
/// reasons, each with its place.
struct BodyReader {
    private(set) var reasons: [ProblemReason] = []

    mutating func record(_ json: JSON, as input: ObjectDescriptor, at pointer: String = "", line: Int? = nil) -> Record
    {
        var record = Record(object: input.name)
        guard let members = json.members else {
            refuse("not an object", allowed: "{…}", input, at: pointer, line: line)
            return record
        }
        var seen: Set<String> = []
        for member in members {
            let place = pointer + "/" + Self.escaped(member.key)
            guard seen.insert(member.key).inserted else {
                refuse("'\(member.key)' is there twice", allowed: "each name once", input, at: place, line: line)
                continue
            }
            if let list = input.list(member.key) {
                record.lists[list.name] = lines(member.value, of: list, in: input, at: place)
            } else if let field = input.field(member.key) {
                record.fields[field.name] = value(member.value, of: field, in: input, at: place, line: line)
            } else {
                let known = (input.fields.map(\.name) + input.lists.map(\.name)).sorted().joined(separator: ", ")
                reasons.append(
                    ProblemReason(
                        Reason(
                            .unknownField, "\(input.name) has no field '\(member.key)'", document: input.name,
                            line: line, field: member.key, allowed: known), pointer: place))
            }
        }
        return record
    }

    private mutating func lines(
        _ json: JSON, of list: ListDescriptor, in input: ObjectDescriptor, at pointer: String
    ) -> [Record] {
        guard let items = json.array else {
            refuse("'\(list.name)' is not a list", allowed: "[…]", input, at: pointer, line: nil)
            return []
        }
        return items.enumerated().map { index, item in
            record(item, as: list.element, at: "\(pointer)/\(index)", line: index + 1)
        }
    }

    private mutating func value(
        _ json: JSON, of field: FieldDescriptor, in input: ObjectDescriptor, at pointer: String, line: Int?
    ) -> Value? {
        do throws(ValueError) {
            return try Self.value(json, of: field)
        } catch {
            refuse(error.message, allowed: error.allowed, input, field: field.name, at: pointer, line: line)
            return nil
        }
    }

    static func value(_ json: JSON, of field: FieldDescriptor) throws(ValueError) -> Value {
        switch (json, field.kind) {
        case (.null, .text), (.null, .reference): return .null
        case (.null, _) where field.isOptional: return .null
        // As an amount is written whose currency is not known yet: what was read can be sent back.
        case (.null, .money) where !field.rules.isRequired: return .money(.none)
        case (.null, .quantity) where !field.rules.isRequired: return .quantity(.none)
        case (.bool(let flag), .bool): return .bool(flag)
        case (.number(let digits), .integer):
            guard let number = Int64(digits) else {
                throw ValueError("\(digits) is not a whole number", allowed: "a whole number of at most 64 bits")
            }
            return .integer(number)
        case (.string, .bool), (.string, .integer): break
        case (.string(let text), let kind):
            guard !text.unicodeScalars.contains("\0") else {
                throw ValueError("a text with a NUL in it", allowed: "text without the character U+0000")
            }
            if case .money = kind, text == Money.none.description { return .money(.none) }
            if case .quantity = kind, text == Quantity.none.description { return .quantity(.none) }
            return try Value(text: text, kind: kind)
        default: break
        }
        throw ValueError("this is not a \(field.kind.name) as JSON writes it", allowed: form(of: field))
    }

    private static func form(of field: FieldDescriptor) -> String {
        let form =
            switch field.kind {
            case .bool: "true or false"
            case .integer: "a whole number"
            case .decimal: "\"12.5\""
            case .money: "\"12.50 NZD\""
            case .quantity: "\"3 EA\""
            case .text: "\"text\""
            case .choice(let choices): choices.map { "\"\($0)\"" }.joined(separator: ", ")
            case .date: "\"2026-07-31\""
            case .instant: "\"2026-07-31T09:30:00Z\""
            case .reference(let object): "the id of a \(object)"
            }
        return form + (field.isOptional ? " or null" : "")
    }

    private mutating func refuse(
        _ message: String, allowed: String?, _ input: ObjectDescriptor, field: String? = nil, at pointer: String,
        line: Int?
    ) {
        reasons.append(
            ProblemReason(
                Reason(.invalidValue, message, document: input.name, line: line, field: field, allowed: allowed),
                pointer: pointer))
    }

    /// RFC 6901.
    private static func escaped(_ name: String) -> String {
        name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
            .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    }

    /// The place of a reason that a command or the schema gave, as far as it names one.
    static func pointer(of reason: Reason, in input: ObjectDescriptor) -> String? {
        guard let field = reason.field else { return nil }
        if let line = reason.line {
            guard (1...ValueBounds.mostLines).contains(line),
                let list = input.lists.first(where: { $0.element.field(field) != nil })
            else { return nil }
            return "/\(list.name)/\(line - 1)/\(field)"
        }
        return input.field(field) != nil || input.list(field) != nil ? "/\(field)" : nil
    }
}

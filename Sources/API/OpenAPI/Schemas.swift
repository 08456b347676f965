import Kernel
import Serving

/// The JSON schemas of declared fields: the same tables that `BodyReader` reads by and `RecordReader` writes by.
enum Schemas {
    static func reference(_ name: String) -> JSON { .object([("$ref", .string("#/components/schemas/\(name)"))]) }

    /// A command's input. Everything that is not declared is refused. `isPatch`: absent means unchanged.
    static func input(_ input: ObjectDescriptor, isPatch: Bool = false) -> JSON {
        let required = input.fields.filter(\.rules.isRequired).map { JSON.string($0.name) }
        var properties = input.fields.map { ($0.name, field($0, isInput: true)) }
        properties += input.lists.map { list in
            (list.name, JSON.object([("type", .string("array")), ("items", Self.input(list.element))]))
        }
        var schema: [(String, JSON)] = [
            ("type", .string("object")), ("properties", .object(properties)), ("additionalProperties", .bool(false)),
        ]
        if !required.isEmpty { schema.append(("required", .array(required))) }
        return .object(schema)
    }

    /// A record as it is read. A field that the reader may not see is absent, so only id and version are certain.
    static func record(_ object: ObjectDescriptor, system: String, objects: Set<String>) -> JSON {
        var properties: [(String, JSON)] = [
            ("id", .object([("type", .string("string"))])), ("version", .object([("type", .string("integer"))])),
        ]
        properties += object.fields.filter { !$0.rules.isSecret }.map { ($0.name, field($0, isInput: false)) }
        properties += object.lists.filter { objects.contains($0.element.name) }.map { list in
            (
                list.name,
                .object([("type", .string("array")), ("items", reference("\(system).\(list.element.name)"))])
            )
        }
        return .object([
            ("type", .string("object")), ("properties", .object(properties)),
            ("required", .array([.string("id"), .string("version")])), ("additionalProperties", .bool(false)),
        ])
    }

    static func field(_ field: FieldDescriptor, isInput: Bool) -> JSON {
        var schema = kind(field.kind)
        let takesNull =
            switch field.kind {
            case .text, .reference: isInput && !field.rules.isRequired
            case .money, .quantity: !field.rules.isRequired
            default: field.isOptional
            }
        if case .text = field.kind, isInput {
            schema.append(("maxLength", .number(String(field.rules.maximumLength ?? 4_000))))
            if field.rules.isRequired { schema.append(("minLength", .number("1"))) }
        }
        if isInput, field.rules.isRequired, case .reference = field.kind { schema.append(("minLength", .number("1"))) }
        if isInput, field.kind == .integer {
            schema.append(("minimum", .number(String(field.rules.lowest ?? -ValueBounds.mostWhole))))
            schema.append(("maximum", .number(String(field.rules.highest ?? ValueBounds.mostWhole))))
        }
        if takesNull || (field.isOptional && !field.rules.isRequired) { schema = nullable(schema) }
        if !isInput, !field.isWritable { schema.append(("readOnly", .bool(true))) }
        return .object(schema)
    }

    private static func nullable(_ schema: [(String, JSON)]) -> [(String, JSON)] {
        schema.map { name, value in
            switch (name, value) {
            case ("type", .string(let type)): (name, .array([.string(type), .string("null")]))
            case ("enum", .array(let words)): (name, .array(words + [.null]))
            default: (name, value)
            }
        }
    }

    private static func kind(_ kind: FieldKind) -> [(String, JSON)] {
        switch kind {
        case .bool: [("type", .string("boolean"))]
        case .integer: [("type", .string("integer")), ("format", .string("int64"))]
        case .decimal: text("^[+-]?[0-9]+(\\.[0-9]+)?$", example: "12.5")
        case .money: text("^[+-]?[0-9]+(\\.[0-9]+)? [A-Z]{3}$", example: "12.50 NZD")
        case .quantity: text("^[+-]?[0-9]+(\\.[0-9]+)? .+$", example: "3 EA")
        case .text: text("^[^\\u0000]*$", example: nil)
        case .choice(let choices): [("type", .string("string")), ("enum", .array(choices.map(JSON.string)))]
        case .date: [("type", .string("string")), ("format", .string("date"))]
        case .instant: [("type", .string("string")), ("format", .string("date-time"))]
        case .reference(let object):
            [("type", .string("string")), ("description", .string("The id of a \(object)."))]
        }
    }

    private static func text(_ pattern: String, example: String?) -> [(String, JSON)] {
        var schema: [(String, JSON)] = [("type", .string("string")), ("pattern", .string(pattern))]
        if let example { schema.append(("examples", .array([.string(example)]))) }
        return schema
    }
}

extension JSON {
    static func object(_ members: [(String, JSON)]) -> JSON {
        .object(members.map { Member(key: $0.0, value: $0.1) })
    }
}

extension JSONWriter {
    mutating func json(_ json: JSON) {
        switch json {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let digits): literal(digits)
        case .string(let text): string(text)
        case .array(let items):
            beginArray()
            for item in items { self.json(item) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                key(member.key)
                self.json(member.value)
            }
            endObject()
        }
    }
}

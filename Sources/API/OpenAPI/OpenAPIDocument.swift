import Kernel
import Platform

/// The OpenAPI 3.1 description of the interface, written from the same table that its requests are routed by.
struct OpenAPIDocument {
    let json: JSON

    var bytes: [UInt8] {
        var writer = JSONWriter(reservingBytes: 1 << 19)
        writer.json(json)
        return writer.bytes
    }

    init(of table: APITable, modules: [Module]) {
        var paths: [(String, JSON)] = []
        for path in Self.inOrder(table.endpoints.map(\.path)) {
            var methods = table.endpoints.filter { $0.path == path }
                .map { ($0.method.rawValue.lowercased(), Self.operation($0)) }
            if path.contains("{id}") { methods.insert(("parameters", .array([Self.id])), at: 0) }
            paths.append(("/api/\(path)", .object(methods)))
        }
        var schemas = Self.common
        for module in modules {
            let names = Set(module.objects.map { $0.objectName })
            for object in module.descriptors {
                schemas.append(
                    ("\(module.name).\(object.name)", Schemas.record(object, system: module.name, objects: names)))
            }
        }
        json = .object([
            ("openapi", .string("3.1.0")),
            (
                "info",
                .object([
                    ("title", .string("Tandem")), ("version", .string("1")),
                    ("description", .string(Self.introduction)),
                ])
            ),
            ("servers", .array([.object([("url", .string("/"))])])),
            ("security", .array([.object([("token", .array([]))])])),
            ("tags", .array(modules.map { .object([("name", .string($0.name))]) })),
            ("paths", .object(paths)),
            (
                "components",
                .object([
                    (
                        "securitySchemes",
                        .object([
                            ("token", .object([("type", .string("http")), ("scheme", .string("bearer"))]))
                        ])
                    ),
                    ("parameters", Self.shared(table.endpoints.flatMap(\.parameters), \.sharedAs, Self.parameter)),
                    ("responses", Self.shared(table.endpoints.flatMap(\.answers), \.sharedAs, Self.answer)),
                    ("schemas", .object(schemas)),
                ])
            ),
        ])
    }

    static let introduction = """
        Everything that the company's people can read and do, for programs. Money is text with its currency \
        ("12.50 NZD"), quantities with their unit ("3 EA"), decimals are text; no floating point anywhere. Lists are \
        paged by cursor, filtered by `filter[field]` or `filter[field][op]`, sorted by `sort=-field`, narrowed by \
        `fields=a,b`. Changes carry an Idempotency-Key and If-Match. A refusal gives all reasons at once, each with \
        its place, what is allowed, and who can put it right.
        """

    private static let id: JSON = .object([
        ("name", .string("id")), ("in", .string("path")), ("required", .bool(true)),
        (
            "schema",
            .object([
                ("type", .string("string")), ("minLength", .number("1")), ("maxLength", .number("64")),
                ("pattern", .string("^[0-9A-Za-z_-]+$")),
            ])
        ),
    ])

    private static func inOrder(_ paths: [String]) -> [String] {
        var seen: Set<String> = []
        return paths.filter { seen.insert($0).inserted }
    }

    private static func operation(_ endpoint: Endpoint) -> JSON {
        var members: [(String, JSON)] = [
            (
                "operationId",
                .string("\(endpoint.system).\(endpoint.name.split(separator: " ").joined(separator: "."))")
            ),
            ("summary", .string(endpoint.summary)), ("tags", .array([.string(endpoint.system)])),
        ]
        if !endpoint.parameters.isEmpty {
            members.append(
                (
                    "parameters",
                    .array(
                        endpoint.parameters.map { parameter in
                            parameter.sharedAs.map { reference("parameters", $0) } ?? Self.parameter(parameter)
                        })
                ))
        }
        if let body = endpoint.body {
            members.append(
                (
                    "requestBody",
                    .object([
                        ("required", .bool(body.isRequired)),
                        ("content", .object(body.types.map { ($0, .object([("schema", body.schema)])) })),
                    ])
                ))
        }
        let answers = endpoint.answers.sorted { $0.status < $1.status }
        members.append(
            (
                "responses",
                .object(
                    answers.map { one in
                        (String(one.status), one.sharedAs.map { reference("responses", $0) } ?? answer(one))
                    })
            ))
        return .object(members)
    }

    private static func reference(_ group: String, _ name: String) -> JSON {
        .object([("$ref", .string("#/components/\(group)/\(name)"))])
    }

    private static func parameter(_ parameter: Endpoint.Parameter) -> JSON {
        var members: [(String, JSON)] = [
            ("name", .string(parameter.name)), ("in", .string(parameter.place.rawValue)),
            ("description", .string(parameter.text)), ("required", .bool(parameter.isRequired)),
            ("schema", parameter.schema),
        ]
        if parameter.isDeep { members += [("style", .string("deepObject")), ("explode", .bool(true))] }
        return .object(members)
    }

    /// Each of what many endpoints share, once, by name.
    private static func shared<T>(_ all: [T], _ name: (T) -> String?, _ write: (T) -> JSON) -> JSON {
        var seen: [String: JSON] = [:]
        for one in all { if let name = name(one), seen[name] == nil { seen[name] = write(one) } }
        return .object(seen.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    private static func answer(_ answer: Endpoint.Answer) -> JSON {
        var members: [(String, JSON)] = [("description", .string(answer.text))]
        if !answer.headers.isEmpty {
            members.append(
                (
                    "headers",
                    .object(
                        answer.headers.sorted { $0.key < $1.key }.map { name, text in
                            (
                                name,
                                .object([
                                    ("description", .string(text)), ("schema", .object([("type", .string("string"))])),
                                ])
                            )
                        })
                ))
        }
        if let schema = answer.schema {
            members.append(("content", .object([(answer.type, .object([("schema", schema)]))])))
        }
        return .object(members)
    }

    // MARK: What every endpoint shares

    private static let common: [(String, JSON)] = [
        (
            "Outcome",
            shape([
                ("answer", word, true), ("replayed", .object([("type", .string("boolean"))]), true),
                ("sequence", count, true),
            ])
        ),
        (
            "Problem",
            shape([
                ("type", word, true), ("title", word, true), ("status", count, true), ("detail", word, true),
                ("allowed", word, false),
                ("errors", .object([("type", .string("array")), ("items", Schemas.reference("Reason"))]), true),
            ])
        ),
        (
            "Reason",
            shape([
                ("pointer", word, false), ("parameter", word, false), ("code", word, true), ("message", word, true),
                ("document", word, false), ("line", count, false), ("field", word, false), ("allowed", word, false),
                ("fixedBy", word, false), ("waitsFor", word, false), ("yours", anything, false),
                ("current", anything, false),
            ])
        ),
        (
            "Change",
            shape([
                ("sequence", count, true),
                ("at", .object([("type", .string("string")), ("format", .string("date-time"))]), true),
                ("event", word, true), ("object", word, true), ("id", word, true), ("actor", word, true),
                ("correlation", word, true),
            ])
        ),
        (
            "Row",
            shape([
                ("row", count, true), ("status", count, true), ("id", word, false),
                ("errors", .object([("type", .string("array")), ("items", Schemas.reference("Reason"))]), false),
            ])
        ),
    ]

    private static let anything = JSON.object([(String, JSON)]())
    private static let word = JSON.object([("type", JSON.string("string"))])
    private static let count = JSON.object([("type", JSON.string("integer"))])

    private static func shape(_ fields: [(String, JSON, isRequired: Bool)]) -> JSON {
        .object([
            ("type", .string("object")), ("properties", .object(fields.map { ($0.0, $0.1) })),
            ("required", .array(fields.filter(\.isRequired).map { .string($0.0) })),
            ("additionalProperties", .bool(false)),
        ])
    }
}

import API
import Kernel
import Platform
import Suite
import Testing

/// Every endpoint, with made-up bodies, by every role: no answer that is not declared, no effect twice.
@Suite("Every endpoint")
struct EnumerationTests {
    let company: APICompany
    static let roles: [Role] = [
        .sales, .salesManager, .finance, .operations, .warehouse, .support, .integrationAdmin, .marketing, .auditor,
        .executive,
    ]

    init() throws {
        company = try APICompany()
        for role in Self.roles { try company.hire(Self.name(of: role), [role]) }
        try company.hire("everybody", Self.roles)
    }

    private static func name(of role: Role) -> String { role.name.filter { $0 != " " }.lowercased() }

    private struct Operation {
        let method: String
        let path: String
        let statuses: Set<Int>
        let body: JSON?
        let id: String
    }

    private func operations(_ json: JSON) -> [Operation] {
        (json["paths"]?.members ?? []).flatMap { path in
            (path.value.members ?? []).filter { $0.key != "parameters" }.map { method in
                Operation(
                    method: method.key.uppercased(), path: path.key,
                    statuses: Set((method.value["responses"]?.members ?? []).compactMap { Int($0.key) }),
                    body: method.value["requestBody"]?["content"]?["application/json"]?["schema"],
                    id: method.value["operationId"]?.string ?? "")
            }
        }
    }

    @Test("every role on every endpoint gets an answer that is declared, and none of them is a failure")
    func access() async throws {
        try await company.open { api in
            let operations = operations(try await api.get("/api/openapi.json", as: nil).json)
            #expect(operations.count > 200)
            var count = 0
            for operation in operations where !operation.path.hasSuffix("/stream") {
                for role in Self.roles {
                    let answer = try await api.ask(
                        .init(operation.method)!, operation.path.replacing("{id}", with: "nowhere"),
                        operation.body.map { Self.sample($0, salt: count) }, as: Self.name(of: role),
                        ["If-Match": "\"1\""])
                    count += 1
                    #expect(
                        operation.statuses.contains(answer.status),
                        "\(operation.method) \(operation.path) as \(role.name): \(answer.status) \(answer.text)")
                    if answer.status >= 400 { #expect(answer.type == "application/problem+json") }
                }
            }
        }
    }

    @Test("every changing endpoint under a key: the second time changes nothing")
    func once() async throws {
        try await company.open { api in
            let operations = operations(try await api.get("/api/openapi.json", as: nil).json)
            var done = 0
            for (number, operation) in operations.enumerated()
            where operation.method == "POST" && !operation.path.hasSuffix("/bulk") {
                let path = operation.path.replacing("{id}", with: "nowhere")
                let body = operation.body.map { Self.sample($0, salt: number) }
                let key = ["Idempotency-Key": "once-\(number)"]
                let first = try await api.ask(.post, path, body, as: "everybody", key)
                let before = try effects()
                let again = try await api.ask(.post, path, body, as: "everybody", key)
                #expect(first.status == again.status, "\(operation.id): \(first.text) \(again.text)")
                if first.status < 300 {
                    done += 1
                    #expect(again["replayed"] == .bool(true) && again["answer"] == first["answer"], "\(operation.id)")
                }
                #expect(try effects() == before, "\(operation.id) had an effect twice")
            }
            #expect(done >= 8, "too few of the made-up bodies are taken: \(done)")
        }
    }

    /// Lines of the three audit trails.
    private func effects() throws -> [Int] {
        try [company.suite.crm, company.suite.erp, company.suite.bridge].map { bus in
            try bus.store.read { try $0.integer("SELECT count(*) FROM audit") }
        }
    }

    /// A body that fits the schema.
    static func sample(_ schema: JSON, salt: Int) -> String {
        var json = JSONWriter()
        write(schema, name: "", salt: salt, to: &json)
        return json.text
    }

    private static func write(_ schema: JSON, name: String, salt: Int, to json: inout JSONWriter) {
        let type = schema["type"]?.string ?? schema["type"]?.array?.first?.string ?? "string"
        switch type {
        case "object":
            json.beginObject()
            for member in schema["properties"]?.members ?? [] {
                let isRequired = schema["required"]?.array?.contains(.string(member.key)) == true
                guard isRequired || salt.isMultiple(of: 2) else { continue }
                json.key(member.key)
                write(member.value, name: member.key, salt: salt, to: &json)
            }
            json.endObject()
        case "array":
            json.beginArray()
            if let items = schema["items"] { write(items, name: name, salt: salt, to: &json) }
            json.endArray()
        case "boolean": json.bool(salt.isMultiple(of: 3))
        case "integer": json.number(Int64(salt % 7))
        default: json.string(word(schema, name: name, salt: salt))
        }
    }

    private static func word(_ schema: JSON, name: String, salt: Int) -> String {
        if let words = schema["enum"]?.array?.compactMap(\.string), !words.isEmpty { return words[salt % words.count] }
        if let example = schema["examples"]?.array?.first?.string { return example }
        switch schema["format"]?.string {
        case "date": return "2026-11-21"
        case "date-time": return "2026-11-21T09:00:00.000000Z"
        default: break
        }
        let most = schema["maxLength"]?.integer ?? 20
        if let code = ["currency": "NZD", "country": "NZ"][name] { return code }
        return String("word \(name) \(salt)".prefix(min(most, 20)))
    }
}

import API
import Foundation
import Kernel
import Platform
import Suite
import Testing

/// The description of the interface is made from the tables that requests are routed by.
@Suite("OpenAPI")
struct OpenAPITests {
    let company: APICompany
    init() throws {
        company = try APICompany()
        try company.hire("mere", [.sales])
    }

    @Test("the interface is the one that was agreed; TANDEM_RENEW_GOLDEN=1 writes it anew")
    func golden() async throws {
        let text = try await company.open { api in try await api.get("/api/openapi.json", as: nil).text }
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        let pretty = Data((try Self.lines(object, depth: 3) + "\n").utf8)
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/openapi.json")
        if ProcessInfo.processInfo.environment["TANDEM_RENEW_GOLDEN"] == "1" { try pretty.write(to: file) }
        let golden = (try? Data(contentsOf: file)) ?? Data()
        // Compared here: the difference of two megabytes would be computed for a long time.
        let isSame = golden == pretty
        #expect(isSame, "openapi.json has changed; renew it and read the difference")
    }

    /// One line for each operation, schema and shared part.
    private static func lines(_ value: Any, depth: Int) throws -> String {
        guard depth > 0, let members = value as? [String: Any] else {
            let data = try JSONSerialization.data(
                withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed])
            return String(decoding: data, as: UTF8.self)
        }
        let inner = try members.sorted { $0.key < $1.key }.map { key, value in
            try lines(key, depth: 0) + ": " + lines(value, depth: depth - 1)
        }
        return inner.isEmpty ? "{}" : "{\n" + inner.joined(separator: ",\n") + "\n}"
    }

    @Test("every command that people may run has one address, and no two share one")
    func everyCommand() async throws {
        let json = try await company.open { api in try await api.get("/api/openapi.json", as: nil).json }
        let operations = (json["paths"]?.members ?? []).flatMap { path in
            (path.value.members ?? []).filter { $0.key != "parameters" }
        }
        let ids = operations.compactMap { $0.value["operationId"]?.string }
        #expect(ids.count == operations.count && Set(ids).count == ids.count)
        for module in Suite.modules {
            for command in module.commands where !command.isInternal && command.permission != "mirror.write" {
                #expect(ids.contains("\(module.name).\(command.name)"), "\(command.name) cannot be reached")
            }
            for object in module.objects {
                #expect(ids.contains("\(module.name).read.\(object.objectName)"))
            }
        }
    }
}

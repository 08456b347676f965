import CRM
import ERP
import Foundation
import HTTPTypes
import Kernel
import Platform
import Suite
import Testing

@testable import Web

/// What is told while it happens: to each only of what he may read.
@Suite("What is told while it happens")
struct StreamTests {
    /// What a stream has said until it is left.
    private static func listen(
        _ path: String, _ role: Role, _ company: GuardedCompany, while happening: () throws -> Void
    ) async throws -> String {
        let listening = Task { try await company.ask(.get, path, as: role.name) }
        try await Task.sleep(for: .milliseconds(150))
        try happening()
        try await Task.sleep(for: .milliseconds(150))
        listening.cancel()
        return try await listening.value.text
    }

    @Test("streams of changes name no record and no object that their reader may not read")
    func streams() async throws {
        let company = try await GuardedCompany()
        try company.plant()
        var heard = 0
        for role in [Role.sales, .warehouse, .marketing, .auditor] {
            let streams = [("/api/crm/changes/stream", "crm"), ("/api/erp/changes/stream", "erp"), ("/live", "")]
            for (path, system) in streams {
                let text = try await Self.listen(path, role, company) { try Self.happen(company, to: role) }
                for line in text.split(separator: "\n") where line.hasPrefix("data: ") {
                    heard += 1
                    for (system, object, id) in Self.named(line.dropFirst(6), in: system) {
                        let bus = try #require(company.suite.bus(system))
                        if object.isEmpty { continue }
                        let scope = bus.access.scope(company.actor(role), reading: object)
                        #expect(scope > .none, "\(path) as \(role.name): \(line)")
                        if id.hasPrefix("planted-") {
                            #expect(try AccessMatrixTests.sees(object, role, company, bus), "\(role.name): \(line)")
                        }
                    }
                }
            }
        }
        #expect(heard > 20, "nobody heard anything")
    }

    /// Something of the CRM and of the ERP is changed and announced.
    private static func happen(_ company: GuardedCompany, to role: Role) throws {
        let crm = Plant { tx throws(Refusal) in
            var quote = try tx.load(ID<Quote>("planted-Quote"))
            quote.note = "for \(role.name) \(quote.version)"
            try tx.update(quote)
            return ""
        }
        _ = try company.suite.crm.run(crm, by: .system)
        let erp = Plant { tx throws(Refusal) in
            var item = try tx.load(ID<Item>("planted-Item"))
            item.name = "for \(role.name) \(item.version)"
            try tx.update(item)
            var customer = try tx.load(ID<Customer>("planted-Customer"))
            customer.legalName = "for \(role.name) \(customer.version)"
            try tx.update(customer)
            return ""
        }
        _ = try company.suite.erp.run(erp, by: .system)
    }

    /// System, object and id of each change in a line: JSON of one, or the page's words.
    private static func named(_ text: Substring, in system: String) -> [(String, String, String)] {
        if let json = try? JSON(parsing: String(text)), let object = json["object"]?.string {
            return [(system, object, json["id"]?.string ?? "")]
        }
        return text.split(separator: " ").map { word in
            let parts = word.split(separator: ".").map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : "", "")
        }
    }
}

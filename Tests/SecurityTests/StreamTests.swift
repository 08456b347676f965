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
    /// What a stream has said: something happens when it has begun, and it is left when it has told of that.
    private static func listen(
        _ path: String, _ role: Role, _ company: GuardedCompany, while happening: () throws -> Void,
        until isTold: (String) throws -> Bool
    ) async throws -> String {
        let (parts, said) = AsyncStream.makeStream(of: String.self)
        let listening = Task {
            defer { said.finish() }
            _ = try await company.ask(.get, path, as: role.name, hearing: { said.yield($0) })
        }
        defer { listening.cancel() }
        var whole = ""
        for await part in parts {
            if whole.isEmpty { try happening() }
            whole += part
            if try isTold(whole) { return whole }
        }
        return whole
    }

    /// Has a stream told of the last that happened? The feeds number what they tell; a page's line says where it is.
    private static func isTold(_ text: String, in system: String, _ company: GuardedCompany) throws -> Bool {
        let ids = text.split(separator: "\n").filter { $0.hasPrefix("id: ") }.map { $0.dropFirst(4) }
        if let bus = company.suite.bus(system) {
            return ids.contains(Substring(String(try Self.last(of: bus))))
        }
        let ends = try [company.suite.crm, company.suite.erp].map { bus in
            Int64(try bus.store.read { try $0.integer("SELECT max(seq) FROM audit") })
        }
        return ids.contains { LivePlace($0).map { $0.crm >= ends[0] && $0.erp >= ends[1] } ?? false }
    }

    private static func last(of bus: CommandBus) throws -> Int64 {
        var last: Int64 = 0
        while let next = try bus.store.read({ try Feed.entries(after: last, limit: 1_000, in: $0) }).last?.sequence {
            last = next
        }
        return last
    }

    @Test(
        "streams of changes name no record and no object that their reader may not read", .timeLimit(.minutes(10)))
    func streams() async throws {
        let company = try await GuardedCompany()
        try company.plant()
        var heard = 0
        for role in [Role.sales, .warehouse, .marketing, .auditor] {
            let streams = [("/api/crm/changes/stream", "crm"), ("/api/erp/changes/stream", "erp"), ("/live", "")]
            for (path, system) in streams {
                if let bus = company.suite.bus(system), !Self.seesTheLast(role, in: bus) {
                    // He would wait for ever: what he is told of is nothing, as the feed's pages say at once.
                    try Self.happen(company, to: role)
                    let page = try await company.ask(.get, "/api/\(system)/changes", as: role.name)
                    #expect(page.json["changes"] == .array([]), "\(path) as \(role.name): \(page.text.prefix(300))")
                    continue
                }
                let text = try await Self.listen(path, role, company) {
                    try Self.happen(company, to: role)
                } until: {
                    try Self.isTold($0, in: system, company)
                }
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

    /// Something of the CRM and of the ERP is changed and announced, last of all an account and an item.
    private static func happen(_ company: GuardedCompany, to role: Role) throws {
        try change(Quote.self, \.note, in: company.suite.crm, for: role)
        try change(Account.self, \.industry, in: company.suite.crm, for: role)
        try change(Customer.self, \.legalName, in: company.suite.erp, for: role)
        try change(Item.self, \.name, in: company.suite.erp, for: role)
    }

    private static func seesTheLast(_ role: Role, in bus: CommandBus) -> Bool {
        let last = bus.module.object(Account.objectName) == nil ? Item.objectName : Account.objectName
        return bus.access.scope(Actor(id: "reader", name: "", roles: [role]), reading: last) > .none
    }

    private static func change<Object: BusinessObject>(
        _ type: Object.Type, _ path: any WritableKeyPath<Object, String> & Sendable, in bus: CommandBus, for role: Role
    ) throws {
        let change = Plant { tx throws(Refusal) in
            var record = try tx.load(ID<Object>("planted-\(Object.objectName)"))
            record[keyPath: path] = "for \(role.name) \(record.version)"
            try tx.update(record)
            return ""
        }
        _ = try bus.run(change, by: .system)
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

import CRM
import HTTPTypes
import Identity
import Kernel
import Platform
import Suite
import Testing

@testable import Web

/// Two companies in one process: nothing of one is told or opened at the other.
@Suite("A second company")
struct SecondCompanyTests {
    let first: GuardedCompany
    let second: GuardedCompany

    init() async throws {
        first = try await GuardedCompany(prefix: "ida")
        second = try await GuardedCompany(prefix: "idb", letters: "jqv")
        try first.plant()
        let canaries = second.canaries
        let planting = Planting(prefix: "other") { canaries.values($0, $1, $2) }
        for bus in second.buses { try planting.plant(in: bus) }
    }

    /// Asks the second company with the papers of somebody of the first.
    private func stranger(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil
    ) async throws -> GuardedCompany.Answer {
        try await second.ask(
            method, path, body, as: nil, ["Authorization": "Bearer \(first.token(of: "everybody"))"])
    }

    @Test("tokens of one are unknown at the other, at every address")
    func tokens() async throws {
        for operation in second.operations where !operation.isStream {
            let path = operation.path.replacing("{id}", with: "other-Account")
            let answer = try await stranger(operation.method, path, operation.isReading ? nil : "{}")
            #expect(answer.status == 401, "\(operation.id): \(answer.status)")
        }
        for route in second.routes where !route.isStream && route.method == .get {
            let answer = try await stranger(.get, Addresses.filled(route, planting: "other"))
            #expect(answer.status == 401 || answer.location.hasPrefix("/sign-in"), "\(route.path): \(answer.status)")
        }
    }

    @Test("sessions of one are none at the other")
    func sessions() async throws {
        let secret = BearerSecret.session(first.suite.bridge.world)
        let user = try #require(
            try first.suite.bridge.store.read {
                try $0.all(Select<User>().where(\.signInName, .equal, "everybody")).first
            })
        try first.suite.bridge.run(SignIn(user.id, tokenHash: secret.hash), by: .system)
        let cookie = ["Cookie": "tandem_session=\(secret.text)"]
        #expect(try await first.ask(.get, "/crm/accounts", as: nil, cookie).status == 200)
        let there = try await second.ask(.get, "/crm/accounts", as: nil, cookie)
        #expect(there.location.hasPrefix("/sign-in"), "\(there.status)")
        #expect(try await second.ask(.get, "/api/crm/accounts", as: nil, cookie).status == 401)
    }

    @Test("ids of one are not there at the other, and neither lists, exports nor search know its words")
    func records() async throws {
        for operation in second.operations {
            guard case .read(let object) = operation.kind, Planting.single[object] == nil else { continue }
            let path = operation.path.replacing("{id}", with: "planted-\(object)")
            #expect(try await first.ask(.get, path, as: "auditor").status == 200, "\(path)")
            #expect(try await second.ask(.get, path, as: "auditor").status == 404, "\(path)")
        }
        var told: [String] = []
        let pages = second.routes.filter { $0.method == .get && !$0.isStream && !$0.isPrinted }
        let paths = pages.map { Addresses.filled($0, planting: "other") } + pages.map { Addresses.filled($0) }
        for path in Set(paths + ["/search?q=qzx", "/palette.json?q=qzx", "/crm/accounts?q=qzx"]) {
            let answer = try await second.ask(.get, path, as: "everybody")
            // Numbers are the same in both; words are each company's own.
            if !first.canaries.words(in: answer.bytes).isEmpty { told.append(path) }
        }
        #expect(told.isEmpty, "\(told.prefix(20))")
    }

    @Test("a customer's address of one opens nothing at the other")
    func links() async throws {
        let secret = "5f2c9e0a7b6d4f318899aabbccddeeff00112233445566778899aabbccddeeff"
        let quote = ID<Quote>("planted-Quote")
        let link = Plant { tx throws(Refusal) in
            var link = QuoteLink()
            link.quote = quote
            link.secretHash = BearerSecret(secret).hash
            link.sharedBy = "moana"
            link.sharedAt = tx.now
            return try tx.insert(link).id.raw
        }
        _ = try first.suite.crm.run(link, by: .system)
        #expect(try await first.ask(.get, "/q/\(secret)", as: nil).status == 200)
        #expect(try await second.ask(.get, "/q/\(secret)", as: nil).status == 404)
        #expect(try await second.ask(.get, "/q/\(BearerSecret(secret).hash)", as: nil).status == 404)
    }

    @Test("an idempotency key of one is new at the other")
    func keys() async throws {
        let key = ["Idempotency-Key": "harbour-1"]
        let body = #"{"name":"Harbour Marine"}"#
        let here = try await first.ask(.post, "/api/crm/accounts", body, as: "sales", key)
        let there = try await second.ask(.post, "/api/crm/accounts", body, as: "sales", key)
        #expect(here.status == 201 && there.status == 201, "\(here.text) \(there.text)")
        #expect(there.json["replayed"] == .bool(false) && here.json["answer"] != there.json["answer"])
        let other = try await second.ask(.post, "/api/crm/accounts", #"{"name":"Kauri Pumps"}"#, as: "sales", key)
        #expect(other.codes == ["keyReused"])
    }
}

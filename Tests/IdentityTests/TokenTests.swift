import CRM
import Kernel
import Platform
import Serving
import Suite
import Testing

@testable import Identity

@Suite("Tokens for programs")
struct TokenTests {
    private func actor(_ office: Office, _ scopes: [String]) async throws -> Actor {
        let person = try await office.present("mere")
        let (_, secret) = try await office.desk.createToken(for: person, name: "till", scopes: scopes)
        return try #require(try office.company.sessions.person(token: secret)).actor
    }

    @Test("a token may what its owner may, as far as its scopes reach")
    func scopes() async throws {
        let office = try Office()
        try await office.hire("mere", [.sales])
        let access = office.suite.crm.access
        let reader = try await actor(office, ["read"])
        #expect(access.scope(reader, reading: "Account") == .all && !access.allows(reader, "quote.create"))
        let writer = try await actor(office, ["write"])
        #expect(access.scope(writer, reading: "Account") == .none && access.allows(writer, "quote.create"))
        #expect(!access.allows(writer, "quote.approve"))
        let narrow = try await actor(office, ["read", "quote.create"])
        #expect(access.allows(narrow, "quote.create") && !access.allows(narrow, "quote.accept"))
        let noun = try await actor(office, ["quote.*"])
        #expect(access.allows(noun, "quote.accept") && !access.allows(noun, "lead.create"))
        // What its owner may not, no scope gives.
        let greedy = try await actor(office, ["read", "write", "journal.post", "*.*"])
        #expect(!office.suite.erp.access.allows(greedy, "journal.post"))
        #expect(office.suite.erp.access.scope(greedy, reading: "JournalEntry") == .none)
        #expect(try await refusal { _ = try await actor(office, ["everything"]) } == "unknownScope")
    }

    @Test("a token ends when it is revoked, expires, or its owner goes")
    func endings() async throws {
        let office = try Office()
        let mere = try await office.hire("mere", [.sales])
        let person = try await office.present("mere")
        let (id, secret) = try await office.desk.createToken(for: person, name: "till", scopes: ["read"])
        #expect(secret.text.hasPrefix("tnd_"))
        try office.bridge.run(RevokeAPIToken(id), by: person.actor)
        #expect(try office.company.sessions.person(token: secret) == nil)
        let soon = office.clock.now.adding(seconds: 60)
        let (_, brief) = try await office.desk.createToken(for: person, name: "till", scopes: ["read"], expiresAt: soon)
        #expect(try office.company.sessions.person(token: brief) != nil)
        office.clock.advance(seconds: 60)
        #expect(try office.company.sessions.person(token: brief) == nil)
        let (_, last) = try await office.desk.createToken(for: person, name: "till", scopes: ["read"])
        try office.bridge.run(DeactivateUser(mere), by: .system)
        #expect(try office.company.sessions.person(token: last) == nil)
    }

    @Test("a key belongs to its actor: another's same key is another call")
    func keys() throws {
        let office = try Office()
        let (mere, moana) = (
            Actor(id: "mere", name: "Mere", roles: [.sales]), Actor(id: "moana", name: "Moana", roles: [.salesManager])
        )
        var account = Account()
        account.name = "Harbour Marine"
        let command = CreateAccount(account)
        let first = try office.suite.crm.run(command, by: mere, key: "k-1")
        #expect(try office.suite.crm.run(command, by: mere, key: "k-1") == first)
        account.name = "Kauri Pumps"
        let other = try office.suite.crm.run(CreateAccount(account), by: moana, key: "k-1")
        #expect(other != first)
        #expect(throws: Refusal.self) { try office.suite.crm.run(CreateAccount(account), by: mere, key: "k-1") }
    }
}

import Bridge
import Kernel
import Platform
import Testing

@Suite("Two people, two systems, one customer")
struct BothSidesTests {
    @Test("different fields changed on both sides both survive")
    func differentFields() async throws {
        let company = try await ScenarioCompany()
        let (account, customer) = (try company.sales.account(), try company.office.customer())
        try company.sales.type(account.id, city: "Tauranga")
        try company.office.type(customer.id, street: "3 Wharf Road")
        try await company.quiet()
        let (after, beyond) = (try company.sales.account(), try company.office.customer())
        #expect((after.city, after.street) == ("Tauranga", "3 Wharf Road"))
        #expect((beyond.city, beyond.street) == ("Tauranga", "3 Wharf Road"))
        #expect(try company.conflicts().isEmpty)
    }

    @Test("the same field changed on both sides is left to a person, and the other fields still flow")
    func sameField() async throws {
        let company = try await ScenarioCompany()
        let (account, customer) = (try company.sales.account(), try company.office.customer())
        try company.sales.type(account.id, city: "Tauranga", suburb: "Sulphur Point")
        try company.office.type(customer.id, city: "Napier", street: "3 Wharf Road")
        try await company.quiet()
        #expect(try company.sales.account().city == "Tauranga")
        #expect(try company.office.customer().city == "Napier")
        #expect(try company.office.customer().suburb == "Sulphur Point")
        #expect(try company.sales.account().street == "3 Wharf Road")
        let open = try company.conflicts()
        #expect(open.count == 1)
        let conflict = try #require(open.first)
        #expect((conflict.line, conflict.leftValue, conflict.rightValue) == ("city", "Tauranga", "Napier"))
        #expect(conflict.base == "Auckland")
        try await company.quiet(afterSeconds: 600)
        #expect(try company.office.customer().city == "Napier")
    }

    @Test("the side a person chose is carried to the other", arguments: [Side.left, .right])
    func chosenSide(_ side: Side) async throws {
        let company = try await ScenarioCompany()
        try company.sales.type(try company.sales.account().id, city: "Tauranga")
        try company.office.type(try company.office.customer().id, city: "Napier")
        try await company.quiet()
        let conflict = try #require(try company.conflicts().first)
        let choice = ResolveConflict(conflict: conflict.id, chosen: side)
        #expect(throws: Refusal.self) { try company.suite.bridge.run(choice, by: .seller) }
        try company.suite.bridge.run(choice, by: .integrationAdmin)
        try await company.quiet()
        let city = side == .left ? "Tauranga" : "Napier"
        #expect(try company.sales.account().city == city)
        #expect(try company.office.customer().city == city)
        #expect(try company.conflicts().isEmpty)
        let again = #expect(throws: Refusal.self) { try company.suite.bridge.run(choice, by: .integrationAdmin) }
        #expect(again?.code == .wrongState)
    }

    @Test("what its owner did not say is put back by the owner")
    func putBack() async throws {
        let company = try await ScenarioCompany()
        try company.office.type(try company.office.customer().id, name: "Harbour Marine (old) Ltd")
        try await company.quiet()
        #expect(try company.office.customer().legalName == "Harbour Marine Ltd")
        try company.sales.type(try company.sales.account().id, currency: .aud)
        try await company.quiet()
        #expect(try company.sales.account().currency == .nzd)
        #expect(try company.office.customer().currency == .nzd)
        #expect(try company.conflicts().isEmpty)
    }

    @Test("emptied, unmentioned and unchanged are three things")
    func emptied() async throws {
        let company = try await ScenarioCompany()
        try company.sales.type(try company.sales.account().id, email: "")
        try await company.quiet()
        var customer = try company.office.customer()
        #expect(customer.email.isEmpty)
        #expect(customer.street == "12 Quay Street")
        #expect(!customer.phone.isEmpty)
        try company.office.type(customer.id, suburb: "Wynyard")
        try await company.quiet()
        customer = try company.office.customer()
        let account = try company.sales.account()
        #expect((account.suburb, account.email, account.street) == ("Wynyard", "", "12 Quay Street"))
        #expect(!account.phone.isEmpty)
        try company.office.type(customer.id, suburb: "")
        try await company.quiet()
        #expect(try company.sales.account().suburb.isEmpty)
        #expect(try company.sales.account().city == "Auckland")
    }

    @Test("after quiet, further turns write nothing")
    func echo() async throws {
        let company = try await ScenarioCompany()
        try company.sales.type(try company.sales.account().id, city: "Tauranga")
        try company.office.type(try company.office.customer().id, street: "3 Wharf Road")
        try await company.quiet()
        let (rows, entries) = (try company.rowCounts(), try company.suite.auditEntries())
        for _ in 0..<5 { try await company.quiet(afterSeconds: 400) }
        #expect(try company.suite.auditEntries() == entries)
        #expect(try company.rowCounts() == rows)
        #expect(try company.suite.verify().isEmpty)
    }
}

extension ScenarioCompany {
    func conflicts() throws -> [Conflict] {
        try suite.bridge.store.read { try $0.all(Select<Conflict>().where(\.state, .equal, .open)) }
    }
}

import Bridge
import CRM
import ERP
import Kernel
import Platform
import Testing

@testable import Web

@Suite("Both sides changed it: a person chooses, field by field")
struct ConflictTests {
    /// Sales and finance type different cities and streets before either hears of the other.
    private func quarrel(_ company: PagesCompany) async throws -> [Conflict] {
        var account = UpdateAccount(company.harbour)
        account.fields[\.city] = "Tauranga"
        account.fields[\.street] = "3 Wharf Road"
        try company.suite.crm.run(account, by: .seller)
        var customer = UpdateCustomer(
            customer: try company.first(Select<Customer>(), from: company.suite.erp).id)
        customer.fields[\.city] = "Napier"
        customer.fields[\.street] = "9 Marine Parade"
        try company.suite.erp.run(customer, by: .clerk)
        try await company.quiet()
        return try open(company)
    }

    private func open(_ company: PagesCompany) throws -> [Conflict] {
        try company.suite.bridge.store.read {
            try $0.all(Select<Conflict>().where(\.state, .equal, .open).ordered(by: \.line))
        }
    }

    @Test func bothSidesStandSideBySideWithWhoAndWhen() async throws {
        let company = try await PagesCompany()
        #expect(try await quarrel(company).map(\.line) == ["city", "street"])
        let page = try await company.get("/bridge", as: .integrationAdmin)
        #expect(page.html.contains("Harbour Marine Ltd: both sides changed 2 fields"))
        for text in ["Tauranga", "Napier", "Auckland", "3 Wharf Road", "9 Marine Parade", "12 Quay Street"] {
            #expect(page.html.contains("<b>\(text)</b>"), "\(text)")
        }
        #expect(page.html.contains("by mere, <time"))
        #expect(page.html.contains("by priya, <time"))
        let seen = try await company.get("/bridge", as: .clerk)
        #expect(seen.html.contains("<b>Napier</b>"))
        #expect(!seen.html.contains("Keep what is chosen"))
    }

    @Test func aChoiceForEachFieldIsCarriedBothWays() async throws {
        let company = try await PagesCompany()
        let conflicts = try await quarrel(company)
        let form = [("choice.\(conflicts[0].id)", "left"), ("choice.\(conflicts[1].id)", "right")]
        #expect(try await company.post("/bridge/conflicts", form, as: .clerk).status == 403)
        let answer = try await company.post("/bridge/conflicts", form, as: .integrationAdmin)
        #expect(answer.status == 303)
        try await company.quiet()
        let account = try company.load(company.harbour, from: company.suite.crm)
        let customer = try company.first(Select<Customer>(), from: company.suite.erp)
        #expect((account.city, account.street) == ("Tauranga", "9 Marine Parade"))
        #expect((customer.city, customer.street) == ("Tauranga", "9 Marine Parade"))
        #expect(try open(company).isEmpty)
        let resolved = try company.load(conflicts[0].id, from: company.suite.bridge)
        #expect(resolved.decidedBy == "Ines Admin")
        let twice = try await company.post("/bridge/conflicts", form, as: .integrationAdmin)
        #expect(twice.status == 422)
        #expect(twice.html.contains("city was resolved by Ines Admin already"))
    }

    @Test func whatIsNotChosenStaysOnBothSides() async throws {
        let company = try await PagesCompany()
        let conflicts = try await quarrel(company)
        let answer = try await company.post(
            "/bridge/conflicts", [("choice.\(conflicts[0].id)", "right")], as: .integrationAdmin)
        #expect(answer.status == 303)
        try await company.quiet()
        #expect(try open(company).map(\.line) == ["street"])
        #expect(try company.load(company.harbour, from: company.suite.crm).street == "3 Wharf Road")
        #expect(try company.load(company.harbour, from: company.suite.crm).city == "Napier")
        let none = try await company.post("/bridge/conflicts", [], as: .integrationAdmin)
        #expect(none.status == 422)
        #expect(none.html.contains("Nothing was chosen"))
        let strange = try await company.post(
            "/bridge/conflicts", [("choice.\(conflicts[1].id)", "up")], as: .integrationAdmin)
        #expect(strange.status == 422)
        #expect(strange.html.contains("is no side"))
        #expect(try open(company).map(\.line) == ["street"])
    }

    @Test func whoTypesOnWhileItIsOpenIsSeen() async throws {
        let company = try await PagesCompany()
        _ = try await quarrel(company)
        var account = UpdateAccount(company.harbour)
        account.fields[\.city] = "Whangārei"
        try company.suite.crm.run(account, by: .seller)
        try await company.quiet()
        let page = try await company.get("/bridge", as: .integrationAdmin)
        #expect(page.html.contains("<b>Whangārei</b>"))
        #expect(!page.html.contains("<b>Tauranga</b>"))
        #expect(try open(company).count == 2)
    }
}

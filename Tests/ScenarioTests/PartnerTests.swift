import Bridge
import Kernel
import Platform
import SuiteConnector
import Testing

@Suite("Who belongs to whom is never guessed")
struct PartnerTests {
    @Test("two records that could be the same are left to a person")
    func severalPartners() async throws {
        let company = try await ScenarioCompany()
        company.erpLine.muted = ["Customer"]
        let name = "Coastal Engineering and Marine Refrigeration Service"
        _ = try company.office.request(name, postcode: "7010")
        _ = try company.office.request(name + "s", postcode: "7010")
        let account = try company.sales.openAccount(name, postcode: "7010")
        try await company.quiet()
        #expect(try company.partner(of: account.raw) == nil)
        let reason = try #require(try company.reasons("customer", .refused).first)
        #expect(reason.code == .severalPartners)
        #expect(reason.message == "2 records of Customer could be the same")
        #expect(reason.fixedBy == "integration admin" && reason.allowed?.contains("link the right one") == true)
    }

    @Test(
        "however alike, who has another tax number is somebody else",
        arguments: [(number: "35901981", isElse: true), (number: "", isElse: false)])
    func alikeButElse(number: String, isElse: Bool) async throws {
        let company = try await ScenarioCompany()
        let name = "Coastal Engineering and Marine Refrigeration Service"
        let first = try company.office.request(name, postcode: "7010", taxNumber: "49091850")
        try await company.quiet()
        let second = try company.office.request(name + "s", postcode: "7010", taxNumber: number)
        try await company.quiet()
        #expect(try company.partner(of: first.raw) != nil)
        #expect(try (company.partner(of: second.raw) != nil) == isElse)
        let reasons = try company.reasons("customer", .refused).map(\.code)
        #expect(reasons == (isElse ? [] : [.partnerTaken]))
    }

    @Test("a second account of a linked customer is told that the partner is taken")
    func partnerTaken() async throws {
        let company = try await ScenarioCompany()
        let known = try company.sales.account()
        let double = try company.sales.openAccount(
            known.name, city: known.city, postcode: known.postcode, whyDouble: "the boatyard buys by itself")
        try await company.quiet()
        #expect(try company.partner(of: double.raw) == nil)
        #expect(try company.partner(of: known.id.raw) == (try company.office.customer().id.raw))
        let reason = try #require(try company.reasons("customer", .refused).first)
        #expect(reason.code == .partnerTaken)
        #expect(reason.allowed == "merge the duplicates first" && reason.fixedBy == "sales")
    }

    @Test("a partner that is gone is not made anew in silence")
    func partnerDeleted() async throws {
        let company = try await ScenarioCompany()
        let customer = try company.office.customer()
        company.erpLine.hidden = [customer.id.raw]
        try company.sales.type(try company.sales.account().id, city: "Tauranga")
        try await company.quiet()
        let reason = try #require(try company.reasons("customer", .refused).first)
        #expect(reason.code == .partnerDeleted)
        #expect(reason.document == customer.id.raw && reason.fixedBy == "integration admin")
        #expect(try company.rowCounts()["erp.customer"] == 1)
    }

    @Test("a word without a counterpart is named, with the words that have one")
    func unmappedValue() async throws {
        let line = "lifecycle:      { erp: lifecycle, crm: lifecycle, owner: erp }"
        let mapped = line.replacing("owner: erp }", with: "owner: erp, values: { active: active } }")
        let recipes = try ScenarioCompany.recipes(changing: ["item": { $0.replacing(line, with: mapped) }])
        let company = try await ScenarioCompany(recipes: recipes)
        try company.office.retire("GSK-7")
        try await company.quiet()
        let reason = try #require(try company.reasons("item", .refused).first)
        #expect(reason.code == .unmappedValue)
        #expect(reason.message == "'obsolete' is not in the values of lifecycle (allowed: active)")
        #expect(reason.field == "lifecycle" && reason.fixedBy == "integration admin")
    }

    @Test("what no command of a system does is not writable")
    func notWritable() async throws {
        let company = try await ScenarioCompany()
        let rows = try company.rowCounts()
        let record = Record(object: "Item", id: "", fields: ["code": .text("XYZ")])
        let write = Write(
            object: "Item", action: .create, record: record, key: "create/x", correlation: "c", why: "a test")
        let effects = try await company.suite.erpConnector.apply([write])
        guard case .refused(let reasons)? = effects.first else {
            Issue.record("an item was created from another system")
            return
        }
        #expect(reasons.map(\.code) == [.notWritable])
        #expect(reasons.first?.document == "Item" && reasons.first?.fixedBy == "integration admin")
        #expect(try company.rowCounts() == rows)
    }
}

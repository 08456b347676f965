import CRM
import ERP
import Kernel
import Platform
import Testing

@testable import Web

@Suite("One field is changed where it stands")
struct InlineEditTests {
    private func path(_ company: PagesCompany) throws -> String {
        "/erp/customers/\(try company.first(Select<Customer>(), from: company.suite.erp).id)"
    }

    /// The hidden values of a form in place, as a browser would send them back.
    private func hidden(_ name: String, in html: String) -> String {
        let form = html.components(separatedBy: "class=\"inplace\"").dropFirst().first ?? ""
        let rest = form.components(separatedBy: "name=\"\(name)\" value=\"").dropFirst().first ?? ""
        return String(rest.prefix { $0 != "\"" })
    }

    private func opened(_ company: PagesCompany, _ field: String, as actor: Actor = .clerk) async throws -> [(
        String, String
    )] {
        let page = try await company.get(try path(company) + "?edit=\(field)", as: actor)
        #expect(page.html.contains("class=\"inplace\""))
        return ["version", "was", "back"].map { ($0, hidden($0, in: page.html)) }
    }

    private func customer(_ company: PagesCompany) throws -> Customer {
        try company.first(Select<Customer>(), from: company.suite.erp)
    }

    private func change(_ company: PagesCompany, _ edit: (inout UpdateCustomer) -> Void) throws {
        var update = UpdateCustomer(customer: try customer(company).id)
        edit(&update)
        try company.suite.erp.run(update, by: .clerk)
    }

    @Test func aFieldIsEditedInPlaceByAPlainForm() async throws {
        let company = try await PagesCompany()
        let page = try await company.get(try path(company), as: .clerk)
        #expect(page.html.contains("?edit=street#fields\" aria-label=\"Edit street of CUS-000001\""))
        #expect(page.html.contains("?edit=suburb#fields\">suburb</a>"))
        #expect(!page.html.contains("class=\"inplace\""))
        let form = try await opened(company, "street") + [("street", "40 Halsey Street")]
        let saved = try await company.post(try path(company) + "/edit/street", form, as: .clerk)
        #expect(saved.status == 303)
        #expect(saved.location == (try path(company)) + "#fields")
        #expect(try customer(company).street == "40 Halsey Street")
        // Nothing but that field was mentioned.
        let id = try customer(company).id.raw
        let entries = try company.suite.erp.read(as: .clerk) { try $0.history("Customer", id) }
        #expect(entries.first?.changes.map { $0.field.name } == ["street"])
    }

    @Test func aChangeOfAnotherFieldMeanwhileDoesNotStandInTheWay() async throws {
        let company = try await PagesCompany()
        let form = try await opened(company, "street") + [("street", "40 Halsey Street")]
        try change(company) { $0.fields[\.city] = "Napier" }
        let saved = try await company.post(try path(company) + "/edit/street", form, as: .clerk)
        #expect(saved.status == 303)
        #expect(try customer(company).street == "40 Halsey Street")
        #expect(try customer(company).city == "Napier")
    }

    @Test func theSameFieldChangedMeanwhileIsShownSideBySideAndNothingTypedIsLost() async throws {
        let company = try await PagesCompany()
        let form = try await opened(company, "street") + [("street", "40 Halsey Street")]
        try change(company) { $0.fields[\.street] = "1 Jellicoe Street" }
        let conflict = try await company.post(try path(company) + "/edit/street", form, as: .clerk)
        #expect(conflict.status == 409)
        #expect(conflict.html.contains("<b>1 Jellicoe Street</b>"))
        #expect(conflict.html.contains("by priya, <time"))
        #expect(conflict.html.contains("<b>40 Halsey Street</b>"))
        #expect(conflict.html.contains("<span>12 Quay Street</span>"))
        #expect(conflict.html.contains("value=\"40 Halsey Street\""))
        #expect(try customer(company).street == "1 Jellicoe Street")
        // Mine over theirs: on the version that was just shown.
        let again = ["version", "was", "back"].map { ($0, hidden($0, in: conflict.html)) }
        #expect(again[1].1 == "1 Jellicoe Street")
        let mine = try await company.post(
            try path(company) + "/edit/street", again + [("street", "40 Halsey Street")], as: .clerk)
        #expect(mine.status == 303)
        #expect(try customer(company).street == "40 Halsey Street")
    }

    @Test func bothTypedTheSame() async throws {
        let company = try await PagesCompany()
        let form = try await opened(company, "street") + [("street", "40 Halsey Street")]
        try change(company) { $0.fields[\.street] = "40 Halsey Street" }
        let saved = try await company.post(try path(company) + "/edit/street", form, as: .clerk)
        #expect(saved.status == 303)
    }

    @Test func aRefusalKeepsWhatWasTyped() async throws {
        let company = try await PagesCompany()
        let form = try await opened(company, "legalName") + [("legalName", "")]
        let refused = try await company.post(try path(company) + "/edit/legalName", form, as: .clerk)
        #expect(refused.status == 422)
        #expect(refused.html.contains("class=\"inplace\""))
        #expect(try customer(company).legalName == "Harbour Marine Ltd")
        let strange = try await company.post(try path(company) + "/edit/creditLimit", [("version", "1")], as: .clerk)
        #expect(strange.status == 422)
        #expect(strange.html.contains("is not changed in place"))
    }

    @Test func aRowOfAListIsEditedInPlace() async throws {
        let company = try await PagesCompany()
        let id = try customer(company).id
        let list = try await company.get("/erp/customers?cols=number&cols=legalName&cols=city", as: .clerk)
        #expect(list.html.contains("edit=\(id)#list"))
        let row = try await company.get("/erp/customers?cols=number&cols=legalName&cols=city&edit=\(id)", as: .clerk)
        #expect(row.html.components(separatedBy: "class=\"inplace\"").count - 1 == 2)
        let back = hidden("back", in: row.html)
        #expect(back == "/erp/customers?cols=number&amp;cols=legalName&amp;cols=city#list")
        let version = hidden("version", in: row.html)
        let saved = try await company.post(
            "/erp/customers/\(id)/edit/city",
            [("version", version), ("was", "Auckland"), ("back", "/erp/customers?cols=city#list"), ("city", "Ōtaki")],
            as: .clerk)
        #expect(saved.location == "/erp/customers?cols=city#list")
        #expect(try customer(company).city == "Ōtaki")
    }

    @Test func whoMayNotChangeSeesNoForm() async throws {
        let company = try await PagesCompany()
        let auditor = Actor(id: "nikau", name: "Nikau Bell", roles: [.auditor])
        let page = try await company.get(try path(company) + "?edit=street", as: auditor)
        #expect(page.status == 200)
        #expect(!page.html.contains("inplace"))
        #expect(!page.html.contains("✎"))
        let refused = try await company.post(
            try path(company) + "/edit/street", [("version", "1"), ("street", "x")], as: auditor)
        #expect(refused.status == 404)
    }
}

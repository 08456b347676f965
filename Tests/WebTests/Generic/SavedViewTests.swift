import CRM
import Identity
import Kernel
import Platform
import Testing

@testable import Web

@Suite("A list as one likes to see it")
struct SavedViewTests {
    private let mere = Actor(id: "mere", name: "Mere Tamihana", roles: [.sales, .person], team: ["mere", "tane"])
    private let tane = Actor(id: "tane", name: "Tāne Rua", roles: [.sales, .person], team: ["mere", "tane"])
    private let other = Actor(id: "kiri", name: "Kiri Hale", roles: [.sales, .person], team: ["kiri"])

    private func company() async throws -> PagesCompany {
        let company = try await PagesCompany()
        for (name, city, employees) in [("Kauri Joinery Ltd", "Nelson", 4), ("Ōhope Surf Club", "Ōhope", 40)] {
            var account = Account()
            account.name = name
            account.city = city
            account.employees = employees
            account.owner = "mere"
            _ = try company.suite.crm.run(CreateAccount(account), by: .seller)
        }
        return company
    }

    @Test func filtersOrderAndColumnsStandInTheAddress() async throws {
        let company = try await company()
        let list = try await company.get("/crm/accounts?employees=%3E%3D10&sort=-name&cols=name&cols=city", as: mere)
        #expect(list.html.contains("Ōhope Surf Club"))
        #expect(!list.html.contains("Kauri Joinery"))
        #expect(list.html.contains("is at least 10"))
        #expect(list.html.contains("data-label=\"City\""))
        #expect(!list.html.contains("data-label=\"Phone\""))
        // The form's field, comparison and value become one filter of the address, beside the one that is there.
        let built = try await company.get("/crm/accounts?city=~o&f=employees&c=most&v=10", as: mere)
        #expect(
            built.html.contains("href=\"/crm/accounts?city=~o&amp;employees=%3C%3D10&amp;sort=name\"")
                || built.html.contains("employees=%3C%3D10"))
        #expect(built.html.contains("Kauri Joinery"))
        #expect(!built.html.contains("Ōhope Surf Club"))
        let both = try await company.get("/crm/accounts?employees=%3E%3D3&employees=%3C%3D10", as: mere)
        #expect(both.html.contains("Kauri Joinery"))
        #expect(!both.html.contains("Ōhope Surf Club"))
        let wrong = try await company.get("/crm/accounts?employees=%3E%3Dmany", as: mere)
        #expect(wrong.status == 422)
    }

    @Test func aViewIsKeptUnderANameAndShownAsATab() async throws {
        let company = try await company()
        let query = "city=Nelson&cols=city&cols=name&sort=-name"
        let saved = try await company.post(
            "/me/views", [("list", "/crm/accounts"), ("query", query), ("viewName", "In Nelson")], as: mere)
        #expect(saved.location == "/crm/accounts?" + query)
        let list = try await company.get(saved.location, as: mere)
        #expect(list.html.contains("cols=name&amp;sort=-name\" aria-current=\"true\">In Nelson</a>"))
        #expect(list.html.contains("Remove this view"))
        let plain = try await company.get("/crm/accounts", as: mere)
        #expect(plain.html.contains(">In Nelson</a>"))
        #expect(!plain.html.contains("Remove this view"))
        #expect(!(try await company.get("/crm/contacts", as: mere).html.contains("In Nelson")))
        for someone in [tane, other] {
            #expect(!(try await company.get("/crm/accounts", as: someone).html.contains("In Nelson")))
        }
        // The same name again changes it.
        _ = try await company.post(
            "/me/views", [("list", "/crm/accounts"), ("query", "city=Napier"), ("viewName", "In Nelson")], as: mere)
        let views = try company.suite.bridge.store.read { try $0.all(Select<SavedView>()) }
        #expect(views.map(\.query) == ["city=Napier"])
    }

    @Test func whatIsLentIsTheTeamsAndOnlyItsOwnerTakesItBack() async throws {
        let company = try await company()
        _ = try await company.post(
            "/me/views",
            [("list", "/crm/accounts"), ("query", "city=Nelson"), ("viewName", "Our south"), ("isShared", "true")],
            as: mere)
        #expect(try await company.get("/crm/accounts", as: tane).html.contains("class=\"team\">Our south</a>"))
        #expect(!(try await company.get("/crm/accounts", as: other).html.contains("Our south")))
        let view = try company.first(Select<TeamView>(), from: company.suite.bridge)
        let refused = try await company.post(
            "/me/views/remove", [("view", view.id.raw), ("list", "/crm/accounts")], as: tane)
        #expect(refused.status == 403)
        #expect(!(try await company.get("/crm/accounts?city=Nelson", as: tane).html.contains("Remove this view")))
        let removed = try await company.post(
            "/me/views/remove", [("view", view.id.raw), ("list", "/crm/accounts")], as: mere)
        #expect(removed.status == 303)
        #expect(!(try await company.get("/crm/accounts", as: tane).html.contains("Our south")))
        let gone = try await company.post("/me/views/remove", [("view", view.id.raw), ("list", "/x")], as: mere)
        #expect(gone.status == 404)
    }

    @Test func aViewLeadsNowhereElse() async throws {
        let company = try await PagesCompany()
        for (list, query) in [
            ("https://elsewhere.example/", ""), ("//elsewhere.example", ""), ("/crm/../x y", ""), ("/q/token", ""),
            ("/crm/accounts", "a=1#b"),
        ] {
            let refusal = #expect(throws: Refusal.self) {
                try company.suite.bridge.run(SaveView(list: list, name: "x", query: query), by: mere)
            }
            #expect(refusal?.code == .strangeList, "\(list)")
        }
        let nameless = try await company.post("/me/views", [("list", "/crm/accounts"), ("viewName", " ")], as: mere)
        #expect(nameless.status == 422)
    }
}

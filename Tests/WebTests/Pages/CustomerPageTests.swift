import CRM
import ERP
import Kernel
import Platform
import Testing

@testable import Web

@Suite("The customer on one screen")
struct CustomerPageTests {
    @Test func harbourMarineStandsWithItsOrderCreditAndTimeline() async throws {
        let company = try await PagesCompany()
        _ = try await company.win([("PMP-200", 2), ("SEAL-10", 10)])
        let page = try await company.get("/crm/accounts/\(company.harbour)", as: .seller)
        #expect(page.status == 200)
        #expect(page.html.contains("<h1>Harbour Marine Ltd</h1>"))
        #expect(page.html.contains("Active customer CUS-000001"))
        #expect(page.html.contains("Order SO-000001"))
        #expect(page.html.contains("Credit available"))
        #expect(page.html.contains("of $50,000.00 · OK"))
        #expect(page.html.contains("ordered → order SO-000001"))
        #expect(page.html.contains("as of"))
    }

    @Test func aCallIsLoggedWithItsNextStepInOneForm() async throws {
        let company = try await PagesCompany()
        let path = "/crm/accounts/\(company.harbour)"
        let answer = try await company.post(
            path + "/log",
            [("kind", "call"), ("subject", "Winter service"), ("outcome", "wants a plan"), ("nextOn", "2031-05-01")],
            as: .seller)
        #expect(answer.status == 303)
        let page = try await company.get(path, as: .seller)
        #expect(page.html.contains("Call: Winter service"))
        #expect(page.html.contains("Follow up: Winter service"))
    }

    @Test func aFormThatIsRefusedKeepsWhatWasTyped() async throws {
        let company = try await PagesCompany()
        let answer = try await company.post(
            "/crm/accounts/\(company.harbour)/cases",
            [("subject", ""), ("description", "It hums but does not prime")], as: .seller)
        #expect(answer.status == 422)
        #expect(answer.html.contains("It hums but does not prime"))
        #expect(answer.html.contains("role=\"alert\""))
    }

    @Test func aNewQuoteIsOneClick() async throws {
        let company = try await PagesCompany()
        let answer = try await company.post("/crm/accounts/\(company.harbour)/quotes", as: .seller)
        #expect(answer.status == 303)
        #expect(answer.location.hasPrefix("/crm/quotes/"))
        #expect(try await company.get(answer.location, as: .seller).html.contains("<h1>Quote Q-000001</h1>"))
    }

    @Test func namesThatAreMarkupStayText() async throws {
        let company = try await PagesCompany()
        var account = Account()
        account.name = "<script>alert('x')</script> & \"Söhne\""
        account.tradingName = "{{7*7}}<img src=x onerror=alert(1)>"
        let id = try company.suite.crm.run(CreateAccount(account), by: .system)
        var note = Note()
        note.account = id
        note.body = "</li><script>steal()</script>"
        try company.suite.crm.run(AddNote(note), by: .seller)
        let html = try await company.get("/crm/accounts/\(id)", as: .seller).html
        #expect(!html.contains("<script>alert"))
        #expect(!html.contains("<script>steal"))
        #expect(!html.contains("<img src=x"))
        #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;Söhne&quot;"))
    }

    @Test func anotherCompanysIdIsNotFound() async throws {
        let company = try await PagesCompany()
        #expect(try await company.get("/crm/accounts/nobody", as: .seller).status == 404)
    }

    @Test func whoReadsNothingSeesNothing() async throws {
        let company = try await PagesCompany()
        let stranger = Actor(id: "x", name: "Nobody", roles: [Role("visitor")])
        let page = try await company.get("/crm/accounts/\(company.harbour)", as: stranger)
        #expect(page.status == 403)
        #expect(!page.html.contains("Harbour"))
    }

    @Test func anOrderRhythmThatHasPassedIsToldWithItsFigures() throws {
        #expect(
            CustomerPage.change(
                from: [Money(minorUnits: 100_00, currency: .nzd)], to: [Money(minorUnits: 112_00, currency: .nzd)])
                == "▲ 12 % on the year before")
        #expect(
            CustomerPage.change(from: [Money(minorUnits: 100_00, currency: .nzd)], to: [])
                == "▼ 100 % on the year before")
    }
}

import CRM
import ERP
import Kernel
import Platform
import Testing

@testable import Web

@Suite("The quote builder")
struct QuoteBuilderTests {
    private func lines(_ company: PagesCompany, _ quote: ID<Quote>) throws -> [QuoteLine] {
        try company.suite.crm.store.read { try Quote.lines(of: quote, in: $0) }
    }

    @Test func linesArePastedAndPricedByTheERP() async throws {
        let company = try await PagesCompany()
        let quote = try company.quote([])
        let answer = try await company.post(
            "/crm/quotes/\(quote)/lines", [("paste", "pmp-200\t2\nSEAL-10\t10\t5")], as: .seller)
        #expect(answer.status == 303)
        let lines = try lines(company, quote)
        #expect(lines.map(\.productCode) == ["PMP-200", "SEAL-10"])
        #expect(lines[0].unitPrice == 480)
        #expect(lines[0].priceSource == .live)
        #expect(lines[1].net == Money(minorUnits: 171_00, currency: .nzd))
        let page = try await company.get("/crm/quotes/\(quote)", as: .seller)
        #expect(page.html.contains("Ready."))
        #expect(page.html.contains("list NZD"))
        #expect(page.html.contains("$1,131.00"))
    }

    @Test func fiftyLinesArePastedAtOnce() async throws {
        let company = try await PagesCompany()
        let quote = try company.quote([])
        let rows = (1...50).map { "SEAL-10,\($0)" }.joined(separator: "\n")
        let answer = try await company.post("/crm/quotes/\(quote)/lines", [("paste", rows)], as: .seller)
        #expect(answer.status == 303)
        #expect(try lines(company, quote).count == 50)
    }

    @Test func aWrongLineSaysWhatIsWrongAndNothingTypedIsLost() async throws {
        let company = try await PagesCompany()
        let quote = try company.quote([])
        let answer = try await company.post(
            "/crm/quotes/\(quote)/lines",
            [("lines.0.code", "PMP-200"), ("lines.0.quantity", "two"), ("lines.1.code", "PMP-999")], as: .seller)
        #expect(answer.status == 422)
        #expect(answer.html.contains("value=\"two\""))
        #expect(answer.html.contains("&#39;two&#39; is no quantity"))
        #expect(answer.html.contains("There is no product &#39;PMP-999&#39;"))
        #expect(try lines(company, quote).isEmpty)
    }

    @Test func anUnchangedLineKeepsItsPriceUntilTodaysIsAskedFor() async throws {
        let company = try await PagesCompany()
        let quote = try company.quote([("SEAL-10", 3)])
        let list = try company.first(Select<PriceList>(), from: company.suite.erp)
        let item = try company.first(Select<Item>().where(\.code, .equal, "SEAL-10"), from: company.suite.erp)
        try company.suite.erp.run(SetPrice(priceList: list.id, item: item.id, unitPrice: 21), by: .system)
        let held = try lines(company, quote)[0]
        let row = [("lines.0.code", "SEAL-10"), ("lines.0.quantity", "3"), ("lines.0.held", held.id.raw)]
        #expect(try await company.get("/crm/quotes/\(quote)", as: .seller).html.contains("today 21"))
        _ = try await company.post("/crm/quotes/\(quote)/lines", row, as: .seller)
        #expect(try lines(company, quote)[0].unitPrice == 18)
        _ = try await company.post("/crm/quotes/\(quote)/lines", row + [("reprice", "true")], as: .seller)
        #expect(try lines(company, quote)[0].unitPrice == 21)
    }

    @Test func somebodyElsesChangeIsNotOverwritten() async throws {
        let company = try await PagesCompany()
        let quote = try company.quote([("SEAL-10", 3)])
        let answer = try await company.post(
            "/crm/quotes/\(quote)/lines", [("lines.0.code", "SEAL-10"), ("version", "77")], as: .seller)
        #expect(answer.status == 422)
        #expect(answer.html.contains("Somebody changed this quote"))
    }

    @Test func eighteenPercentNeedsTheSalesManagerAndSaysSoBefore() async throws {
        let company = try await PagesCompany()
        let quote = try company.quote([])
        _ = try await company.post("/crm/quotes/\(quote)/lines", [("paste", "SEAL-10,10,18")], as: .seller)
        let page = try await company.get("/crm/quotes/\(quote)", as: .seller)
        #expect(page.html.contains("Needs a sales manager"))
        #expect(page.html.contains("a discount of 18 % is above 10 %"))
        #expect(!page.html.contains("/present\""))
        #expect(try await company.post("/crm/quotes/\(quote)/submit", as: .seller).status == 303)
        let inbox = try await company.get("/bridge/approvals", as: .salesManager)
        #expect(inbox.html.contains("Quote Q-000001 for Harbour Marine Ltd"))
        let decided = try await company.post(
            "/bridge/approvals/quotes/\(quote)", [("decision", "yes"), ("note", "fine")], as: .salesManager)
        #expect(decided.status == 303)
        #expect(try company.load(quote, from: company.suite.crm).state == .approved)
    }

    @Test func presentedAcceptedAndTracked() async throws {
        let company = try await PagesCompany()
        let quote = try company.quote([("SEAL-10", 3)])
        #expect(try await company.post("/crm/quotes/\(quote)/present", as: .seller).status == 303)
        let answer = try await company.post(
            "/crm/quotes/\(quote)/accept", [("deed", "accept"), ("acceptedBy", "Aroha Ngata")], as: .seller)
        #expect(answer.status == 303)
        try await company.quiet()
        let page = try await company.get("/crm/quotes/\(quote)", as: .seller)
        #expect(page.html.contains("Order SO-000001"))
        #expect(page.html.contains("class=\"track"))
    }

    @Test func costAndMarginAreFinancesAlone() async throws {
        let company = try await PagesCompany()
        let quote = try company.quote([("SEAL-10", 10)])
        let seller = try await company.get("/crm/quotes/\(quote)", as: .seller)
        #expect(!seller.html.contains("Margin"))
        #expect(!seller.html.contains("7.777"))
        let clerk = try await company.get("/crm/quotes/\(quote)", as: .clerk)
        #expect(clerk.html.contains("Margin"))
        #expect(clerk.html.contains("$102.23"))
    }
}

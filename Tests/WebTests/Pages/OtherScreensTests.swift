import CRM
import ERP
import Foundation
import Kernel
import Platform
import Testing

@testable import Web

@Suite("Pipeline, warehouse, money and prices")
struct OtherScreensTests {
    private func deal(_ company: PagesCompany, _ name: String, _ dollars: Int64) throws -> ID<Opportunity> {
        var deal = Opportunity()
        deal.name = name
        deal.account = company.harbour
        deal.amount = Money(minorUnits: dollars * 100, currency: .nzd)
        deal.owner = "mere"
        return try company.suite.crm.run(CreateOpportunity(deal), by: .seller)
    }

    @Test func aDealMovesByItsMenuAndTheTotalsFollow() async throws {
        let company = try await PagesCompany()
        let deal = try deal(company, "Winter refit", 31_600)
        let board = try await company.get("/crm/pipeline", as: .seller)
        #expect(board.html.contains("Winter refit"))
        #expect(board.html.contains("$31,600.00"))
        let stages = try company.suite.crm.store.read {
            try $0.all(Select<OpportunityStage>().where(\.kind, .equal, .open).ordered(by: \.position))
        }
        let moved = try await company.post("/crm/pipeline/\(deal)", [("stage", stages[1].id.raw)], as: .seller)
        #expect(moved.status == 303)
        #expect(try company.load(deal, from: company.suite.crm).stage == stages[1].id)
        let refused = try await company.post("/crm/pipeline/\(deal)/close", [("deed", "win")], as: .seller)
        #expect(refused.status == 422)
        #expect(refused.html.contains("No quote of this deal has been accepted"))
        let lost = try await company.post(
            "/crm/pipeline/\(deal)/close", [("deed", "lose"), ("reason", "too dear"), ("tryAgainOn", "2031-03-01")],
            as: .seller)
        #expect(lost.status == 303)
        #expect(try company.load(deal, from: company.suite.crm).lostReason == "too dear")
    }

    @Test func aColumnShowsTwentyCardsAndTheRestOnDemand() async throws {
        let company = try await PagesCompany()
        var last = ID<Opportunity>.blank
        for number in 1...25 { last = try deal(company, "Deal \(number)", 100) }
        let stage = try company.load(last, from: company.suite.crm).stage
        let board = try await company.get("/crm/pipeline", as: .seller)
        #expect(board.html.components(separatedBy: "data-deal=").count - 1 == 20)
        #expect(board.html.contains("5 more of 5"))
        #expect(board.html.contains("$2,500.00"))
        let more = try await company.get("/crm/pipeline?show.\(stage)=40", as: .seller)
        #expect(more.html.components(separatedBy: "data-deal=").count - 1 == 25)
    }

    @Test func whatIsReservedIsReadyToPickAndAScanFindsIt() async throws {
        let company = try await PagesCompany()
        _ = try await company.win([("PMP-200", 2)])
        let picking = try await company.get("/erp/shipments", as: .dispatcher)
        #expect(picking.html.contains("SO-000001 for Harbour Marine Ltd"))
        #expect(picking.html.contains("scan each"))
        let order = try company.first(Select<SalesOrder>(), from: company.suite.erp)
        let found = try await company.get("/erp/shipments/scan?code=SO-000001", as: .dispatcher)
        #expect(found.location == "/erp/sales-orders/\(order.id)#ship")
        let missed = try await company.get("/erp/shipments/scan?code=%3Cb%3E", as: .dispatcher)
        #expect(missed.location == "/erp/shipments?missed=%3Cb%3E")
        #expect(try await company.get(missed.location, as: .dispatcher).html.contains("&lt;b&gt;"))
    }

    @Test func cashIsAppliedToTheInvoiceThatIsNamed() async throws {
        let company = try await PagesCompany()
        _ = try await company.win([("SEAL-10", 10)])
        let order = try company.first(Select<SalesOrder>(), from: company.suite.erp)
        try company.suite.erp.run(ShipOrder(order: order.id), by: .system)
        try company.suite.erp.run(IssueInvoice(order: order.id), by: .system)
        #expect(try await company.get("/erp/receivables", as: .clerk).html.contains("Harbour Marine Ltd"))
        let path = "/erp/receivables/\(order.customer)"
        #expect(try await company.get(path, as: .clerk).html.contains("INV-000001"))
        let wrong = try await company.post(path, [("amount", "plenty")], as: .clerk)
        #expect(wrong.status == 422)
        #expect(wrong.html.contains("value=\"plenty\""))
        let paid = try await company.post(
            path,
            [
                ("amount", "207.00"), ("reference", "BANK 7"), ("lines.0.invoice", "INV-000001"),
                ("lines.0.amount", "207.00"),
            ],
            as: .clerk)
        #expect(paid.status == 303)
        let item = try company.first(
            Select<ReceivableItem>().where(\.number, .equal, "INV-000001"), from: company.suite.erp)
        #expect(item.state == .settled)
        let ageing = try await company.get("/erp/receivables?ageing=2035-01-01", as: .clerk)
        #expect(ageing.html.contains("equals the ledger"))
        let ledger = try await company.get("/erp/ledger", as: .clerk)
        #expect(ledger.html.contains("the books balance"))
        let account = try await company.get("/erp/ledger/accounts/\(AccountRole.bank.code)", as: .clerk)
        #expect(account.html.contains("$207.00"))
        #expect(account.html.contains("REC-000001"))
    }

    @Test func availabilityAnswersFirstAndShowsItsRows() async throws {
        let company = try await PagesCompany()
        _ = try await company.win([("SEAL-10", 10)])
        let item = try company.first(Select<Item>().where(\.code, .equal, "SEAL-10"), from: company.suite.erp)
        let page = try await company.get("/erp/items/\(item.id)/availability?quantity=100", as: .dispatcher)
        #expect(page.html.contains("80 today, 20 without a date yet"))
        #expect(page.html.contains("SO-000001"))
        let seller = try await company.get("/erp/items/\(item.id)/availability?quantity=100", as: .seller)
        #expect(seller.html.contains("80 today, 20 without a date yet"))
        #expect(!seller.html.contains("SO-000001"))
        #expect(!seller.html.contains("7.777"))
    }

    @Test func thePriceBookIsTestedAgainstTheERP() async throws {
        let company = try await PagesCompany()
        let page = try await company.get("/crm/price-book?item=SEAL-10&quantity=10", as: .seller)
        #expect(page.html.contains("SEAL-10: 18"))
        #expect(page.html.contains("How the price came about"))
        let offered = try await company.get("/crm/products/find?q=pmp", as: .seller)
        #expect(offered.html.contains("\"PMP-200\""))
        #expect(try await company.get("/crm/products/find?q=part%20seal", as: .seller).html.contains("SEAL-10"))
    }

    @Test func aRecipeStandsSideBySideWithTheValuesOfAPair() async throws {
        let company = try await PagesCompany()
        let page = try await company.get("/bridge/recipes/customer", as: .integrationAdmin)
        #expect(page.html.contains("legalName"))
        #expect(page.html.contains("Harbour Marine Ltd"))
        #expect(page.html.contains("examples hold"))
        #expect(page.html.contains("version 1 in force"))
    }

    @Test func everybodysFirstPageShowsWhatIsTheirsToDo() async throws {
        let company = try await PagesCompany()
        _ = try company.quote([("SEAL-10", 3)])
        let seller = try await company.get("/", as: .seller)
        #expect(seller.html.contains("Kia ora, Mere"))
        #expect(seller.html.contains("Q-000001"))
        for actor in [Actor.clerk, .dispatcher, .integrationAdmin, .salesManager] {
            #expect(try await company.get("/", as: actor).status == 200)
        }
    }

    @Test func aCustomerAcceptsByTheAddressOfTheOffer() async throws {
        let company = try await PagesCompany()
        let quote = try company.quote([("SEAL-10", 3)])
        try company.suite.crm.run(PresentQuote(quote), by: .seller)
        let shared = try await company.post("/crm/quotes/\(quote)/share", as: .seller)
        let token = try #require(shared.html.components(separatedBy: "/q/").dropFirst().first?.prefix { $0.isHexDigit })
        #expect(token.count == 64)
        let stranger = Actor(id: "", name: "", roles: [])
        let offer = try await company.get("/q/\(token)", as: stranger)
        #expect(offer.status == 200)
        #expect(offer.html.contains("Harbour Marine Ltd"))
        #expect(!offer.html.contains("7.777"))
        #expect(try await company.get("/q/0000", as: stranger).status == 404)
        let refused = try await company.post("/q/\(token)/accept", [("acceptedBy", "")], as: stranger)
        #expect(refused.status == 422)
        let accepted = try await company.post("/q/\(token)/accept", [("acceptedBy", "Aroha Ngata")], as: stranger)
        #expect(accepted.status == 303)
        let held = try company.load(quote, from: company.suite.crm)
        #expect(held.state == .accepted)
        #expect(held.acceptedBy == "Aroha Ngata")
        #expect(try await company.get("/q/\(token)", as: stranger).html.contains("by Aroha Ngata"))
    }
}

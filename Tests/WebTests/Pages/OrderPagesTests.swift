import Bridge
import CRM
import ERP
import Kernel
import Platform
import Testing

@testable import Web

@Suite("Orders, approvals and the sync monitor")
struct OrderPagesTests {
    @Test func anOrderIsShippedByScanInvoicedAndFollowedInTheCRM() async throws {
        let company = try await PagesCompany()
        _ = try await company.win([("PMP-200", 2), ("SEAL-10", 4)])
        let order = try company.first(Select<SalesOrder>(), from: company.suite.erp)
        let path = "/erp/sales-orders/\(order.id)"
        let wrong = try await company.post(
            path + "/ship",
            [
                ("deed", "ship"), ("lines.0.position", "1"), ("lines.0.quantity", "1"), ("lines.0.serials", "KP-404"),
                ("carrier", "NZ Post"),
            ], as: .dispatcher)
        #expect(wrong.status == 422)
        #expect(wrong.html.contains("KP-404"))
        #expect(wrong.html.contains("value=\"NZ Post\""))
        let shipped = try await company.post(
            path + "/ship",
            [
                ("deed", "ship"), ("lines.0.position", "1"), ("lines.0.quantity", "1"), ("lines.0.serials", "KP-003"),
                ("carrier", "NZ Post"), ("trackingNumber", "NZ88"),
            ], as: .dispatcher)
        #expect(shipped.status == 303)
        #expect(try await company.post(path + "/invoice", as: .clerk).status == 303)
        try await company.quiet()
        let mirror = try company.first(Select<CustomerOrder>(), from: company.suite.crm)
        let page = try await company.get("/crm/orders/\(mirror.id)", as: .seller)
        #expect(page.html.contains("Shipped 1 of 6"))
        #expect(page.html.contains("NZ Post NZ88"))
        #expect(page.html.contains("KP-003"))
        #expect(page.html.contains("INV-000001"))
        #expect(!page.html.contains("7.777"))
        let customer = try await company.get("/crm/accounts/\(company.harbour)", as: .seller)
        #expect(customer.html.contains("PMP-200 · KP-003"))
        #expect(customer.html.contains("Invoice INV-000001"))
    }

    @Test func aHeldOrderNamesWhoReleasesIt() async throws {
        let company = try await PagesCompany()
        _ = try await company.win([("SEAL-10", 4)])
        let order = try company.first(Select<SalesOrder>(), from: company.suite.erp)
        let path = "/erp/sales-orders/\(order.id)"
        #expect(try await company.post(path + "/hold", [("reason", "wrong address")], as: .dispatcher).status == 303)
        #expect(try await company.get(path, as: .dispatcher).html.contains("wrong address"))
        let inbox = try await company.get("/bridge/approvals", as: .clerk)
        #expect(inbox.html.contains("wrong address"))
        let released = try await company.post(
            "/bridge/approvals/orders/\(order.id)", [("decision", "yes"), ("note", "called them")], as: .clerk)
        #expect(released.status == 303)
        #expect(try company.load(order.id, from: company.suite.erp).state == .confirmed)
    }

    @Test func financeAcceptsANewCustomerWithItsTwinBeside() async throws {
        let company = try await PagesCompany()
        var account = Account()
        account.name = "Harbour Marine Ltd"
        account.type = .customer
        account.city = "Nelson"
        account.postcode = "7010"
        _ = try company.suite.crm.run(CreateAccount(account), by: .system)
        try await company.quiet()
        let inbox = try await company.get("/bridge/approvals", as: .clerk)
        #expect(inbox.html.contains("Customer: Harbour Marine Ltd"))
        #expect(inbox.html.contains("May be a duplicate"))
        let customer = try company.first(
            Select<Customer>().where(\.state, .equal, .requested), from: company.suite.erp)
        let path = "/bridge/approvals/customers/\(customer.id)"
        let refused = try await company.post(path, [("decision", "no"), ("note", "")], as: .clerk)
        #expect(refused.status == 422)
        let accepted = try await company.post(
            path, [("decision", "yes"), ("terms", "NET20"), ("creditLimit", "5,000")], as: .clerk)
        #expect(accepted.status == 303)
        let held = try company.load(customer.id, from: company.suite.erp)
        #expect(held.state == .active)
        #expect(held.creditLimit == Money(minorUnits: 500_000, currency: .nzd))
        #expect(!(try await company.get("/bridge/approvals", as: .seller).html.contains("Accept the customer")))
    }

    @Test func aRefusedQuoteIsGroupedByCauseFixedAndReplayed() async throws {
        let company = try await PagesCompany()
        let quote = try company.quote([("SEAL-10", 4)])
        let item = try company.first(Select<Item>().where(\.code, .equal, "SEAL-10"), from: company.suite.erp)
        var stop = UpdateItem(item: item.id)
        stop.fields[\.isSellable] = false
        try company.suite.erp.run(stop, by: .system)
        try company.suite.crm.run(PresentQuote(quote), by: .seller)
        try company.suite.crm.run(AcceptQuote(quote, acceptedBy: "Aroha Ngata"), by: .seller)
        try await company.quiet()
        let builder = try await company.get("/crm/quotes/\(quote)", as: .seller)
        #expect(builder.html.contains("The ERP refused the order"))
        #expect(builder.html.contains("Try again"))
        let monitor = try await company.get("/bridge", as: .integrationAdmin)
        #expect(monitor.status == 200)
        #expect(monitor.html.contains("Q-000001"))
        #expect(monitor.html.contains("/bridge/journey/crm/Quote/\(quote)"))
        let journey = try await company.get("/bridge/journey/crm/Quote/\(quote)", as: .integrationAdmin)
        #expect(journey.html.contains("Refused"))
        stop.fields[\.isSellable] = true
        try company.suite.erp.run(stop, by: .system)
        let delivery = try company.first(
            Select<Delivery>().where(\.state, .equal, .refused), from: company.suite.bridge)
        let again = try await company.post("/bridge/replay", [("delivery", delivery.id.raw)], as: .integrationAdmin)
        #expect(again.status == 303)
        try await company.quiet()
        #expect(try company.load(quote, from: company.suite.crm).state == .ordered)
        #expect(!(try await company.get("/bridge", as: .integrationAdmin).html.contains("Q-000001")))
        let story = try await company.get("/bridge/journey/crm/Quote/\(quote)", as: .integrationAdmin)
        #expect(story.html.contains("SO-000001"))
    }
}

import CRM
import ERP
import Hummingbird
import Kernel
import Platform
import RouterRig
import Serving
import Testing

@testable import Web

/// How many decisions wait, in the rail of every page, is remembered between pages; never beyond a commit.
@Suite struct WaitingCountTests {
    @Test func whatWaitsIsSaidAtOnceByTheNextPage() async throws {
        let company = try await PagesCompany()
        // One site for all pages, as a server has it.
        let router = CompanyRouter(context: CompanyContext.self)
        router.add(middleware: SignedIn(actor: .clerk))
        try router.addPages(of: Company(company.suite))
        let rig = RouterRig(router.buildResponder())
        func says(_ count: Int) async throws -> Bool {
            let html = String(buffer: try await rig.execute(uri: "/keys", method: .get, headers: [:], body: nil).body)
            let badge = "<span class=\"visually-hidden\"> waiting</span>"
            return count == 0 ? !html.contains(badge) : html.contains(">\(count)\(badge)")
        }
        #expect(try await says(0))
        for count in 1...3 {
            try company.suite.erp.run(RequestCustomer(legalName: "New House \(count) Ltd"), by: .system)
            #expect(try await says(count))
            #expect(try await says(count))
        }
        let customer = try company.first(
            Select<Customer>().where(\.state, .equal, .requested), from: company.suite.erp)
        try company.suite.erp.run(RejectCustomer(customer: customer.id, reason: "Unknown"), by: .clerk)
        #expect(try await says(2))
    }
}

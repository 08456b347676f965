import Bridge
import Kernel
import Platform
import Testing

@Suite("What waits says for what")
struct ParkingTests {
    @Test("an order waits for its customer's link and is released by it")
    func orderBeforeCustomer() async throws {
        let company = try await ScenarioCompany()
        company.erpLine.muted = ["Customer"]
        let tasman = try company.office.request("Tasman Boats Ltd", postcode: "7010")
        try company.office.accept(tasman, limit: 9_000)
        let order = try company.office.place(tasman, [("SEAL-10", 4)])
        try await company.quiet()
        #expect(try company.sales.orders().isEmpty)
        let parked = try company.deliveries("order", .parked)
        #expect(parked.map(\.sourceID) == [order.raw])
        #expect(parked.first?.waitsFor == "link:customer/right/\(tasman)")
        let reason = try #require(try company.reasons("order", .parked).first)
        #expect(reason.code == .waitsForPartner)
        #expect(reason.message == "waits until customer \(tasman) has been carried")

        company.erpLine.muted = []
        try await company.quiet()
        #expect(try company.deliveries("order", .parked).isEmpty)
        let mirrored = try company.sales.orders()
        #expect(mirrored.count == 1)
        #expect(mirrored.first?.account == (try company.sales.account(named: "Tasman Boats Ltd").id))
        #expect(try company.suite.verify().isEmpty)
    }

    @Test("a quote of a customer whom finance has not accepted yet waits for finance, and then becomes an order")
    func quoteBeforeFinance() async throws {
        let company = try await ScenarioCompany()
        let account = try company.sales.openAccount("Tasman Boats Ltd", isCustomer: false)
        let quote = try company.sales.win(account, [("SEAL-10", 4)])
        try await company.quiet()
        #expect(try company.office.orders().isEmpty)
        let waiting = try company.deliveries("quote-to-order", .approval)
        #expect(waiting.map(\.role) == ["finance"])
        #expect(try company.sales.quote(quote).waitingFor.contains("waits for finance to accept it"))

        try company.office.acceptWaitingCustomer(limit: 9_000)
        try await company.quiet()
        let order = try #require(try company.office.orders().first)
        #expect(try company.office.orders().count == 1)
        #expect(try company.sales.quote(quote).orderNumber == order.number)
    }
}

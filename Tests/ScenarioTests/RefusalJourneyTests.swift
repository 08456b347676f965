import Bridge
import Kernel
import Platform
import Testing

@Suite("A no comes home with every reason")
struct RefusalJourneyTests {
    @Test("all reasons stand on the quote; the corrected revision becomes exactly one order")
    func allReasons() async throws {
        let company = try await ScenarioCompany()
        let account = try company.sales.account().id
        let quote = try company.sales.draft(account, [("GSK-7", 2), ("SEAL-10", 4), ("FLT-5", 1)])
        try company.office.retire("GSK-7")
        try company.office.takeOffSale("FLT-5")
        try company.sales.present(quote)
        try company.sales.accept(quote, reference: "HM-881")
        try await company.quiet()
        #expect(try company.office.orders().isEmpty)
        #expect(try company.sales.quote(quote).state == .refused)
        let reasons = try company.sales.reasons(quote)
        #expect(reasons.map(\.code.raw).sorted() == ["itemNotSellable", "itemObsolete"])
        #expect(reasons.map(\.line).sorted { ($0 ?? 0) < ($1 ?? 0) } == [1, 3])
        for reason in reasons {
            #expect(reason.document == "Quote \(try company.sales.quote(quote).number)")
            #expect(reason.field == "item" && reason.allowed != nil && reason.fixedBy != nil)
        }

        // A refusal stands while nobody has done anything about it.
        #expect(try company.deliveries("quote-to-order", .refused).filter { $0.kind == .carry }.count == 1)
        let revision = try company.sales.revise(quote, [("SEAL-10", 4)])
        try await company.quiet()
        #expect(try company.office.orders().count == 1)
        let order = try #require(try company.office.orders().first)
        #expect(try company.sales.quote(revision).orderNumber == order.number)

        let again = #expect(throws: Refusal.self) { try company.sales.accept(revision) }
        #expect(again?.code == .wrongState)
        #expect(throws: Refusal.self) { try company.sales.accept(quote) }
        // The first revision is out of the game: nobody need put it right, and why it was refused stays.
        #expect(try company.deliveries("quote-to-order", .refused).allSatisfy { $0.kind != .carry })
        let overtaken = try company.deliveries("quote-to-order", .dropped)
        #expect(overtaken.count == 1 && overtaken[0].reasons.contains("itemObsolete"))
        for delivery in overtaken {
            try company.suite.bridge.run(ReplayDelivery(delivery: delivery.id), by: .integrationAdmin)
        }
        try await company.quiet(afterSeconds: 600)
        #expect(try company.office.orders().count == 1)
        #expect(try company.suite.verify().isEmpty)
    }
}

import CRM
import Kernel
import Platform
import Testing

@Suite("What becomes of a quote")
struct QuoteOutcomeTests {
    let world: CRMWorld
    let harbour: ID<Account>
    let pump: ID<Product>

    init() throws {
        world = try CRMWorld()
        harbour = try world.harbourMarine()
        pump = try world.pump()
    }

    private func presented() throws -> ID<Quote> {
        let id = try world.quoteForTenPumps(to: harbour, of: pump)
        try world.run(PresentQuote(id))
        return id
    }

    private func accepted() throws -> ID<Quote> {
        let id = try presented()
        try world.run(AcceptQuote(id, acceptedBy: "Aroha Ngāta", customerReference: "PO-7781"))
        return id
    }

    @Test("Accepting says who, when and under which purchase order, once")
    func accept() throws {
        let id = try presented()
        let before = try world.feed().last?.sequence ?? 0
        #expect(try world.refusal(AcceptQuote(id, acceptedBy: "")).code == .requiredField)
        try world.run(AcceptQuote(id, acceptedBy: "Aroha Ngāta", customerReference: "PO-7781"))
        let quote = try world.get(id)
        #expect(quote.state == .accepted && quote.customerReference == "PO-7781" && quote.acceptedAt != nil)
        #expect(try world.get(harbour).hasAcceptedQuote)
        #expect(try world.feed(after: before).map(\.event) == ["QuoteAccepted", "AccountChanged"])
        let again = try world.refusal(AcceptQuote(id, acceptedBy: "Aroha Ngāta"))
        #expect(again.code == .wrongState)
        #expect(again.reasons[0].document == "Quote Q-000001")
    }

    @Test("An offer holds to the end of its last day, and then expires")
    func expiry() throws {
        let first = try presented()
        let second = try presented()
        world.wait(days: 30)
        #expect(try world.run(ExpireQuotes(), by: .system) == "0")
        try world.run(AcceptQuote(first, acceptedBy: "Aroha Ngāta"))
        world.wait(days: 1)
        let late = try world.refusal(AcceptQuote(second, acceptedBy: "Aroha Ngāta"))
        #expect(late.code == .quoteExpired)
        #expect(try world.run(ExpireQuotes(), by: .system) == "1")
        #expect(try world.get(second).state == .expired)
        #expect(try world.get(first).state == .accepted)
    }

    @Test("A revision keeps the number; the old one stays readable and can no longer be accepted")
    func revise() throws {
        let old = try presented()
        let new = try world.run(ReviseQuote(old))
        let revision = try world.get(new)
        #expect(revision.number == "Q-000001" && revision.title == "Quote Q-000001 revision 2")
        #expect(revision.state == .draft && revision.supersedes == old && revision.presentedAt == nil)
        #expect(revision.net == (try world.money("2495.00")))
        #expect(try world.refusal(AcceptQuote(old, acceptedBy: "Aroha")).code == .wrongState)
        #expect(try world.refusal(ReviseQuote(old)).code == .wrongState)
        let lines = try world.store.read { try Quote.lines(of: old, in: $0) }
        #expect(lines.count == 1)
        let cheaper = QuoteLineInput(product: pump, quantity: Quantity(10, .each), unitPrice: 240)
        try world.run(PresentQuote(new))
        try world.run(DeclineQuote(new, reason: "too dear"))
        let third = try world.run(ReviseQuote(new, lines: [cheaper]))
        #expect(try world.get(third).net == world.money("2400.00"))
        let all = try world.store.read { try Quote.revisions(of: "Q-000001", in: $0) }
        #expect(all.map(\.state) == [.superseded, .superseded, .draft])
        #expect(all.map(\.isCurrent) == [false, false, true])
        #expect(try world.refusal(DeclineQuote(third, reason: "no")).code == .wrongState)
    }

    @Test("The ERP's refusal comes home with every reason, on the quote and on its line, and is gone with the order")
    func refused() throws {
        let id = try accepted()
        let reasons = [
            Reason(RefusalCode("itemObsolete"), "PMP-200 is obsolete", line: 1, field: "item", fixedBy: "sales"),
            Reason(RefusalCode("overCredit"), "1,230.00 over the limit", field: "credit", fixedBy: "finance"),
        ]
        #expect(try world.refusal(RefuseQuote(id, reasons: reasons)).code == .notPermitted)
        try world.run(RefuseQuote(id, reasons: reasons), by: .bridge)
        let quote = try world.get(id)
        #expect(quote.state == .refused)
        #expect(Reason.list(fromJSON: quote.refusalReasons) == reasons)
        let line = try #require(world.store.read { try Quote.lines(of: id, in: $0) }.first)
        #expect(Reason.list(fromJSON: line.refusalReasons) == [reasons[0]])
        try world.run(RecordQuoteWait(id, waitingFor: "finance to accept the customer"), by: .bridge)
        #expect(try world.get(id).state == .accepted)
        try world.run(RefuseQuote(id, reasons: reasons), by: .bridge)
        try world.run(RecordQuoteOrder(id, orderNumber: "SO-000001", orderStatus: "confirmed"), by: .bridge)
        let ordered = try world.get(id)
        #expect(ordered.state == .ordered && ordered.refusalReasons == "" && ordered.orderStatus == "confirmed")
        let cleared = try #require(world.store.read { try Quote.lines(of: id, in: $0) }.first)
        #expect(cleared.refusalReasons == "")
    }

    @Test("A quote becomes one order, wins its deal once, and follows the order's status")
    func ordered() throws {
        var deal = Opportunity()
        deal.name = "Ten pumps"
        deal.account = harbour
        let opportunity = try world.run(CreateOpportunity(deal))
        let id = try world.quoteForTenPumps(to: harbour, of: pump, opportunity: opportunity)
        let early = RecordQuoteOrder(id, orderNumber: "SO-000001")
        #expect(try world.refusal(early, by: .bridge).code == .wrongState)
        #expect(try world.refusal(RecordQuoteWait(id, waitingFor: "credit"), by: .bridge).code == .wrongState)
        try world.run(PresentQuote(id))
        try world.run(AcceptQuote(id, acceptedBy: "Aroha Ngāta"))
        try world.run(WinOpportunity(opportunity))
        #expect(try world.refusal(RecordQuoteOrder(id, orderNumber: ""), by: .bridge).code == .requiredField)
        try world.run(RecordQuoteOrder(id, orderNumber: "SO-000001", orderStatus: "confirmed"), by: .bridge)
        try world.run(RecordQuoteOrder(id, orderNumber: "", orderStatus: "shipped"), by: .bridge)
        #expect(try world.get(id).orderStatus == "shipped")
        let other = try world.refusal(RecordQuoteOrder(id, orderNumber: "SO-000002"), by: .bridge)
        #expect(other.code == .orderExists)
        #expect(try world.all(Select<OpportunityStageChange>()).count == 2)
        #expect(try world.refusal(ReviseQuote(id)).code == .wrongState)
    }
}

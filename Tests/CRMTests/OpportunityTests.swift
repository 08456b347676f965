import CRM
import Kernel
import Platform
import Testing

@Suite("Opportunities")
struct OpportunityTests {
    let world: CRMWorld
    init() throws { world = try CRMWorld() }

    private func deal(_ account: ID<Account>) throws -> ID<Opportunity> {
        var opportunity = Opportunity()
        opportunity.name = "Ten pumps"
        opportunity.account = account
        opportunity.amount = try world.money("2869.25")
        return try world.run(CreateOpportunity(opportunity))
    }

    private func stage(_ name: String) throws -> ID<OpportunityStage> {
        try #require(world.all(Select<OpportunityStage>().where(\.name, .equal, name)).first).id
    }

    @Test("A deal moves through the stages, and each move is kept")
    func moves() throws {
        let id = try deal(world.harbourMarine())
        #expect(try world.get(id).probability == 10)
        world.wait(seconds: 7_200)
        try world.run(MoveOpportunity(id, to: stage("Proposal")))
        #expect(try world.get(id).probability == 50)
        let history = try world.all(
            Select<OpportunityStageChange>().where(\.opportunity, .equal, id).ordered(by: \.id))
        #expect(history.map(\.stageName) == ["Prospecting", "Proposal"])
        #expect(history.map(\.hoursInStage) == [nil, 2])
        var own = MoveOpportunity(id, to: try stage("Negotiation"))
        own.probability = 120
        #expect(try world.refusal(own).code == .invalidValue)
        own.probability = 95
        try world.run(own)
        #expect(try world.get(id).probability == 95)
        #expect(try world.refusal(MoveOpportunity(id, to: stage("Won"))).code == .wrongState)
        var update = UpdateOpportunity(id)
        update.fields[\.nextStep] = "Call Aroha"
        try world.run(update)
        #expect(try world.get(id).amount == world.money("2869.25"))
    }

    @Test("Winning needs an accepted quote, or a reason for the exception")
    func win() throws {
        let id = try deal(world.harbourMarine())
        #expect(try world.refusal(WinOpportunity(id)).code == .acceptedQuoteNeeded)
        try world.run(WinOpportunity(id, overrideReason: "order came by phone"))
        let won = try world.get(id)
        #expect(won.state == .won && won.closedOn == world.today)
        #expect(try world.refusal(WinOpportunity(id)).code == .wrongState)
        #expect(try world.refusal(LoseOpportunity(id, reason: "price")).code == .wrongState)
        try world.run(ReopenOpportunity(id))
        #expect(try world.get(id).state == .open)
        #expect(try world.refusal(ReopenOpportunity(id)).code == .wrongState)
    }

    @Test("A lost deal says why and to whom, and may plan another try")
    func lose() throws {
        let id = try deal(world.harbourMarine())
        #expect(try world.refusal(LoseOpportunity(id, reason: "")).code == .requiredField)
        var lose = LoseOpportunity(id, reason: "price", competitor: "Southern Pumps")
        lose.tryAgainOn = world.today.adding(days: 90)
        try world.run(lose)
        let lost = try world.get(id)
        #expect(lost.state == .lost && lost.competitor == "Southern Pumps" && lost.probability == 0)
        let planned = try world.store.read { try Timeline.planned(with: lost.account, in: $0) }
        #expect(planned.map(\.subject) == ["Try again: Ten pumps"])
    }

    @Test("An order of the ERP keeps a won deal closed")
    func reopenAfterOrder() throws {
        let account = try world.harbourMarine()
        let id = try deal(account)
        let quote = try world.quoteForTenPumps(to: account, of: world.pump(), opportunity: id)
        try world.run(PresentQuote(quote))
        try world.run(AcceptQuote(quote, acceptedBy: "Aroha Ngāta"))
        try world.run(RecordQuoteOrder(quote, orderNumber: "SO-000001"), by: .bridge)
        #expect(try world.get(id).state == .won)
        let refusal = try world.refusal(ReopenOpportunity(id))
        #expect(refusal.code == .orderExists)
        #expect(refusal.reasons[0].message.contains("SO-000001"))
    }

    @Test("No deals with an account marked do-not-trade, and stages have names of their own")
    func rules() throws {
        let account = try world.harbourMarine()
        var stop = UpdateAccount(account)
        stop.fields[\.status] = .doNotTrade
        try world.run(stop)
        var opportunity = Opportunity()
        opportunity.name = "Anything"
        opportunity.account = account
        #expect(try world.refusal(CreateOpportunity(opportunity)).code == .doNotTrade)
        opportunity.pipeline = "service"
        #expect(try world.refusal(CreateOpportunity(opportunity)).code == .doNotTrade)
        var stage = OpportunityStage()
        stage.name = "Proposal"
        #expect(try world.refusal(CreateStage(stage), by: .system).code == .duplicate)
        stage.name = "Site visit"
        stage.probability = 101
        #expect(try world.refusal(CreateStage(stage), by: .system).code == .invalidValue)
        stage.probability = 30
        try world.run(CreateStage(stage), by: .system)
    }
}

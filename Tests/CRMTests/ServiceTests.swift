import CRM
import Kernel
import Platform
import Testing

@Suite("Activities, cases and the installed base")
struct ServiceTests {
    let world: CRMWorld
    let harbour: ID<Account>

    init() throws {
        world = try CRMWorld()
        harbour = try world.harbourMarine()
    }

    private func installedPump(at account: ID<Account>, status: String = "shipped") throws -> ID<InstalledUnit> {
        var unit = InstalledUnit()
        unit.serial = "PMP-200-0001"
        unit.account = account
        unit.product = try world.pump()
        unit.productCode = "PMP-200"
        unit.orderNumber = "SO-000012"
        unit.shippedOn = world.today
        unit.warrantyStart = world.today
        unit.warrantyEnd = world.today.adding(months: 24)
        unit.status = status
        unit.sourceID = "erp-serial-1"
        return try world.run(RecordMirror(unit), by: .bridge)
    }

    @Test("Is it under warranty? One line with the reason, from the CRM alone")
    func warranty() throws {
        let unit = try installedPump(at: harbour)
        let ask = { (date: CalendarDate) in
            try world.store.read { try InstalledBase.isUnderWarranty(serial: "PMP-200-0001", on: date, in: $0) }
        }
        let end = world.today.adding(months: 24)
        #expect(try ask(end).map(\.isCovered) == [true])
        #expect(try ask(end.adding(days: 3))[0].reason == "the warranty ended on \(end), 3 days before")
        #expect(try ask(world.today.adding(days: -1))[0].reason.contains("starts on"))
        #expect(try ask(world.today)[0].freshness.source == "erp")
        try world.run(
            RecordMirror<InstalledUnit>.self, from: ["id": .text(unit.raw), "status": .text("Returned")])
        #expect(try ask(world.today)[0].reason == "the unit is returned")
        let nobody = try world.store.read { try InstalledBase.isUnderWarranty(serial: "X", on: end, in: $0) }
        #expect(nobody.isEmpty)
    }

    @Test("A case finds its unit, asks the ERP for a return, and closes when the return is through")
    func caseWithReturn() throws {
        _ = try installedPump(at: harbour)
        var problem = SupportCase()
        problem.subject = "Pump does not start"
        problem.account = harbour
        problem.serial = "PMP-200-0001"
        let id = try world.run(OpenCase(problem), by: CRMWorld.support)
        let opened = try world.get(id)
        #expect(opened.number == "CASE-000001" && opened.orderNumber == "SO-000012")
        #expect(opened.warrantyVerdict.hasPrefix("under warranty until"))
        try world.run(RequestReturn(id, reason: "does not start"), by: CRMWorld.support)
        #expect(try world.get(id).returnQuantity == Quantity(1, .each))
        #expect(try world.feed().last?.event == "ReturnRequested")
        let twice = try world.refusal(RequestReturn(id, reason: "again"), by: CRMWorld.support)
        #expect(twice.code == .wrongState)
        #expect(try world.refusal(CloseCase(id, resolution: "done"), by: CRMWorld.support).code == .wrongState)
        try world.run(RecordReturnStatus(id, returnNumber: "RMA-000001", returnStatus: "authorised"), by: .bridge)
        try world.run(RecordReturnStatus(id, returnStatus: "inspected"), by: .bridge)
        #expect(try world.get(id).returnProgress == .received)
        try world.run(RecordReturnStatus(id, returnStatus: "closed"), by: .bridge)
        #expect(try world.get(id).state == .resolved)
        #expect(try world.get(id).returnNumber == "RMA-000001")
        let back = RecordReturnStatus(id, returnStatus: "received")
        #expect(try world.refusal(back, by: .bridge).code == .wrongState)
        try world.run(CloseCase(id, resolution: "Replaced"), by: CRMWorld.support)
        try world.run(ReopenCase(id), by: CRMWorld.support)
        #expect(try world.refusal(ReopenCase(id), by: CRMWorld.support).code == .wrongState)
    }

    @Test("A refused return says why and may be asked for again")
    func refusedReturn() throws {
        _ = try installedPump(at: harbour)
        var problem = SupportCase()
        problem.subject = "Wrong pump"
        problem.account = harbour
        let id = try world.run(OpenCase(problem), by: CRMWorld.support)
        let vague = try world.refusal(RequestReturn(id, reason: "wrong"), by: CRMWorld.support)
        #expect(vague.reasons.map(\.field) == ["product", "orderNumber", "quantity"])
        var request = RequestReturn(id, reason: "wrong")
        request.product = try world.all(Select<Product>()).first?.id
        request.orderNumber = "SO-000012"
        request.quantity = Quantity(2, .each)
        try world.run(request, by: CRMWorld.support)
        let reasons = [Reason(RefusalCode("moreThanShipped"), "only 1 was shipped", fixedBy: "support")]
        try world.run(RefuseReturn(id, reasons: reasons), by: .bridge)
        let rejected = try world.get(id)
        #expect(rejected.state == .open)
        #expect(Reason.list(fromJSON: rejected.returnRefusalReasons) == reasons)
        request.quantity = Quantity(1, .each)
        #expect(try world.refusal(RefuseReturn(id, reasons: reasons)).code == .notPermitted)
        try world.run(request, by: CRMWorld.support)
        #expect(try world.get(id).returnRefusalReasons == "")
    }

    @Test("Another account's unit is not taken for this one's")
    func othersUnit() throws {
        var other = Account()
        other.name = "Kauri Yachts"
        _ = try installedPump(at: world.run(CreateAccount(other)))
        var problem = SupportCase()
        problem.subject = "Pump does not start"
        problem.account = harbour
        problem.serial = "PMP-200-0001"
        let refusal = try world.refusal(OpenCase(problem), by: CRMWorld.support)
        #expect(refusal.code == .otherAccount)
        #expect(refusal.reasons[0].message == "Unit PMP-200-0001 stands at Kauri Yachts")
    }

    @Test("What is done asks for what is next, and a deal without a next step is found")
    func activities() throws {
        var deal = Opportunity()
        deal.name = "Ten pumps"
        deal.account = harbour
        let opportunity = try world.run(CreateOpportunity(deal))
        let idle = { try world.store.read { try Timeline.dealsWithoutNextActivity(owner: "mere", in: $0) } }
        #expect(try idle() == [opportunity])
        var call = Activity()
        call.kind = .call
        call.subject = "Ask Aroha about the offer"
        call.opportunity = opportunity
        #expect(try world.refusal(ScheduleActivity(call)).reasons[0].field == "dueOn")
        call.dueOn = world.today
        let first = try world.run(ScheduleActivity(call))
        #expect(try world.get(first).account == harbour)
        #expect(try idle() == [])
        world.wait(days: 1)
        #expect(try world.get(first).isOverdue(on: world.today))
        let next = try world.run(
            CompleteActivity(first, outcome: "wants 12", nextDueOn: world.today.adding(days: 2)))
        #expect(try world.refusal(CompleteActivity(first, outcome: "")).code == .wrongState)
        try world.run(CancelActivity(next, reason: "she called first"))
        #expect(try world.refusal(CancelActivity(next, reason: "")).code == .wrongState)
        var visit = Activity()
        visit.kind = .visit
        visit.subject = "Visited the shed"
        #expect(try world.refusal(LogActivity(visit)).code == .requiredField)
        visit.account = harbour
        try world.run(LogActivity(visit, outcome: "saw the old pumps"))
        let past = try world.store.read { try Timeline.past(with: harbour, limit: 10, in: $0) }
        #expect(past.map(\.outcome).sorted() == ["saw the old pumps", "wants 12"])
        var note = Note()
        note.body = "Likes to be called in the morning"
        #expect(try world.refusal(AddNote(note)).code == .requiredField)
        note.account = harbour
        #expect(try world.get(world.run(AddNote(note))).author == "mere")
    }
}

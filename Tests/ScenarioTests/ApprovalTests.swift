import Bridge
import Kernel
import Platform
import Testing

@Suite("A recipe asks a person before it writes")
struct ApprovalTests {
    private func company() async throws -> ScenarioCompany {
        let gate = "gate: { erp: [validate, { approval: sales manager, when: 'total > 1000', because: large orders }] }"
        let recipes = try ScenarioCompany.recipes(changing: [
            "quote-to-order": { $0.replacing("gate: { erp: [validate] }", with: gate) }
        ])
        return try await ScenarioCompany(recipes: recipes)
    }

    private func approvals(_ company: ScenarioCompany) throws -> [Approval] {
        try company.suite.bridge.store.read { try $0.all(Select<Approval>()) }
    }

    @Test("a small order passes without asking")
    func small() async throws {
        let company = try await company()
        _ = try company.sales.win(try company.sales.account().id, [("SEAL-10", 4)])
        try await company.quiet()
        #expect(try company.office.orders().count == 1)
        #expect(try approvals(company).isEmpty)
    }

    @Test("a large order waits for the named role, and a person of another role may not decide")
    func granted() async throws {
        let company = try await company()
        let quote = try company.sales.win(try company.sales.account().id, [("PMP-200", 3)])
        try await company.quiet()
        try await company.quiet(afterSeconds: 600)
        #expect(try company.office.orders().isEmpty)
        let approval = try #require(try approvals(company).first)
        #expect(try approvals(company).count == 1)
        #expect((approval.role, approval.because, approval.state) == ("sales manager", "large orders", .waiting))
        #expect(approval.sourceID == quote.raw)

        let yes = DecideApproval(approval: approval.id, isGranted: true, note: "a good customer")
        let refusal = #expect(throws: Refusal.self) { try company.suite.bridge.run(yes, by: .financeClerk) }
        #expect(refusal?.code == .notPermitted)
        #expect(refusal?.reasons.first?.allowed == "sales manager")
        #expect(throws: Refusal.self) { try company.suite.bridge.run(yes, by: .seller) }
        try await company.quiet()
        #expect(try company.office.orders().isEmpty)

        try company.suite.bridge.run(yes, by: .salesManager)
        try await company.quiet()
        let order = try #require(try company.office.orders().first)
        #expect(try company.office.orders().count == 1)
        #expect(try company.sales.quote(quote).orderNumber == order.number)
        #expect(try approvals(company).map(\.decidedBy) == ["Moana Wirihana"])
        let twice = #expect(throws: Refusal.self) { try company.suite.bridge.run(yes, by: .salesManager) }
        #expect(twice?.code == .wrongState)
    }

    @Test("a declined order comes home to the quote with the words of whoever declined it")
    func declined() async throws {
        let company = try await company()
        let quote = try company.sales.win(try company.sales.account().id, [("PMP-200", 3)])
        try await company.quiet()
        let approval = try #require(try approvals(company).first)
        try company.suite.bridge.run(
            DecideApproval(approval: approval.id, isGranted: false, note: "too many pumps"), by: .salesManager)
        try await company.quiet()
        #expect(try company.office.orders().isEmpty)
        #expect(try company.sales.quote(quote).state == .refused)
        let reason = try #require(try company.sales.reasons(quote).first)
        #expect(reason.code == .declined)
        #expect(reason.message == "sales manager declined: too many pumps")
        #expect(reason.fixedBy == "sales manager")
    }
}

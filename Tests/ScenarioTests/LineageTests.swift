import Bridge
import Kernel
import Platform
import Testing

@Suite("Where a value came from")
struct LineageTests {
    @Test("record, recipe version, rule and time of the present value, recomputed from its source")
    func presentValue() async throws {
        let company = try await ScenarioCompany()
        let customer = try company.office.customer()
        for city in ["Napier", "Tauranga"] {
            try company.office.type(customer.id, city: city)
            company.simulated.advance(seconds: 60)
            try await company.quiet()
        }
        let account = try company.sales.account()
        let story = try company.suite.bridge.store.read {
            try Lineage.of(line: "city", record: account.id.raw, side: .left, recipe: "customer", in: $0)
        }
        #expect(story.map(\.to) == ["Tauranga", "Napier"])
        #expect(story.map(\.from) == ["Napier", "Auckland"])
        let present = try #require(story.first)
        #expect((present.sourceSide, present.sourceID) == (.right, customer.id.raw))
        #expect(present.rule == "changed in erp")
        #expect(present.recipeVersion == company.suite.engine.recipe("customer")?.version)
        #expect(present.event == "CustomerUpdated")
        #expect(!present.correlation.isEmpty)
        #expect(present.at > (story.last?.at ?? present.at))

        let read = try await company.suite.erpConnector.read("Customer", ids: [present.sourceID])
        let source = try #require(read.first)
        #expect(source.record.fields["city"]?.text == account.city)
        #expect(present.to == account.city)
    }

    @Test("what the ERP owns names its owner as the rule")
    func owned() async throws {
        let company = try await ScenarioCompany()
        let account = try company.sales.account()
        let story = try company.suite.bridge.store.read {
            try Lineage.of(line: "creditLimit", record: account.id.raw, side: .left, recipe: "customer", in: $0)
        }
        #expect(story.first?.to == "50000.00 NZD")
        #expect(story.first?.rule == "erp owns it")
        #expect(account.creditLimit.description == "50000.00 NZD")
    }
}

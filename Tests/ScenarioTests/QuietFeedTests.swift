import Bridge
import Kernel
import Platform
import Testing

@testable import SuiteConnector

@Suite("What is quiet is not looked through again")
struct QuietFeedTests {
    @Test("a change after a quiet while is heard; who asks from further back hears all")
    func heardAfterQuiet() async throws {
        let company = try await ScenarioCompany()
        let connector = SuiteConnector.erp(company.suite.erp)
        let customer = try company.office.customer().id.raw
        let first = try await connector.changes(of: [("Customer", nil), ("CreditMemo", nil)], limit: 500)
        let cursors = first.map { $0?.cursor }
        #expect(first[0]?.changes.map(\.id).contains(customer) == true && first[1]?.changes.isEmpty == true)
        for _ in 0..<2 {
            let quiet = try await connector.changes(
                of: [("Customer", cursors[0]), ("CreditMemo", cursors[1])], limit: 500)
            #expect(quiet.map { $0?.cursor } == cursors)
            #expect(quiet.allSatisfy { $0?.changes.isEmpty == true })
        }
        try company.office.type(ID(customer), city: "Napier")
        let page = try await connector.changes(of: [("Customer", cursors[0]), ("CreditMemo", cursors[1])], limit: 500)
        #expect(page[0]?.changes.map(\.id) == [customer] && page[1]?.changes.isEmpty == true)
        let again = try await connector.changes(of: [("Customer", nil)], limit: 500)
        #expect(again[0]?.changes.map(\.id).contains(customer) == true)
    }

    @Test("a feed that is not the one that was read before is looked through anew")
    func anotherFeed() async throws {
        let (one, other) = (try await ScenarioCompany(), try await ScenarioCompany())
        try one.office.type(try one.office.customer().id, city: "Napier")
        let quiet = QuietFeed()
        let head = try one.suite.erp.store.read { try quiet.head(in: $0) }
        quiet.note("CreditMemo", from: 0, to: head)
        #expect(try one.suite.erp.store.read { try quiet.head(in: $0) } == head)
        #expect(quiet.start(of: "CreditMemo", after: 0) == head)
        #expect(quiet.start(of: "CreditMemo", after: head + 1) == head + 1)
        #expect(try other.suite.erp.store.read { try quiet.head(in: $0) } > 0)
        #expect(quiet.start(of: "CreditMemo", after: 0) == 0)
    }
}

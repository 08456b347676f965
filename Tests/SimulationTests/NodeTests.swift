import Kernel
import Platform
import Testing

@testable import Bridge
@testable import Simulator

/// Two nodes over one set of databases: whatever happens to one of them, no key is ever worked on by both at once, and
/// nothing is written twice.
@Suite("Several nodes") struct NodeTests {
    private func company() async throws -> SimulatedCompany {
        let company = try await SimulatedCompany(recipes: recipes)
        try company.begin(seed: 1)
        return company
    }

    /// A quote that was accepted and captured, ready to be taken.
    private func accepted(_ company: SimulatedCompany) async throws -> String {
        let account = try #require(try company.crmText("SELECT id FROM account ORDER BY id").first)
        let quote = try #require(try company.draft(account: account, [("SEAL-10", 2)]))
        try company.accept(quote: quote)
        try await company.half(.capture)
        return quote
    }

    private func claimed(_ company: SimulatedCompany, by node: String) throws -> Int {
        try company.bridge.read {
            try $0.integer(
                "SELECT count(*) FROM delivery WHERE state = 'claimed' AND claimed_by = ?", [.text(node)])
        }
    }

    private func orders(_ company: SimulatedCompany) throws -> Int {
        try company.erp.read { try $0.integer("SELECT count(*) FROM sales_order") }
    }

    @Test("a start repairs its own earlier claims, and leaves those of living nodes alone")
    func recovery() async throws {
        let company = try await company()
        _ = try await accepted(company)
        try await company.half(.claim, hand: 1)
        let held = try claimed(company, by: "node-2")
        #expect(held > 0)
        try company.restart(0)
        #expect(try claimed(company, by: "node-2") == held)
        try company.restart(1)
        #expect(try claimed(company, by: "node-2") == 0)
        let doubted = "SELECT count(*) FROM delivery WHERE is_in_doubt = 1"
        #expect(try company.bridge.read { try $0.integer(doubted) } == held)
    }

    @Test("what a silent node had is taken over within five seconds, and not earlier than it is silent")
    func takeover() async throws {
        let company = try await company()
        let node = company.engines[0].nodes
        let quote = try await accepted(company)
        try await company.half(.claim, hand: 1)
        let held = try claimed(company, by: "node-2")
        try node.keep()
        company.vanish(1)
        for _ in 0..<6 {
            company.simulated.advance(microseconds: 500_000)
            #expect(try node.keep() == 0)
        }
        var returned = 0
        for _ in 0..<4 where returned == 0 {
            company.simulated.advance(microseconds: 500_000)
            returned += try node.keep()
        }
        #expect(returned == held)
        try await company.half(.claim, hand: 0)
        #expect(try claimed(company, by: "node-1") >= held)
        try await company.settleDown(rounds: 20)
        #expect(try company.crmText("SELECT state FROM quote WHERE id = '\(quote)'") == ["ordered"])
    }

    @Test("a node that says it lives keeps what it has, however long it works")
    func livingNodesAreLeftAlone() async throws {
        let company = try await company()
        _ = try await accepted(company)
        try await company.half(.claim, hand: 1)
        let held = try claimed(company, by: "node-2")
        for _ in 0..<40 {
            company.simulated.advance(seconds: 1)
            try company.engines[1].nodes.keep()
            #expect(try company.engines[0].nodes.keep() == 0)
        }
        #expect(try claimed(company, by: "node-2") == held)
    }

    @Test("nodes whose clocks differ by half a minute do not take each other for dead")
    func clocksThatDiffer() async throws {
        let company = try await company()
        let simulated = company.simulated
        var fast = simulated.world
        fast.now = { simulated.world.now().adding(seconds: 30) }
        let other = BridgeEngine(
            recipes: recipes, connectors: Array(company.engines[0].connectors.values), store: company.bridge,
            world: fast, country: "NZ", node: NodeIdentity(id: "node-3", name: "node-3"))
        try other.nodes.keep()
        for _ in 0..<20 {
            simulated.advance(microseconds: 500_000)
            try company.engines[0].nodes.keep()
            try other.nodes.keep()
        }
        #expect(other.nodes.others == 1)
        #expect(company.engines[0].nodes.others == 1)
    }

    @Test("a paused node that wakes after its work was done writes nothing, between any two halves")
    func wakingLate() async throws {
        for pausedAfter in [Half.claim, .perform] {
            let company = try await company()
            let quote = try await accepted(company)
            let before = try orders(company)
            try await company.half(.claim, hand: 1)
            if pausedAfter == .perform { try await company.half(.perform, hand: 1) }
            // It sleeps; the other notices, takes over and finishes.
            try company.engines[0].nodes.keep()
            for _ in 0..<10 {
                company.simulated.advance(microseconds: 500_000)
                try company.engines[0].nodes.keep()
            }
            try await company.settleDown(rounds: 20)
            #expect(try orders(company) == before + 1)
            let state = try ledger(company)
            // It wakes and goes on where it was.
            if pausedAfter == .claim { try await company.half(.perform, hand: 1) }
            try await company.half(.settle, hand: 1)
            #expect(try ledger(company) == state)
            #expect(try orders(company) == before + 1)
            #expect(try company.crmText("SELECT state FROM quote WHERE id = '\(quote)'") == ["ordered"])
            #expect(try company.bridge.read { try BridgeVerification().findings(in: $0) }.isEmpty)
        }
    }

    private func ledger(_ company: SimulatedCompany) throws -> [[Value]] {
        try company.bridge.read {
            try $0.rows(
                "SELECT id, state, attempts, claimed_by FROM delivery ORDER BY id", [],
                as: [.text, .text, .integer, .text])
        }
    }

    @Test("two nodes that read the same news append it once, and no cursor goes back")
    func sameNews() async throws {
        let company = try await company()
        let account = try #require(try company.crmText("SELECT id FROM account ORDER BY id").first)
        try company.type(account: account, "phone", "+6493551234")
        let early = try await company.engines[0].news(limit: 100)
        try company.type(account: account, "phone", "+6493555678")
        _ = try await company.engines[1].capture(limit: 100)
        let cursors = try positions(company)
        let count = try company.bridge.read { try $0.integer("SELECT count(*) FROM delivery") }
        _ = try company.engines[0].take(early, settling: [], limit: 0)
        #expect(try positions(company) == cursors)
        #expect(try company.bridge.read { try $0.integer("SELECT count(*) FROM delivery") } == count)
    }

    private func positions(_ company: SimulatedCompany) throws -> [[Value]] {
        try company.bridge.read {
            try $0.rows("SELECT id, position FROM source_cursor ORDER BY id", [], as: [.text, .text])
        }
    }

    @Test("a node takes a whole bite while there is one for each, and its part of what is less")
    func shares() async throws {
        let company = try await company()
        for _ in 0..<12 { _ = try await accepted(company) }
        for engine in company.engines { try engine.nodes.keep() }
        for engine in company.engines { try engine.nodes.keep() }
        #expect(company.engines.map(\.nodes.others) == [1, 1])
        let open = "SELECT count(*) FROM delivery WHERE state = 'pending'"
        let due = try company.bridge.read { try $0.integer(open) }
        #expect((12...15).contains(due))
        #expect(try company.engines[0].claim(limit: 4).count == 4)
        #expect(try company.engines[1].claim(limit: 6).count == (due - 4) / 2)
    }

    @Test("interleaved turns of two nodes, one of them dying: the ledger shows no key with both at once")
    func interleaved() async throws {
        let company = try await company()
        let simulated = company.simulated
        var taken: Set<String> = []
        for round in 0..<120 {
            if round % 5 == 0 { _ = try await accepted(company) }
            let hand = simulated.pick(2)
            if company.isAway[hand] { try company.restart(hand) }
            try await company.half(company.nextHalf(of: hand), hand: hand)
            if round % 17 == 0 { company.vanish(simulated.pick(2)) }
            simulated.advance(microseconds: Int64(simulated.pick(2_000_000)))
            for node in 0..<2 where !company.isAway[node] { try company.engines[node].nodes.keep() }
        }
        try company.heal()
        #expect(try await company.settleDown(rounds: 50))
        let claims = try company.bridge.read {
            try $0.rows(
                """
                SELECT claimed_key, claimed_by, claimed_at, settled_at FROM delivery
                WHERE settled_at IS NOT NULL AND claimed_at IS NOT NULL ORDER BY claimed_key, claimed_at
                """, [], as: [.text, .text, .instant, .instant])
        }
        #expect(claims.count > 30)
        for (claim, next) in zip(claims, claims.dropFirst()) {
            taken.insert(claim[1].text)
            guard claim[0] == next[0], case .instant(let end) = claim[3], case .instant(let begin) = next[2] else {
                continue
            }
            #expect(end <= begin, "\(claim) and \(next)")
        }
        #expect(taken == ["node-1", "node-2"])
        #expect(try company.bridge.read { try BridgeVerification().findings(in: $0) }.isEmpty)
    }

    @Test("an overlap, were there one, would be found")
    func overlapsAreFound() async throws {
        let company = try await company()
        _ = try await accepted(company)
        try await company.settleDown(rounds: 20)
        try company.bridge.write { session in
            let rows = try session.rows(
                "SELECT id FROM delivery WHERE state = 'applied' ORDER BY id LIMIT 2", [], as: [.text])
            try #require(rows.count == 2)
            for (row, node) in zip(rows, ["node-1", "node-2"]) {
                try session.execute(
                    """
                    UPDATE delivery SET claimed_key = 'one', claimed_by = ?, claimed_at = 10, settled_at = 20
                    WHERE id = ?
                    """, [.text(node), row[0]])
            }
        }
        let findings = try company.bridge.read { try BridgeVerification().findings(in: $0) }
        #expect(findings.contains { $0.message.contains("while node-1 still had") })
    }

    @Test("a job is one node's until it dies, and is done once a day")
    func jobs() async throws {
        let company = try await company()
        let (one, two) = (company.engines[0].nodes, company.engines[1].nodes)
        #expect(try one.holds("post"))
        #expect(try !two.holds("post"))
        #expect(try one.holds("post"))
        var done = 0
        #expect(try one.daily("calendar") { done += 1 })
        #expect(try !one.daily("calendar") { done += 1 })
        #expect(try !two.daily("calendar") { done += 1 })
        company.simulated.advance(seconds: 24 * 3_600)
        try one.keep()
        #expect(try one.daily("calendar") { done += 1 })
        #expect(done == 2)
        try one.leave()
        #expect(try two.holds("post"))
        #expect(try !two.daily("calendar") { done += 1 })
        // Who comes back asks like everybody.
        try one.keep()
        #expect(try !one.holds("post"))
    }
}

import Kernel
import Testing

@testable import Platform

@Suite("A refused command")
struct RefusedCommandTests {
    @Test("leaves no row, no audit, no announcement and no gap in the numbers", arguments: Place.allCases)
    func leavesNothing(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        _ = try yard.run(PostBill(buyer, [("PMP-200", 100)]))
        let before = try yard.everything()
        let refusal = try #require(try yard.run(StumbleBill(buyer), by: Boatyard.hana, key: "stumble").refusal)
        #expect(refusal.description == "Bill: the yard is closed today — finance can fix this")
        #expect(try yard.everything() == before)
        _ = try yard.run(PostBill(buyer, [("PMP-200", 100)]))
        #expect(try yard.texts("SELECT number FROM bill ORDER BY number", 1) == [["B-000001"], ["B-000002"]])
    }

    @Test("in a group is undone alone; its neighbours stand in one commit", arguments: Place.allCases)
    func savepointPerCall(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        let commits = Counter()
        yard.bus.afterCommit { commits.add() }
        let outcomes = try yard.bus.run([
            CommandCall(PostBill(buyer, [("PMP-200", 100)]), by: .system, key: "one"),
            CommandCall(StumbleBill(buyer), by: .system, key: "two"),
            CommandCall(OpenBuyer("Harbour Marine"), by: .system, key: "three"),
            CommandCall(PostBill(buyer, [("PMP-201", 200)]), by: .system, key: "four"),
        ])
        #expect(outcomes.map { $0.refusal?.code } == [nil, .wrongState, .duplicate, nil])
        #expect(try yard.texts("SELECT number FROM bill ORDER BY number", 1) == [["B-000001"], ["B-000002"]])
        #expect(try yard.texts("SELECT key FROM idempotency_key ORDER BY key", 1) == [["four"], ["one"]])
        #expect(try yard.texts("SELECT part FROM bill_line ORDER BY part", 1) == [["PMP-200"], ["PMP-201"]])
        #expect(commits.count == 1)
        let sequences = try yard.store.read { session in
            try session.rows("SELECT seq FROM audit ORDER BY seq", [], as: [.integer]).map { $0[0].text }
        }
        #expect(sequences == (1...sequences.count).map(String.init), "the chain has no gap where one was undone")
        guard place == .file else { return }
        #expect(try Judge.auditChain(in: yard.file).hasPrefix("\(sequences.count) "))
    }

    @Test("tells all its reasons at once, with the line of each")
    func allReasons() throws {
        let yard = try Yard(.memory)
        let refusal = try #require(
            try yard.run(PostBill(.blank, [("", 1), ("PMP-200", 1), ("A PART WITH FAR TOO LONG A NAME", 1)])).refusal)
        #expect(refusal.reasons.map(\.code) == [.requiredField, .requiredField, .textTooLong])
        #expect(refusal.reasons.map(\.line) == [nil, 1, 3])
        #expect(refusal.reasons.map(\.field) == ["buyer", "part", "part"])
        #expect(refusal.reasons[2].allowed == "at most 20 characters")
    }

    @Test("names what a travelling record got wrong: every unknown field, every unreadable value")
    func unreadable() {
        let record = Record(
            object: "OpenBuyer", fields: ["nmae": .text("Harbour Marine"), "rating": .text("good"), "zone": .null])
        #expect {
            try CommandCall.reading(OpenBuyer.self, from: record, by: .system)
        } throws: { error in
            guard let refusal = error as? Refusal else { return false }
            return refusal.reasons.map(\.code) == [.invalidValue, .unknownField, .unknownField]
                && refusal.reasons.map(\.field) == ["rating", "nmae", "zone"]
                && refusal.reasons[1].allowed == "name, rating, terms"
        }
    }
}

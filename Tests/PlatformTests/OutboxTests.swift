import Kernel
import Testing

@testable import Platform

@Suite("The changes feed")
struct OutboxTests {
    @Test(
        "announces each changed document once, by its event or as changed; its lines as their document",
        arguments: Place.allCases)
    func oncePerDocument(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        let bill = try yard.run(PostBill(buyer, [("PMP-200", 100), ("PMP-201", 50)]), by: Boatyard.hana)
        let entries = try yard.store.read { try Feed.entries(after: 0, limit: 100, in: $0) }
        #expect(entries.map(\.event) == ["BuyerChanged", "BillPosted", "BuyerChanged"])
        #expect(entries.map(\.sequence) == [1, 2, 3])
        #expect(entries.map(\.id) == [buyer.raw, bill.answer, buyer.raw])
        #expect(entries.map(\.actor) == ["mere", "hana", "hana"])
        #expect(entries[1].correlation == entries[2].correlation && entries[0].correlation != entries[1].correlation)
        #expect(bill.sequence == 3)
    }

    @Test("is read by object, after a place, and not more than asked", arguments: Place.allCases)
    func pages(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        for day in 1...9 { _ = try yard.run(ChangeTerms(buyer, to: "day \(day)")) }
        let page = try yard.store.read { try Feed.entries(of: "Buyer", after: 3, limit: 4, in: $0) }
        #expect(page.map(\.sequence) == [4, 5, 6, 7])
        #expect(try yard.store.read { try Feed.entries(of: "Bill", after: 0, limit: 4, in: $0) }.isEmpty)
        #expect(try yard.store.read { try Feed.version(of: "Buyer", id: buyer.raw, in: $0) } == 10)
        #expect(try yard.store.read { try Feed.version(of: "Buyer", id: "nobody", in: $0) } == 0)
    }

    @Test("does not announce what is not published", arguments: Place.allCases)
    func unpublished(place: Place) throws {
        let yard = try Yard(place)
        #expect(try yard.run(FreezePlan(text: "paint")).sequence == 0)
        #expect(try yard.count("outbox") == 0 && yard.count("audit") == 1)
    }

    @Test("gives a document a version: who decided on an older one is told that it moved", arguments: Place.allCases)
    func expectedVersion(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        let seen = ExpectedVersion(object: "Buyer", id: buyer.raw, version: 1)
        #expect(try yard.run(ChangeTerms(buyer, to: "cash"), expected: seen).sequence == 2)
        let before = try yard.everything()
        #expect(try yard.run(ChangeTerms(buyer, to: "credit"), key: "late", expected: seen).hasMoved)
        #expect(try yard.everything() == before)
        let fresh = ExpectedVersion(object: "Buyer", id: buyer.raw, version: 2)
        #expect(try yard.run(ChangeTerms(buyer, to: "credit"), key: "late", expected: fresh).sequence == 3)
        #expect(try yard.run(ChangeTerms(buyer, to: "credit"), key: "late", expected: fresh).isReplayed)
    }

    @Test("stays empty after a rehearsal, which tells what would become of each call", arguments: Place.allCases)
    func rehearsal(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        let before = try yard.everything()
        let outcomes = try yard.bus.rehearse([
            CommandCall(PostBill(buyer, [("PMP-200", 100)]), by: .system, key: "one"),
            CommandCall(OpenBuyer("Harbour Marine"), by: .system),
            CommandCall(OpenBuyer("Southern Sails"), by: Boatyard.tane),
        ])
        #expect(outcomes[0].answer != nil && outcomes[1].refusal?.code == .duplicate)
        #expect(outcomes[2].refusal?.code == .notPermitted)
        #expect(try yard.everything() == before)
        _ = try yard.run(PostBill(buyer, [("PMP-200", 100)]), key: "one")
        #expect(try yard.texts("SELECT number FROM bill", 1) == [["B-000001"]], "a rehearsal takes no number")
    }
}

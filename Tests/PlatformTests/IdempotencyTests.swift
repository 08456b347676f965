import Kernel
import Testing

@testable import Platform

@Suite("Asking twice", .serialized)
struct IdempotencyTests {
    @Test(
        "the same request under the same key gets the same answer, says so, and does nothing", arguments: Place.allCases
    )
    func replays(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        let bill = PostBill(buyer, [("PMP-200", 12_500)])
        let first = try yard.run(bill, by: Boatyard.hana, key: "bill-1")
        let before = try yard.everything()
        let second = try yard.run(bill, by: Boatyard.hana, key: "bill-1")
        #expect(first.answer != nil && second.answer == first.answer && second.sequence == first.sequence)
        #expect(!first.isReplayed && second.isReplayed)
        #expect(try yard.everything() == before)
    }

    @Test("another body or another command under a used key is refused", arguments: Place.allCases)
    func refusesReuse(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        _ = try yard.run(PostBill(buyer, [("PMP-200", 12_500)]), key: "bill-1")
        let before = try yard.everything()
        let otherBody = try yard.run(PostBill(buyer, [("PMP-200", 12_501)]), key: "bill-1")
        let otherCommand = try yard.run(CloseBuyer(buyer), key: "bill-1")
        for outcome in [otherBody, otherCommand] {
            let reason = try #require(outcome.refusal?.reasons.first)
            #expect(reason.code == .keyReused && reason.message.contains("'bill-1'"))
            #expect(reason.allowed == "the same request again, or a new key")
        }
        #expect(try yard.everything() == before)
    }

    @Test("a refused request leaves its key free for the corrected one", arguments: Place.allCases)
    func refusedKeyIsFree(place: Place) throws {
        let yard = try Yard(place)
        #expect(try yard.run(OpenBuyer(""), key: "k").refusal?.code == .requiredField)
        #expect(try yard.count("idempotency_key") == 0)
        #expect(try yard.run(OpenBuyer("Harbour Marine"), key: "k").answer != nil)
    }

    @Test("a key used twice in one group is answered twice and done once", arguments: Place.allCases)
    func withinAGroup(place: Place) throws {
        let yard = try Yard(place)
        let call = CommandCall(OpenBuyer("Harbour Marine"), by: .system, key: "k")
        let outcomes = try yard.bus.run([call, call])
        #expect(outcomes[0].answer == outcomes[1].answer && outcomes[1].isReplayed)
        #expect(try yard.count("buyer") == 1)
    }

    @Test("the answer outlives the process: it is asked for by key", arguments: Place.allCases)
    func askedByKey(place: Place) throws {
        let yard = try Yard(place)
        let done = try yard.run(OpenBuyer("Harbour Marine"), key: "k")
        let bus = yard.bus
        let found = try yard.store.read { try bus.answer(ofKey: "k", by: .system, in: $0) }
        #expect(found?.answer == done.answer && found?.sequence == done.sequence)
        let unknown = try yard.store.read { try bus.answer(ofKey: "never", by: .system, in: $0) }
        #expect(unknown == nil)
        guard place == .file else { return }
        let reopened = try Yard(.file, in: yard.folder)
        #expect(try reopened.run(OpenBuyer("Harbour Marine"), key: "k").isReplayed)
    }

    @Test("the order in which fields arrive does not make another body")
    func canonicalBody() throws {
        let forwards = Record(object: "OpenBuyer", fields: ["name": .text("Harbour Marine"), "terms": .text("20th")])
        let one = try CommandCall.reading(OpenBuyer.self, from: forwards, by: .system)
        let other = CommandCall(OpenBuyer("Harbour Marine", terms: "20th"), by: .system)
        #expect(one.body() == other.body())
        #expect(
            String(decoding: one.body(), as: UTF8.self)
                == #"{"name":"Harbour Marine","rating":"0","terms":"20th"}"#)
    }
}

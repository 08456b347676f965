import Kernel
import Testing

@testable import Platform

@Suite("Who may")
struct AuthorizationTests {
    @Test("a person without the permission is told who has it, and nothing is written", arguments: Place.allCases)
    func namesWhoMay(place: Place) throws {
        let yard = try Yard(place)
        let refusal = try #require(try yard.run(OpenBuyer("Harbour Marine"), by: Boatyard.tane).refusal)
        #expect(refusal.code == .notPermitted && refusal.reasons.count == 1)
        #expect(
            refusal.description
                == "Tāne Rua may not buyer.open (allowed: finance, sales, system) — integration admin can fix this")
        #expect(try yard.count("buyer") == 0 && yard.count("audit") == 0 && yard.count("outbox") == 0)
    }

    @Test("a star stands for every verb of its noun and of no other", arguments: Place.allCases)
    func stars(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        #expect(try yard.run(ChangeTerms(buyer, to: "cash"), by: Boatyard.mere).answer == "")
        #expect(try yard.run(ChangeTerms(buyer, to: "none"), by: Boatyard.hana).refusal?.code == .notPermitted)
        #expect(try yard.run(PostBill(buyer, [("PMP-200", 100)]), by: Boatyard.mere).refusal?.code == .notPermitted)
        #expect(try yard.run(PostBill(buyer, [("PMP-200", 100)]), by: Boatyard.hana).answer != nil)
        #expect(try yard.texts("SELECT terms FROM buyer", 1) == [["billed"]])
    }

    @Test("a used key gives its answer only to those who may run the command")
    func replayIsAuthorized() throws {
        let yard = try Yard(.memory)
        let first = try yard.run(OpenBuyer("Harbour Marine"), by: Boatyard.mere, key: "k1")
        #expect(first.answer != nil)
        let again = try yard.run(OpenBuyer("Harbour Marine"), by: Boatyard.tane, key: "k1")
        #expect(again.refusal?.code == .notPermitted)
    }

    @Test("the matrix of roles and permissions is written out line by line")
    func matrix() {
        let matrix = Boatyard.access.matrix(of: ["plan.freeze", "bill.post", "buyer.open"])
        #expect(
            matrix == """
                bill.post: finance, system
                buyer.open: finance, sales, system
                plan.freeze: sales, system

                """)
    }
}

import Foundation
import Kernel
import Testing

@testable import Platform

@Suite("The audit trail")
struct AuditTests {
    @Test("says for each changed row who, by which command, why, from what and to what", arguments: Place.allCases)
    func onePerRow(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        _ = try yard.run(ChangeTerms(buyer, to: "cash"), by: Boatyard.mere, why: "asked by phone")
        let rows = try yard.texts(
            "SELECT actor, command, why, object, object_id, changes FROM audit ORDER BY seq", 6)
        #expect(
            rows == [
                [
                    "mere", "buyer.open", "", "Buyer", buyer.raw,
                    #"{"name":[null,"Harbour Marine"],"terms":[null,"20th"],"rating":[null,"0"]}"#,
                ],
                [
                    "mere", "buyer.changeTerms", "asked by phone", "Buyer", buyer.raw, #"{"terms":["20th","cash"]}"#,
                ],
            ])
        #expect(try yard.store.read { try $0.integer("SELECT version FROM audit WHERE seq = 2") } == 2)
    }

    @Test("has one entry for each row of a document, under one correlation", arguments: Place.allCases)
    func document(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        _ = try yard.run(PostBill(buyer, [("PMP-200", 100), ("PMP-201", 50)]), by: Boatyard.hana)
        let rows = try yard.texts("SELECT object, correlation FROM audit WHERE command = 'bill.post' ORDER BY seq", 2)
        #expect(rows.map { $0[0] } == ["Bill", "BillLine", "BillLine", "Buyer"])
        #expect(Set(rows.map { $0[1] }).count == 1)
    }

    @Test("keeps silent when nothing changed, and remembers what was deleted", arguments: Place.allCases)
    func silenceAndDeletion(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        #expect(try yard.run(ChangeTerms(buyer, to: "20th")).sequence == 0)
        #expect(try yard.count("audit") == 1 && yard.count("outbox") == 1)
        _ = try yard.run(CloseBuyer(buyer))
        let last = try yard.texts("SELECT changes FROM audit WHERE seq = 2", 1)
        #expect(last == [[#"{"name":["Harbour Marine",null],"terms":["20th",null],"rating":["0",null]}"#]])
    }

    @Test("is a chain that Python's hashlib recomputes to the same head")
    func independentChain() throws {
        let yard = try Yard(.file)
        _ = try yard.bus.run(OpenBuyer("Kāpiti \"Yachts\"\\Ltd", terms: "line\none\ttab \u{1} 帆 ⛵️"), by: Boatyard.mere)
        let buyer = try yard.harbourMarine()
        for day in 1...40 {
            _ = try yard.run(ChangeTerms(buyer, to: "day \(day)"), by: Boatyard.mere, why: "é \(day)")
            _ = try yard.run(PostBill(buyer, [("PMP-200", Int64(day))]), by: Boatyard.hana)
        }
        let head = try yard.texts("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1", 1)[0][0]
        #expect(try Judge.auditChain(in: yard.file) == "\(yard.count("audit")) \(head)")
    }

    @Test("refuses UPDATE and DELETE; whoever removes the guard first is found out by the chain")
    func tampering() throws {
        let yard = try Yard(.file)
        let buyer = try yard.harbourMarine()
        for day in 1...5 { _ = try yard.run(ChangeTerms(buyer, to: "day \(day)")) }
        let change = "UPDATE audit SET actor = 'nobody' WHERE seq = 3"
        #expect(try Judge.sql(change, in: yard.file) == "refused: The audit trail does not change")
        #expect(
            try Judge.sql("DELETE FROM audit WHERE seq = 6", in: yard.file)
                == "refused: The audit trail is never shortened")
        _ = try Judge.sql("DROP TRIGGER audit_refuses_update", in: yard.file)
        #expect(try Judge.sql(change, in: yard.file) == "")
        #expect(try Judge.auditChain(in: yard.file) == "broken at 3")
    }

    @Test("hashes as Python does, whatever the bytes")
    func digests() throws {
        #expect(
            Digest.hexadecimal([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            Digest.hexadecimal(Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let judged = try Judge.python(
            """
            import hashlib
            for n in range(0, 300, 7): print(hashlib.sha256(bytes(i % 256 for i in range(n))).hexdigest())
            """
        )
        let ours = stride(from: 0, to: 300, by: 7).map { count in
            Digest.hexadecimal((0..<count).map { UInt8($0 % 256) })
        }
        #expect(judged.split(separator: "\n").map(String.init) == ours)
    }
}

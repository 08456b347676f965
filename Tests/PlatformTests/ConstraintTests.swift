import Kernel
import Testing

@testable import Platform

@Suite("The database's own guards")
struct ConstraintTests {
    @Test("refuse a second of what must be one, naming field and value", arguments: Place.allCases)
    func duplicate(place: Place) throws {
        let yard = try Yard(place)
        _ = try yard.harbourMarine()
        let refusal = try #require(try yard.run(OpenBuyer("Harbour Marine")).refusal)
        #expect(refusal.code == .duplicate)
        #expect(
            refusal.description == "Buyer, name: Another Buyer already has name 'Harbour Marine' "
                + "(allowed: a value that no other Buyer has)")
    }

    @Test("refuse a reference to nobody, and to let go somebody who is referred to", arguments: Place.allCases)
    func references(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        let nobody = try yard.run(PostBill(ID("nobody"), [("PMP-200", 1)]))
        #expect(nobody.refusal?.code == .stillReferenced)
        _ = try yard.run(PostBill(buyer, [("PMP-200", 1)]))
        let closing = try yard.run(CloseBuyer(buyer))
        #expect(closing.refusal?.code == .stillReferenced && closing.refusal?.reasons[0].document == "Buyer")
        #expect(try yard.count("buyer") == 1 && yard.count("bill") == 1)
    }

    @Test("refuse a text that is too long, in characters", arguments: Place.allCases)
    func tooLong(place: Place) throws {
        let yard = try Yard(place)
        let long = String(repeating: "ā", count: 21)
        let refusal = try #require(try yard.run(OpenBuyer(long)).refusal)
        #expect(refusal.code == .textTooLong && refusal.reasons[0].allowed == "at most 20 characters")
        #expect(try yard.run(OpenBuyer(String(repeating: "ā", count: 20))).answer != nil)
        let accents = try yard.run(OpenBuyer(String(repeating: "e\u{301}", count: 20)))
        #expect(accents.refusal?.code == .textTooLong, "counted as the database counts, in code points")
        #expect(try yard.run(OpenBuyer("No notes", terms: String(repeating: "x", count: 4_001))).refusal != nil)
    }

    @Test("refuse a number that the database could not hold", arguments: Place.allCases)
    func tooLarge(place: Place) throws {
        let yard = try Yard(place)
        let huge = try FixedDecimal("10000000000000")
        let refusal = try #require(try yard.run(OpenBuyer("Harbour Marine", rating: huge)).refusal)
        #expect(refusal.code == .invalidValue && refusal.description.contains("too large"))
        #expect(try yard.count("buyer") == 0)
    }

    @Test("refuse a missing record by its name and id", arguments: Place.allCases)
    func missing(place: Place) throws {
        let yard = try Yard(place)
        let refusal = try #require(try yard.run(ChangeTerms(ID("ghost"), to: "cash")).refusal)
        #expect(refusal.code == .notFound && refusal.description.contains("There is no Buyer with the id 'ghost'"))
    }

    @Test("hold against whoever comes past the program: a second connection is refused in the database itself")
    func pastTheProgram() throws {
        let yard = try Yard(.file)
        let buyer = try yard.harbourMarine()
        let bill = try #require(try yard.run(PostBill(buyer, [("PMP-200", 100)])).answer)
        let attempts = [
            "UPDATE bill SET total = 1": "refused: A posted Bill does not change",
            "DELETE FROM bill": "refused: A posted Bill does not change",
            "UPDATE bill_line SET amount = 1": "refused: A posted BillLine does not change",
            "DELETE FROM bill_line": "refused: A posted BillLine does not change",
            "INSERT INTO bill_line VALUES ('x', 1, '\(bill)', 2, 'EXTRA', 1, 'NZD')":
                "refused: A posted Bill takes no further lines",
            "INSERT INTO buyer VALUES ('', 1, 'Nameless', '', 0)": "refused: CHECK constraint failed: id <> ''",
            "INSERT INTO buyer VALUES ('y', 1, 'Harbour Marine', '', 0)":
                "refused: UNIQUE constraint failed: buyer.name",
            "INSERT INTO plan VALUES ('z', 1, 'paint', 'molten')":
                "refused: CHECK constraint failed: state IN ('draft', 'frozen')",
            "INSERT INTO plan VALUES ('z', 1, 'a plan too long', 'draft')":
                "refused: CHECK constraint failed: length(text) <= 10",
        ]
        for (statement, answer) in attempts {
            #expect(try Judge.sql(statement, in: yard.file) == answer, "\(statement)")
        }
        #expect(try Judge.sql("SELECT total, total_currency, line_count FROM bill", in: yard.file) == "100|NZD|1")
    }

    @Test("refuse a command that would change, delete or lengthen a posted document", arguments: Place.allCases)
    func posted(place: Place) throws {
        let yard = try Yard(place)
        let buyer = try yard.harbourMarine()
        let bill = ID<Bill>(try #require(try yard.run(PostBill(buyer, [("PMP-200", 100)])).answer))
        let before = try yard.everything()
        let outcomes = [
            try yard.run(AlterBill(bill)), try yard.run(VoidBill(bill)), try yard.run(AddBillLine(bill)),
        ]
        for outcome in outcomes {
            let reason = try #require(outcome.refusal?.reasons.first)
            #expect(reason.code == .posted && reason.fixedBy == "finance")
            #expect(reason.allowed == "a correcting document: a reversal, a credit memo or a return")
        }
        #expect(outcomes.last?.refusal?.reasons[0].message == "A posted Bill takes no further lines")
        #expect(try yard.everything() == before)
    }

    @Test("let a draft change until it is frozen", arguments: Place.allCases)
    func frozen(place: Place) throws {
        let yard = try Yard(place)
        let plan = ID<Plan>(try #require(try yard.run(FreezePlan(text: "paint")).answer))
        #expect(try yard.run(FreezePlan(plan, text: "varnish")).answer != nil)
        #expect(try yard.run(FreezePlan(plan, text: "both", freezes: true)).answer != nil)
        #expect(try yard.run(FreezePlan(plan, text: "neither")).refusal?.code == .posted)
        #expect(try yard.texts("SELECT text, state FROM plan", 2) == [["both", "frozen"]])
    }
}

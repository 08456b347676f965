import Kernel
import Testing

@testable import Bridge

@Suite("The examples of a recipe are its tests")
struct RecipeExampleTests {
    private func recipe() throws -> Recipe {
        try RecipeParser.parse(customerRecipe, file: "customer.yaml", catalog: customerCatalog)
    }

    @Test("and pass when exactly that is written")
    func pass() throws {
        let results = RecipeExamples.run(try recipe()) { example, _ in example.writes }
        #expect(results.count == 2 && results.allSatisfy(\.passed))
        #expect(results[1].description == "✓ customer: a prospect stays at home")
    }

    @Test("and say in words what is different")
    func differences() throws {
        let results = RecipeExamples.run(try recipe()) { example, _ in
            guard var written = example.writes else {
                return Record(object: "Customer", fields: ["legalName": .text("K")])
            }
            written["legalName"] = .text("HARBOUR")
            written["phone"] = .null
            written.lists["lines"] = [
                Record(object: "CustomerLine", id: "x", fields: ["position": .integer(2)]),
                Record(
                    object: "CustomerLine", id: "y",
                    fields: ["position": .integer(1), "quantity": .text("3 EA"), "item": .text("i1")]),
            ]
            return written
        }
        #expect(
            results[0].differences == [
                "legalName should be \"Harbour Marine\", but is written as \"HARBOUR\"",
                "phone is written as empty, which the example does not say",
                "lines[1].quantity should be 3 EA, but is written as \"3 EA\": the same letters, but a text and not a "
                    + "quantity",
                "lines has a line 2, which the example does not say",
            ])
        #expect(results[1].differences == ["nothing should be written to erp Customer, but this is: legalName \"K\""])
        #expect(results[1].description.hasPrefix("✗ customer: a prospect stays at home (line 40)\n    nothing"))
    }

    @Test("and miss what is not written at all")
    func missing() throws {
        let nothing = RecipeExamples.run(try recipe()) { _, _ in nil }
        #expect(nothing[0].differences.count == 1 && nothing[0].differences[0].contains("but nothing is"))
        #expect(nothing[1].passed)
        let empty = RecipeExamples.run(try recipe()) { _, _ in Record(object: "Customer") }
        #expect(
            empty[0].differences == [
                "legalName should be \"Harbour Marine\", but is not written", "lines should be written, but is not",
            ])
        #expect(empty[1].differences == ["nothing should be written to erp Customer, but this is: no field at all"])
        let lineless = RecipeExamples.run(try recipe()) { example, _ in
            var written = example.writes
            written?.lists["lines"] = []
            return written
        }
        #expect(lineless[0].differences == ["lines has no line 1"])
    }
}

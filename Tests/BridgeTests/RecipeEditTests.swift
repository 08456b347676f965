import Foundation
import Kernel
import Testing

@testable import Bridge

@Suite("Small changes of a recipe's text, and what differs between two")
struct RecipeEditTests {
    /// The recipes as they come with the program.
    static let shipped: [(file: String, text: String)] = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Recipes")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.sorted().compactMap { name in
            (try? String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)).map { (name, $0) }
        }
    }()

    private func read(_ text: String) throws -> Recipe { try RecipeParser.parse(text, file: "test.yaml") }

    @Test func anotherOwnerChangesItsLineAloneAndKeepsTheRest() throws {
        let recipe = try read(customerRecipe)
        let edited = try RecipeLineEdit("fields.phone", owner: "crm").applied(to: customerRecipe, of: recipe)
        #expect(edited.contains("phone:       { crm: phone, erp: phone, owner: crm, as: e164 }"))
        #expect(try RecipeChanges.words(from: recipe, to: read(edited)) == ["phone is owned by crm, not either side"])
    }

    @Test func whoProposesChangesWithTheOwner() throws {
        let recipe = try read(customerRecipe)
        let flipped = try RecipeLineEdit("fields.currency", owner: "erp").applied(to: customerRecipe, of: recipe)
        #expect(flipped.contains("owner: erp, proposes: crm, default: NZD"))
        let shared = try RecipeLineEdit("fields.currency", owner: "either").applied(to: customerRecipe, of: recipe)
        #expect(try read(shared).fields.first { $0.name == "currency" }?.proposesOnCreate == false)
    }

    @Test func aDefaultIsQuotedWhereItMust() throws {
        let recipe = try read(customerRecipe)
        for value in ["NZD", "12.5", "to be said", "a \"tall\" one, {or not}", "# no comment", "yes: no"] {
            let edited = try RecipeLineEdit("fields.postcode", fallback: value).applied(to: customerRecipe, of: recipe)
            #expect(try read(edited).fields.first { $0.name == "postcode" }?.fallback?.text == value, "\(value)")
            let back = try RecipeLineEdit("fields.postcode", fallback: "").applied(to: edited, of: read(edited))
            #expect(back == customerRecipe)
        }
    }

    @Test func aLookupIsPutInAndTakenAway() throws {
        let recipe = try read(customerRecipe)
        let without = try RecipeLineEdit("lists.lines.fields.item", link: "").applied(to: customerRecipe, of: recipe)
        #expect(without.contains("item:     { crm: product, erp: item }"))
        let with = try RecipeLineEdit("lists.lines.fields.item", link: "price").applied(to: without, of: read(without))
        #expect(try read(with).lists[0].fields[1].link == "price")
    }

    @Test func whatIsNotOnOneLineIsLeftToTheHand() throws {
        let text = customerRecipe.replacing(
            "postcode:    { crm: postcode, erp: postcode, owner: crm }",
            with: "postcode:\n    crm: postcode\n    erp: postcode\n    owner: crm")
        let recipe = try read(text)
        let refused = #expect(throws: RecipeError.self) {
            try RecipeLineEdit("fields.postcode", owner: "erp").applied(to: text, of: recipe)
        }
        #expect(refused?.allowed == "change it in the text")
        #expect(throws: RecipeError.self) {
            try RecipeLineEdit("fields.nowhere", owner: "erp").applied(to: text, of: recipe)
        }
    }

    /// Every line of every recipe that is shipped: the change reaches that line, and no other letter.
    @Test func everyShippedLineCanBeChangedByTheForm() throws {
        #expect(Self.shipped.count == 12)
        for (file, text) in Self.shipped {
            let recipe = try RecipeParser.parse(text, file: file)
            for line in recipe.fields {
                let edit = RecipeLineEdit("fields.\(line.name)", fallback: "Kauri & sons")
                let edited = try edit.applied(to: text, of: recipe)
                let (before, after) = (text.split(separator: "\n"), edited.split(separator: "\n"))
                let changed = zip(before, after).filter { $0.0 != $0.1 }.count
                #expect(changed == 1, "\(file) \(line.name)")
                let again = try RecipeParser.parse(edited, file: file)
                #expect(again.fields.first { $0.name == line.name }?.fallback == .text("Kauri & sons"))
                #expect(again.fields.filter { $0.name != line.name } == recipe.fields.filter { $0.name != line.name })
            }
        }
    }

    @Test func whatJoinsRecordsMayNotChangeUnderThem() throws {
        let recipe = try read(customerRecipe)
        let other = try read(customerRecipe.replacing("erp: Customer }", with: "erp: Party }"))
        #expect(RecipeChanges.forbidden(from: recipe, to: other).map(\.line) == [2])
        let moved = try read(customerRecipe.replacing("phone, erp: phone, owner", with: "phone, erp: mobile, owner"))
        let errors = RecipeChanges.forbidden(from: recipe, to: moved)
        #expect(errors.count == 1)
        #expect(errors.first?.message.contains("'phone' joins other fields") == true)
        #expect(errors.first?.line == recipe.lines["fields.phone"])
        #expect(RecipeChanges.forbidden(from: recipe, to: recipe).isEmpty)
        #expect(RecipeChanges.words(from: recipe, to: recipe).isEmpty)
    }
}

import Kernel
import Testing

@testable import Bridge

@Suite("A recipe is read")
struct RecipeParserTests {
    @Test("whole: pair, rules, lines, lists, examples")
    func whole() throws {
        let recipe = try RecipeParser.parse(customerRecipe, file: "customer.yaml", catalog: customerCatalog)
        #expect(recipe.name == "customer")
        #expect(recipe.version.count == 16)
        #expect(recipe.left.system == "crm" && recipe.left.object == "Account")
        #expect(recipe.right.system == "erp" && recipe.right.object == "Customer")
        #expect(recipe.left.create == .always)
        #expect(recipe.right.create == .when(try Expression.parse("kind = \"customer\" or hasAcceptedQuote")))
        #expect(
            recipe.right.gate.approvals == [
                ApprovalRule(role: "finance", condition: try Expression.parse("total > 10000"), because: "large order")
            ])
        #expect(recipe.left.refusals == .heard && recipe.right.refusals == .unheard)
        #expect(recipe.left.onDelete == .unlink && recipe.right.onDelete == .block)
        #expect(recipe.after == ["item", "price"] && recipe.pace == .hourly)
        #expect(
            recipe.match == [
                .equal(["taxNumber"]), .equal(["name", "postcode"]),
                .similar(["name", "postcode"], atLeast: try FixedDecimal("0.92")),
            ])
        let terms = try #require(recipe.fields.first { $0.name == "terms" })
        #expect(terms.values == ["NET30": "30", "NET60": "60"] && terms.owner == .right)
        let currency = try #require(recipe.fields.first { $0.name == "currency" })
        #expect(currency.proposesOnCreate && currency.fallback == .text("NZD"))
        let title = try #require(recipe.fields.first { $0.name == "title" })
        #expect(title.left == .computed(try Expression.parse("concat(givenName, \" \", familyName)")))
        #expect(recipe.fields.first { $0.name == "kind" }?.right == .nothing)
        #expect(recipe.fields.first { $0.name == "phone" }?.conversion == "e164")
        #expect(recipe.lists[0].key == "position" && recipe.lists[0].fields.allSatisfy { $0.owner == .left })
        #expect(recipe.lists[0].fields[1].link == "item")
        #expect(recipe.lines["fields.phone"] == 16 && recipe.lines["lists.lines.fields.quantity"] == 31)
    }

    @Test("with the values of its examples typed by the fields' kinds")
    func typedExamples() throws {
        let examples = try RecipeParser.parse(customerRecipe, file: "c", catalog: customerCatalog).examples
        #expect(examples[0].from == .left && examples[0].line == 35)
        let line = try #require(examples[0].given.lists["lines"]?.first)
        #expect(line.id == "1" && line["position"] == .integer(1) && line["product"] == .text("p1"))
        #expect(line["quantity"] == .quantity(Quantity(3, .each)))
        #expect(examples[0].links == ["item": ["p1": "i1"]])
        #expect(examples[0].writes?.object == "Customer")
        #expect(examples[0].existing == nil && examples[1].writes == nil)
    }

    @Test("in its short forms: an approval always asked for, both sides hearing refusals, next to nothing else")
    func short() throws {
        let recipe = try RecipeParser.parse(
            """
            recipe: item
            pair: { erp: Item, crm: Product }
            gate: { erp: [validate, approval: finance] }
            refusals: [erp, crm]
            fields: { code: { erp: code, crm: code, owner: erp } }
            """, file: "item.yaml")
        #expect(recipe.left.system == "erp" && recipe.fields[0].owner == .left)
        #expect(recipe.left.gate.approvals == [ApprovalRule(role: "finance", condition: nil, because: "")])
        #expect(recipe.left.refusals == .heard && recipe.right.refusals == .heard)
        #expect(recipe.left.create == .never && recipe.left.onDelete == .unlink && recipe.pace == .live)
        #expect(recipe.lists.isEmpty && recipe.examples.isEmpty && recipe.match.isEmpty && recipe.after.isEmpty)
    }

    @Test("a refusal stands as long as the recipe says, judged on the record that was refused")
    func standingRefusal() throws {
        let recipe = try RecipeParser.parse(
            """
            recipe: item
            pair: { erp: Item, crm: Product }
            refusals: { crm: while state = "refused" }
            fields: { code: { erp: code, crm: code, owner: erp } }
            """, file: "item.yaml")
        #expect(recipe.left.refusals == .unheard && recipe.left.refusals.condition == nil)
        #expect(recipe.right.refusals == .heardWhile(try Expression.parse("state = \"refused\"")))
    }

    @Test("and the same text has the same version, another text another")
    func version() throws {
        let first = try RecipeParser.parse(customerRecipe, file: "a.yaml")
        #expect(try RecipeParser.parse(customerRecipe, file: "b.yaml").version == first.version)
        #expect(try RecipeParser.parse(customerRecipe + "\n# thought over", file: "a.yaml").version != first.version)
    }

    @Test(
        "with values guessed from their shape where no catalog tells their kind",
        arguments: [
            ("30", true, Value.integer(30)), ("-7", true, .integer(-7)), ("30", false, .text("30")),
            ("0210", true, .text("0210")), ("1.50", true, .decimal(FixedDecimal(micros: 1_500_000))),
            ("true", true, .bool(true)), ("true", false, .text("true")), ("12.50 NZD", false, .money(nzd(1250))),
            ("3 EA", false, .quantity(Quantity(3, .each))), ("Harbour Marine", true, .text("Harbour Marine")),
            ("021 555 0100", false, .text("021 555 0100")), ("12 555", false, .text("12 555")),
            ("2026-04-01", true, .date(CalendarDate(daysSinceEpoch: 20_544))),
            ("1970-01-01T00:00:01Z", true, .instant(Instant(microseconds: 1_000_000))), ("", false, .text("")),
        ])
    func guesses(text: String, isPlain: Bool, value: Value) {
        #expect(RecipeLiteral.guess(text, isPlain: isPlain) == value)
    }

    static func nzd(_ cents: Int64) -> Money { Money(minorUnits: cents, currency: .nzd) }
}

private func nzd(_ cents: Int64) -> Money { RecipeParserTests.nzd(cents) }

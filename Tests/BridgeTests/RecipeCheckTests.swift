import Kernel
import Testing

@testable import Bridge

private let header = "recipe: r\npair: { crm: Account, erp: Customer }\nfields:\n"

/// Checks one field line between `here` (crm) and `there` (erp).
private func findings(
    _ line: String, here: FieldKind, there: FieldKind, _ change: (inout FieldRules) -> Void = { _ in }
) throws -> [RecipeFinding] {
    let catalog = [
        "crm": [object("Account", [("a", here)]).with("a") { $0.maximumLength = 80 }],
        "erp": [object("Customer", [("b", there)]).with("b", change)],
    ]
    let recipe = try RecipeParser.parse(header + "  x: { crm: a, erp: b, \(line) }\n", file: "r.yaml")
    return RecipeCheck.findings(in: recipe, file: "r.yaml", catalog: catalog)
}

@Suite("A recipe is checked against the catalogs")
struct RecipeCheckTests {
    @Test("and the customer recipe is found sound, but for a line that is only read")
    func sound() throws {
        let recipe = try RecipeParser.parse(customerRecipe, file: "customer.yaml", catalog: customerCatalog)
        for catalog in [customerCatalog, [:]] {
            let found = RecipeCheck.findings(in: recipe, file: "customer.yaml", catalog: catalog)
            #expect(found.map(\.message) == ["'kind' is read and never written"] && found[0].line == 13)
        }
    }

    /// Each: a line of the customer recipe, what it becomes, and the error.
    static let broken: [(Int, String, String)] = [
        (2, "pair: { crm: Account, erp: Costumer }", "erp has no object 'Costumer'; did you mean 'Customer'?"),
        (2, "pair: { crm: Acount, erp: Customer }", "crm has no object 'Acount'; did you mean 'Account'?"),
        (4, "  erp: when kind = \"partner\"", "kind is never \"partner\""),
        (4, "  erp: when name", "not a yes or no"),
        (7, "  erp: [{ approval: finance, when: 'totl > 1' }]", "Account has no field 'totl'; did you mean 'total'?"),
        (12, "  name: { crm: nmae, erp: legalName, owner: crm }", "no field 'nmae'; did you mean 'name'?"),
        (12, "  name: { crm: name, erp: number, owner: crm }", "cannot be written: it is assigned by the system"),
        (12, "  name: { crm: name, erp: state, owner: crm }", "cannot be written: only a command changes it"),
        (12, "  name: { crm: name, erp: legalName, owner: erp }", "and 'name' is owned by erp and only read"),
        (12, "  name: { crm: name, owner: crm }", "cannot be created without 'legalName', and no line fills it"),
        (13, "  kind: { crm: kind, erp: phone, owner: crm }", "'phone' writes erp phone, which 'kind' writes too"),
        (20, "  title: { erp: title, crm: '= upper(nam)', owner: crm }", "Account has no field 'nam'"),
        (25, "    erp: rows", "erp Customer has no list 'rows'"),
        (31, "      quantity: { crm: amount, erp: quantity }", "AccountLine has no field 'amount'"),
    ]

    @Test("for each promise that it cannot keep", arguments: broken)
    func isBroken(line: Int, text: String, message: String) throws {
        var lines = customerRecipe.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[line - 1] = text
        let text = lines.prefix(33).joined(separator: "\n")
        let recipe = try RecipeParser.parse(text, file: "r.yaml")
        let found = RecipeCheck.findings(in: recipe, file: "r.yaml", catalog: customerCatalog)
        let error = try #require(found.first { $0.message.contains(message) }, "\(found)")
        #expect(error.severity == .error && !error.allowed.isEmpty)
        let expectedLine = message.contains("no line fills") ? 11 : message.contains("writes too") ? 16 : line
        #expect(error.line == (text.contains("erp: rows") ? 23 : expectedLine), "\(error)")
    }

    @Test("and a system that is not there is named")
    func system() throws {
        let recipe = try RecipeParser.parse("recipe: r\npair: { crm: Account, sap: Customer }\nfields: {}", file: "r")
        let found = RecipeCheck.findings(in: recipe, file: "r", catalog: customerCatalog)
        #expect(found.map(\.message) == ["there is no system 'sap'"] && found[0].allowed == "crm, erp")
    }

    @Test("the fields that a system's commands take are told apart from its descriptor")
    func writable() throws {
        let recipe = try RecipeParser.parse(customerRecipe, file: "c", catalog: customerCatalog)
        let open = [
            "erp.Customer": Set(["legalName", "taxNumber", "postcode", "parent", "title", "currency", "state"])
        ]
        let found = RecipeCheck.findings(in: recipe, file: "c", catalog: customerCatalog, writable: open)
            .filter { $0.severity == .error }
        #expect(found.map(\.line) == [16])
        #expect(
            found[0].message.contains("erp Customer.phone, which cannot be written: no command of the system takes"))
    }

    @Test("a line that is only read is pointed out, unless it helps to match")
    func onlyRead() throws {
        let found = try findings("owner: crm", here: .text, there: .text)
        #expect(found == [])
        let text = header + "  x: { crm: a, owner: crm }\n  y: { crm: a, owner: crm }\nmatch: [y]\n"
        let recipe = try RecipeParser.parse(text, file: "r")
        let warnings = RecipeCheck.findings(in: recipe, file: "r", catalog: [:])
        #expect(warnings.map(\.line) == [4] && warnings[0].severity == .warning)
    }

    static let lossTable: [(String, FieldKind, FieldKind, [String])] = [
        // line, crm, erp, words of the findings in order
        ("owner: either", .text, .text, ["crm to erp: a may have 80 characters and b only 40"]),
        ("owner: crm, proposes: erp", .text, .text, ["only 40"]),
        ("owner: crm", .text, .text, []),
        ("owner: either", .money, .money, []),
        ("owner: either", .money, .decimal, ["a number has no currency", "the currency is lost"]),
        ("owner: crm", .decimal, .money, ["a number has no currency"]),
        ("owner: either", .integer, .decimal, ["erp to crm: the decimals are lost"]),
        ("owner: crm", .integer, .decimal, []),
        ("owner: either", .quantity, .decimal, ["a number has no unit", "the unit is lost"]),
        ("owner: either", .date, .instant, ["the time of day is lost", "a day has no time"]),
        ("owner: crm, as: date", .instant, .date, []),
        ("owner: either, as: date", .instant, .date, ["a day has no time", "the time of day is lost"]),
        ("owner: either", .choice(["a", "b"]), .choice(["a", "c"]), ["no word for 'c'", "no word for 'b'"]),
        ("owner: either", .choice(["a", "b"]), .choice(["b", "a"]), []),
        ("owner: crm", .text, .choice(["a"]), ["any text is written where only some words may be"]),
        ("owner: either", .choice(["a"]), .text, ["any text is written"]),
        ("owner: either", .integer, .text, ["not every text is a whole number", "a whole number is not a text"]),
        ("owner: crm", .date, .text, ["a date is not a text"]),
        ("owner: either, values: { a: '1', b: '2' }", .choice(["a", "b"]), .choice(["1", "2"]), []),
        ("owner: crm, values: { a: '1', b: '1' }", .choice(["a", "b"]), .choice(["1"]), []),
        (
            "owner: either, values: { a: '1', b: '1' }", .choice(["a", "b"]), .choice(["1"]),
            ["'a' and 'b' both became '1'"]
        ),
        (
            "owner: either, values: { a: '1' }", .choice(["a", "b"]), .choice(["1", "2"]),
            ["'2' of b has no word in values", "'b' of a has no word in values"]
        ),
        (
            "owner: crm, values: { a: '3', c: '1' }", .choice(["a"]), .choice(["1"]),
            ["'a' becomes '3', which b cannot be", "a is never 'c'"]
        ),
        ("owner: crm, values: { a: '1' }", .text, .choice(["1"]), ["a may hold more than the words in values"]),
        (
            "owner: crm, values: { a: x }", .choice(["a", "x"]), .choice(["x"]), ["'x' of a has no word in values"]
        ),
        ("owner: crm", .reference("A"), .reference("B"), ["an id of one system means nothing to the other"]),
        ("owner: crm", .text, .reference("B"), ["a text is not the id of a record"]),
        ("owner: crm, link: r", .reference("A"), .reference("B"), []),
        ("owner: crm, link: r", .date, .reference("B"), ["a date and a reference cannot be linked"]),
        ("owner: crm", .bool, .money, ["a yes or no cannot be written to a money amount"]),
        ("owner: either", .date, .money, ["a money amount cannot be", "a date cannot be written"]),
    ]

    @Test("for what a line loses on its way", arguments: lossTable)
    func loss(line: String, here: FieldKind, there: FieldKind, words: [String]) throws {
        let found = try findings(line, here: here, there: there) { $0.maximumLength = 40 }
        #expect(found.count == words.count, "\(found)")
        for (finding, words) in zip(found, words) {
            #expect(finding.message.contains(words), "\(finding)")
            #expect(finding.line == 4 && !finding.allowed.isEmpty)
        }
    }

    @Test("what is lost is a warning, what cannot be is an error")
    func severities() throws {
        #expect(try findings("owner: either", here: .money, there: .decimal).allSatisfy { $0.severity == .warning })
        #expect(try findings("owner: crm", here: .bool, there: .money).allSatisfy { $0.severity == .error })
        let guess = "owner: either, values: { a: '1', b: '1' }"
        #expect(try findings(guess, here: .choice(["a", "b"]), there: .choice(["1"])).map(\.severity) == [.error])
    }
}

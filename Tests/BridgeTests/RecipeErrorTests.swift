import Kernel
import Testing

@testable import Bridge

/// What is wrong with the text: line and message of each error.
func errors(
    _ text: String, catalog: [String: [ObjectDescriptor]] = [:]
) -> [RecipeError] {
    do throws(RecipeErrors) {
        _ = try RecipeParser.parse(text, file: "r.yaml", catalog: catalog)
        return []
    } catch {
        return error.errors
    }
}

@Suite("A recipe that cannot be read says where and what is allowed")
struct RecipeErrorTests {
    /// Each: a line of the customer recipe, what it becomes, and words of the error.
    static let wrongWords: [(Int, String, String)] = [
        (1, "recipe: Customer One", "'Customer One' is no name"),
        (1, "recipes: customer", "has no word 'recipes'; did you mean 'recipe'?"),
        (2, "pair: { crm: Account }", "the pair has 1 systems"),
        (2, "pair: { crm: Account, owner: Customer }", "a system cannot be called 'owner'"),
        (2, "pair: [crm, erp]", "the pair is a list, not a map"),
        (4, "  erp: sometimes", "create cannot be 'sometimes'"),
        (4, "  erp: when kind =", "a value is missing before the end in column 7"),
        (5, "  sap: always", "create has no word 'sap'"),
        (7, "  erp: [verify]", "the gate of erp has no step 'verify'"),
        (7, "  erp: [{ when: total > 1 }]", "the approval names no role"),
        (7, "  erp: [{ approval: finance, when: total >> 1 }]", "cannot be read"),
        (7, "  erp: validate", "not a list"),
        (8, "refusals: { crm: never }", "refusals cannot be 'never'"),
        (8, "refusals: { crm: while state = }", "a value is missing before the end"),
        (8, "refusals: everyone", "who hears refusals cannot be 'everyone'"),
        (9, "match: [ taxNumbr ]", "did you mean 'taxNumber'?"),
        (9, "match: [ similar(name, postcode) >= 0.92 ]", "cannot be read"),
        (9, "match: [ 'similar(name) >= 1.5' ]", "a similarity of 1.5"),
        (9, "match: { name: 1 }", "match is a map, not a list"),
        (9, "match: [ [] ]", "a match by no field at all"),
        (10, "after: [item, item]", "'item' is named twice in after"),
        (10, "after: item", "not a list"),
        (12, "  name: { crm: name, erp: legalName }", "'name' has no owner"),
        (12, "  name: { crm: name, erp: legalName, owner: latest }", "cannot be 'latest'"),
        (12, "  name: { owner: crm }", "names a field on neither side"),
        (12, "  name: { erp: legalName, owner: crm }", "owned by crm, which has no field there to read"),
        (12, "  name: { crm: name, erp: legalName, owner: crm, unit: x }", "'name' has no word 'unit'"),
        (12, "  name: { crm: name, erp: '= upper(x)', owner: crm }", "written to a computed value of erp"),
        (12, "  name: { crm: name, erp: '= upper(x)', owner: either }", "both must be fields"),
        (12, "  name: { crm: '= shout(x)', erp: legalName, owner: crm }", "'shout' is not a function"),
        (12, "  name: { crm: the name, erp: legalName, owner: crm }", "cannot be 'the name'"),
        (12, "  name: crm", "'name' is 'crm', not a map"),
        (16, "  phone: { crm: phone, erp: phone, owner: either, as: morse }", "cannot be read as 'morse'"),
        (16, "  phone: { crm: phone, erp: phone, owner: either, proposes: erp }", "so none need propose"),
        (16, "  name: { crm: phone, erp: phone, owner: either }", "'name' is written twice, first on line 12"),
        (17, "  creditLimit: { crm: creditLimit, erp: creditLimit, owner: erp, default: lots }", "not an amount"),
        (18, "  terms: { crm: paymentTerms, erp: terms, owner: erp, values: paymentTerms }", "not a map"),
        (18, "  terms: { crm: paymentTerms, erp: terms, owner: erp, values: { NET30: [30] } }", "becomes a list"),
        (20, "  title: { erp: title, crm: '= upper(givenName)', owner: crm, proposes: erp }", "proposes a value"),
        (21, "  currency: { erp: currency, crm: currency, owner: crm, proposes: crm }", "cannot be proposed by 'crm'"),
        (26, "    owner: either", "the owner of the list 'lines' cannot be 'either'"),
        (27, "    key: number", "has no field line 'number' for its key"),
        (29, "      position: { crm: position, erp: position, owner: crm }", "'position' has no word 'owner'"),
        (32, "deletes: { crm: unlink, erp: burn }", "what is deleted cannot be 'burn'"),
        (33, "pace: weekly", "the pace cannot be 'weekly'"),
        (36, "    from: sap", "from cannot be 'sap'"),
        (37, "    given: { nam: x }", "Account has no field 'nam'; did you mean 'name'?"),
        (37, "    given: { kind: partner }", "'partner' is not one of the choices"),
        (37, "    given: { line: [ { position: 1 } ] }", "Account has no list 'line'"),
        (37, "    given: nothing", "given is 'nothing', not a map"),
        (38, "    link: {}", "an example has no word 'link'"),
        (40, "  - name: a new customer goes to the ERP", "two examples are called"),
    ]

    @Test("for each word that can be wrong", arguments: wrongWords)
    func spoilt(line: Int, text: String, message: String) {
        var lines = customerRecipe.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[line - 1] = text
        let found = errors(lines.joined(separator: "\n"), catalog: customerCatalog)
        let here = found.filter { $0.line == line && $0.message.contains(message) }
        #expect(!here.isEmpty, "\(found.map(\.description))")
        #expect(here.allSatisfy { !$0.allowed.isEmpty })
    }

    @Test("for what is missing")
    func missing() {
        #expect(errors("").map(\.message) == ["the file is empty"])
        #expect(errors("just words")[0].message.contains("not a map"))
        let bare = errors("match: []")
        #expect(bare.map(\.message) == ["the recipe has no name", "the recipe has no pair"])
        #expect(errors("recipe: a\npair: { crm: A, erp: B }").map(\.message) == ["the recipe has no fields"])
        let example = "recipe: a\npair: { crm: A, erp: B }\nfields: {}\nexamples:\n  - name: half an example\n"
        #expect(errors(example).map(\.line) == [5, 5, 5])
    }

    @Test("all at once, in the order of the lines")
    func all() {
        let found = errors(
            """
            recipe: customer
            pair: { crm: Account, erp: Customer }
            pace: weekly
            fields:
              name: { crm: name, erp: legalName }
              phone: { crm: phone, erp: phone, owner: nobody }
            deletes: { erp: burn }
            """)
        #expect(found.map(\.line) == [3, 5, 6, 7])
        #expect(found[1].description == "r.yaml:5: 'name' has no owner (allowed: crm, erp or either)")
    }

    @Test("for text that is not YAML, and for YAML that has no place in a recipe")
    func notYAML() {
        #expect(errors("recipe: [a\npair: b")[0].line == 2)
        #expect(errors("recipe: a\nrecipe: b")[0].description.contains(":2: 'recipe' is written twice"))
        #expect(errors("recipe: a\npair: &p x")[0].message.contains("anchors"))
        #expect(errors("recipe: a\n? [x]\n: b")[0].message.contains("is not a name"))
        #expect(errors("recipe: !!binary a\npair: x")[0].message.contains("the YAML tag"))
        #expect(errors("recipe: a\n---\nrecipe: b")[0].message.contains("not YAML"))
        #expect(errors("recipe: a\u{1}")[0].message.contains("unreadable character"))
    }

    @Test("for a bomb of aliases, before it goes off")
    func bomb() {
        var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for letter in "bcdefghijklmnop" {
            let before = String(UnicodeScalar(letter.unicodeScalars.first!.value - 1)!)
            text += "\(letter): &\(letter) [\(Array(repeating: "*\(before)", count: 9).joined(separator: ", "))]\n"
        }
        text += "? *p\n: boom\n"
        let found = errors(text)
        #expect(found.count == 1 && found[0].line == 2 && found[0].message.contains("aliases"))
    }

    @Test("for what is too large or too deep")
    func limits() {
        #expect(errors(String(repeating: "# thoughts\n", count: 30_000))[0].allowed == "at most 262144")
        let deep = "recipe: " + String(repeating: "[", count: 20) + String(repeating: "]", count: 20)
        #expect(errors(deep)[0].message == "nested too deeply")
        #expect(!errors("recipe: " + String(repeating: "[", count: 100_000)).isEmpty)
        #expect(!errors(String(repeating: "- ", count: 100_000)).isEmpty)
        #expect(!errors(String(repeating: "[{a: ", count: 50_000)).isEmpty)
        for hostile in [
            "? ", ": ", "[,", "{", "'", "\"", "&a ", "!a ", "a: ", "- a\n", "|", "%", "[a: ", "{? ", "#", "\\",
        ] {
            #expect(!errors(String(repeating: hostile, count: 262_000 / hostile.utf8.count)).isEmpty)
        }
        let head = "recipe: a\npair: { crm: A, erp: B }\nfields:\n"
        let lines = (0...500).map { "  f\($0): { crm: a\($0), erp: b\($0), owner: crm }\n" }.joined()
        #expect(errors(head + lines).map(\.message) == ["501 field lines"])
    }
}

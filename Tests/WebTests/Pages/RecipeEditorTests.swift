import Bridge
import CRM
import ERP
import Kernel
import Platform
import StoreSQLite
import Testing

@testable import Suite
@testable import Web

@Suite("A recipe is written, checked, previewed, published and rolled back")
struct RecipeEditorTests {
    private let path = "/bridge/recipes/customer"

    private func text(_ company: PagesCompany, _ name: String = "customer") throws -> String {
        try #require(company.suite.engine.recipe(name)).text
    }

    private func edit(
        _ company: PagesCompany, _ form: [(String, String)], as actor: Actor = .integrationAdmin
    ) async throws -> PagesCompany.Answer {
        try await company.post(path + "/edit", form, as: actor)
    }

    /// As browsers send it.
    private func sent(_ text: String) -> (String, String) { ("text", text.replacing("\n", with: "\r\n")) }

    private func type(_ company: PagesCompany, phone: String) async throws {
        var update = UpdateAccount(company.harbour)
        update.fields[\.phone] = phone
        try company.suite.crm.run(update, by: .seller)
        try await company.quiet()
    }

    private func lastDelivery(_ company: PagesCompany) throws -> Delivery {
        try #require(
            try company.suite.bridge.store.read {
                try $0.all(
                    Select<Delivery>().where(\.recipe, .equal, "customer").where(\.state, .equal, .applied)
                        .ordered(by: \.id, descending: true).limit(1))
            }.first)
    }

    @Test func aLineIsChangedByAFormSavedPublishedFollowedAndRolledBack() async throws {
        let company = try await PagesCompany()
        let opened = try await company.get(path + "/edit", as: .integrationAdmin)
        #expect(opened.status == 200)
        #expect(opened.html.contains("It can be carried."))
        let changed = try await edit(
            company, [sent(try text(company)), ("do", "line"), ("line", "fields.phone"), ("owner", "crm")])
        #expect(changed.status == 200)
        #expect(changed.html.contains("phone:           { crm: phone, erp: phone, owner: crm }"))
        #expect(changed.html.contains("phone is owned by crm, not either side"))
        #expect(company.suite.engine.recipe("customer")?.number == 1)

        let written = try text(company).replacing(
            "phone:           { crm: phone, erp: phone, owner: either }",
            with: "phone:           { crm: phone, erp: phone, owner: crm }")
        let saved = try await edit(company, [sent(written), ("note", "sales knows phones"), ("newest", "1")])
        #expect(saved.location == path + "/versions/2")
        let version = try await company.get(saved.location, as: .integrationAdmin)
        #expect(version.html.contains("Version 2 against version 1"))
        #expect(version.html.contains("taken away: "))
        #expect(version.html.contains("sales knows phones"))
        #expect(company.suite.engine.recipe("customer")?.number == 1)

        let published = try await company.post(
            path + "/versions/2/publish", [("because", "agreed on Monday")], as: .integrationAdmin)
        #expect(published.status == 303)
        #expect(company.suite.engine.recipe("customer")?.number == 2)
        #expect(company.suite.engine.recipe("customer")?.fields.first { $0.name == "phone" }?.owner == .left)
        try await type(company, phone: "+6493021180")
        #expect(try lastDelivery(company).recipeVersion == 2)
        let journey = try await company.get("/bridge/journey/crm/Account/\(company.harbour)", as: .integrationAdmin)
        #expect(journey.html.contains("/bridge/recipes/customer/versions/2\">version 2"))

        let refused = try await company.post(path + "/roll-back", [("number", "1")], as: .integrationAdmin)
        #expect(refused.status == 422)
        let back = try await company.post(
            path + "/roll-back", [("number", "1"), ("because", "phones differ")], as: .integrationAdmin)
        #expect(back.status == 303)
        try await type(company, phone: "+6493021181")
        #expect(try lastDelivery(company).recipeVersion == 1)
        let shelf = try await company.get(path, as: .integrationAdmin)
        #expect(shelf.html.contains("phones differ"))
        #expect(shelf.html.contains("agreed on Monday"))
        #expect(shelf.html.contains("version 1 in force"))
        #expect(try company.suite.verify().isEmpty)
    }

    @Test func errorsStandByTheirLinesWhileOneWrites() async throws {
        let company = try await PagesCompany()
        let broken = try text(company).replacing("erp: tradingName, owner: crm", with: "erp: tradingNam, owner: crn")
        let page = try await edit(company, [sent(broken), ("do", "check")])
        #expect(page.html.contains("data-line=\"12\">Line 12</a>: the owner of &#39;tradingName&#39; cannot be"))
        #expect(page.html.contains("<li id=\"line-12\" class=\"wrong\">"))
        #expect(page.html.contains("tradingNam, owner: crn"))
        let fragment = try await company.post(path + "/check", [sent(broken)], as: .integrationAdmin)
        #expect(fragment.status == 200)
        #expect(fragment.html.hasPrefix("<div id=\"findings\""))
        #expect(fragment.html.contains("Line 12"))
        let unknown = try text(company).replacing("erp: tradingName, owner", with: "erp: tradingNam, owner")
        let guessed = try await company.post(path + "/check", [sent(unknown)], as: .integrationAdmin)
        #expect(guessed.html.contains("did you mean &#39;tradingName&#39;?"))
        let refused = try await edit(company, [sent(broken), ("note", "half done")])
        #expect(refused.status == 422)
        #expect(refused.html.contains("tradingNam, owner: crn"))
        #expect(refused.html.contains("value=\"half done\""))
    }

    @Test func theLossOfATwoWayLineIsSaid() async throws {
        let company = try await PagesCompany()
        let lossy = try text(company).replacing(
            "email:           { crm: email, erp: email, owner: either }",
            with: "email:           { crm: email, erp: email, owner: either, values: { a: b } }")
        let checked = try await company.post(path + "/check", [sent(lossy)], as: .integrationAdmin)
        #expect(checked.html.contains("What may be lost on the way"))
        #expect(checked.html.contains("may hold more than the words in values"))
    }

    @Test func thePreviewSaysWhatWouldBeWrittenAndWritesNothing() async throws {
        let company = try await PagesCompany()
        let draft = try text(company).replacing(
            "suburb:          { crm: suburb, erp: suburb, owner: either }",
            with: "suburb:          { crm: suburb, erp: suburb, owner: crm, default: Viaduct }")
        _ = try await company.get(path, as: .integrationAdmin)
        let before = try company.suite.auditEntries()
        let page = try await edit(company, [sent(draft), ("do", "preview")])
        #expect(page.html.contains("Preview on"))
        #expect(page.html.contains("<b>Viaduct</b>"))
        #expect(page.html.contains("crm owns it"))
        #expect(page.html.contains("1 record otherwise than now"))
        try await company.quiet()
        #expect(try company.suite.auditEntries() == before)
        #expect(try company.first(Select<Customer>(), from: company.suite.erp).suburb.isEmpty)
    }

    @Test func aPreviewOfTheUnlinkedSaysWhatWouldBeMadeOrWhyNot() async throws {
        let company = try await PagesCompany()
        var prospect = Account()
        prospect.name = "Maybe Later Ltd"
        prospect.type = .prospect
        _ = try company.suite.crm.run(CreateAccount(prospect), by: .seller)
        try await company.quiet()
        let page = try await edit(company, [sent(try text(company)), ("do", "preview")])
        #expect(page.html.contains("Maybe Later Ltd"))
        #expect(page.html.contains("stays at home"))
        let open = try text(company).replacing("erp: when type = \"customer\" or hasAcceptedQuote", with: "erp: always")
        let wide = try await edit(company, [sent(open), ("do", "preview")])
        #expect(wide.html.contains("would be made in ERP"))
        #expect(try company.suite.erp.store.read { try $0.all(Select<Customer>()) }.count == 1)
    }

    @Test func aTextWhoseExampleFailsIsKeptButNotPublished() async throws {
        let company = try await PagesCompany()
        let wrong = try text(company).replacing(
            "writes: { customerState: active,", with: "writes: { customerState: requested,")
        let saved = try await edit(company, [sent(wrong)])
        #expect(saved.location == path + "/versions/2")
        let page = try await company.get(saved.location, as: .integrationAdmin)
        #expect(!page.html.contains("Publish version 2"))
        let refused = try await company.post(path + "/versions/2/publish", as: .integrationAdmin)
        #expect(refused.status == 422)
        #expect(refused.html.contains("The example &#39;what finance decided comes home&#39; fails"))
        #expect(company.suite.engine.recipe("customer")?.number == 1)
        let recipe = try company.first(
            Select<CompanyRecipe>().where(\.name, .equal, "customer"), from: company.suite.bridge)
        let failure = #expect(throws: Refusal.self) {
            try company.suite.bridge.run(PublishRecipe(recipe.id, number: 2), by: .integrationAdmin)
        }
        #expect(failure?.code == .exampleFails)
    }

    @Test func commandsRefuseWhatWouldNotDo() async throws {
        let company = try await PagesCompany()
        _ = try await company.get(path, as: .integrationAdmin)
        let bridge = company.suite.bridge
        let recipe = try company.first(Select<CompanyRecipe>().where(\.name, .equal, "customer"), from: bridge)
        func refusal(_ work: () throws -> Void) -> RefusalCode? { #expect(throws: Refusal.self) { try work() }?.code }
        let text = try text(company)
        #expect(
            refusal { try bridge.run(SaveRecipe(recipe.id, text: "recipe: customer"), by: .integrationAdmin) }
                == .recipeUnfit)
        #expect(refusal { try bridge.run(PublishRecipe(recipe.id, number: 1), by: .integrationAdmin) } == .wrongState)
        #expect(refusal { try bridge.run(PublishRecipe(recipe.id, number: 7), by: .integrationAdmin) } == .notFound)
        #expect(
            refusal { try bridge.run(RollBackRecipe(recipe.id, because: "so"), by: .integrationAdmin) } == .wrongState)
        #expect(refusal { try bridge.run(SaveRecipe(recipe.id, text: text), by: .seller) } == .notPermitted)
        let same = try bridge.run(SaveRecipe(recipe.id, text: text), by: .integrationAdmin)
        #expect(try company.load(same, from: bridge).number == 1)
        try bridge.run(SaveRecipe(recipe.id, text: text + "# mine\n", newest: 1), by: .integrationAdmin)
        let late = refusal {
            try bridge.run(SaveRecipe(recipe.id, text: text + "# yours\n", newest: 1), by: .integrationAdmin)
        }
        #expect(late == .recipeMoved)
        let page = try await edit(company, [sent(text + "# yours"), ("newest", "1")])
        #expect(page.status == 422)
        #expect(page.html.contains("saved version 2 while you were writing"))
        #expect(page.html.contains("# yours"))
    }

    @Test func whoMayTryNeedNotBeAllowedToSave() async throws {
        let company = try await PagesCompany()
        #expect(try await company.get(path + "/edit", as: .seller).status == 404)
        let page = try await company.get(path + "/edit", as: .dispatcher)
        #expect(page.status == 200)
        #expect(!page.html.contains("Save as a version"))
        #expect(try await edit(company, [sent(try text(company) + "# x")], as: .dispatcher).status == 422)
        #expect(try await company.post(path + "/roll-back", [("because", "x")], as: .dispatcher).status == 403)
        let shelf = try company.first(Select<CompanyRecipe>(), from: company.suite.bridge)
        #expect(shelf.number == 1)
    }

    @Test func aDraftShowsNobodyWhatHeMayNotSee() async throws {
        let company = try await PagesCompany()
        let item = try text(company, "item").replacing(
            "  warrantyMonths: { erp: warrantyMonths",
            with:
                "  cost: { erp: standardCost, crm: description, owner: erp }\n  warrantyMonths: { erp: warrantyMonths"
        )
        .replacing("  description:    { erp: description, crm: description, owner: erp }\n", with: "")
        let answer = try await company.post(
            "/bridge/recipes/item/edit", [sent(item), ("do", "preview")], as: .integrationAdmin)
        #expect(answer.html.contains("Preview on"))
        #expect(!answer.html.contains("7.777"))
        #expect(answer.html.contains("hidden"))
    }

    @Test func aNewerTextOfTheProgramIsOfferedAndNeverOverwritesAnEditedOne() async throws {
        let company = try await PagesCompany()
        let shipped = company.suite.engine.recipes
        _ = try await edit(company, [sent(try text(company) + "# ours\n")])
        _ = try await company.post(path + "/versions/2/publish", as: .integrationAdmin)
        let newer = try RecipeFolderTexts.changed(shipped) { "# shipped anew\n" + $0 }
        let next = Suite(stores: company.suite.stores, world: .live(zone: "UTC"), recipes: newer, country: "NZ")
        try next.roles.follow()
        try next.recipes.follow()
        // Edited: kept, and the newer one is on the shelf. Unedited: followed at once.
        #expect(next.engine.recipe("customer")?.number == 2)
        #expect(next.engine.recipe("customer")?.text.hasSuffix("# ours\n") == true)
        #expect(next.engine.recipe("item")?.number == 2)
        #expect(next.engine.recipe("item")?.text.hasPrefix("# shipped anew") == true)
        let page = try await company.get(path, as: .integrationAdmin)
        #expect(page.html.contains("The program brings a newer text: version 3."))
        #expect(page.html.contains("/bridge/recipes/customer/versions/3?against=2"))
        let diff = try await company.get(path + "/versions/3?against=2", as: .integrationAdmin)
        #expect(diff.html.contains("# shipped anew"))
        // A second start with the same program brings nothing new.
        let again = Suite(stores: company.suite.stores, world: .live(zone: "UTC"), recipes: newer, country: "NZ")
        try again.recipes.follow()
        let versions = try company.suite.bridge.store.read { try $0.all(Select<RecipeVersion>()) }
        #expect(versions.count == 12 + 1 + 12)
    }
}

/// The program's recipes with other texts.
enum RecipeFolderTexts {
    static func changed(_ recipes: [Recipe], _ change: (String) -> String) throws -> [Recipe] {
        try recipes.map { recipe in try RecipeParser.parse(change(recipe.text), file: "\(recipe.name).yaml") }
    }
}

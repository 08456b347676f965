import Bridge
import HTMLText
import Hummingbird
import Kernel
import NIOCore
import Platform
import Suite

extension SiteMap {
    /// Writing, checking, previewing, publishing and rolling back a recipe.
    mutating func addRecipeEditor() {
        page("bridge/recipes/:name/edit") { visit in
            let (recipe, shelf) = try RecipeDesk.open(visit)
            let wanted = visit.query("from").flatMap { Int($0) }.flatMap { shelf?.version($0) }
            let draft = RecipeDraft(wanted ?? shelf?.inForce, of: shelf, or: recipe)
            return RecipeEditorPage(recipe, shelf, draft, visit).page
        }
        action("bridge/recipes/:name/edit") { visit, form in try await RecipeDesk.take(form, visit) }
        action("bridge/recipes/:name/check") { visit, form in
            let (recipe, _) = try RecipeDesk.open(visit)
            let draft = RecipeDraft(form)
            let review = RecipeReview(draft.text, of: recipe.name, inForce: visit.company.suite.engine.recipes)
            let findings = RecipeReviewBlocks(review, of: recipe.name).findings
            return .other(Site.response(findings))
        }
        page("bridge/recipes/:name/versions/:number") { visit in try await RecipeDesk.version(visit, nil).page }
        action("bridge/recipes/:name/versions/:number/publish") { visit, form in
            let (recipe, shelf) = try RecipeDesk.open(visit)
            guard let shelf, let number = Int(visit.parameter("number")) else { throw PageNotFound("This version") }
            do {
                try await visit.run(
                    PublishRecipe(shelf.recipe.id, number: number, because: form["because"]), in: .bridge, key: form.key
                )
            } catch let refusal as Refusal {
                return .again(try await RecipeDesk.version(visit, refusal).page)
            }
            return .go(
                to: "/bridge/recipes/\(recipe.name)",
                saying: "Version \(number) is in force: the next deliveries are made by it.")
        }
        action("bridge/recipes/:name/roll-back") { visit, form in
            let (recipe, shelf) = try RecipeDesk.open(visit)
            guard let shelf else { throw PageNotFound("This recipe") }
            try await visit.run(
                RollBackRecipe(shelf.recipe.id, to: Int(form["number"]), because: form["because"]), in: .bridge,
                key: form.key)
            return .go(
                to: "/bridge/recipes/\(recipe.name)",
                saying: "Rolled back: version \(form["number"]) is in force again.")
        }
    }
}

/// How the editor answers.
enum RecipeDesk {
    /// The recipe in force and the company's versions of it. Who may not try does not come in.
    static func open(_ visit: Visit) throws -> (recipe: Recipe, shelf: RecipeShelf?) {
        guard visit.may("recipe.try", in: .bridge),
            let recipe = visit.company.suite.engine.recipe(visit.parameter("name"))
        else { throw PageNotFound("This recipe") }
        let shelf = try visit.read(.bridge) { reading in
            try reading.part { try RecipeShelf.load(recipe.name, by: reading) } ?? nil
        }
        return (recipe, shelf)
    }

    static func take(_ form: Form, _ visit: Visit) async throws -> Reaction {
        let (recipe, shelf) = try open(visit)
        var draft = RecipeDraft(form)
        switch form["do"] {
        case "check": return .show(RecipeEditorPage(recipe, shelf, draft, visit).page)
        case "preview":
            var page = RecipeEditorPage(recipe, shelf, draft, visit)
            if let written = page.review.recipe {
                page.preview = try await RecipePreviewModel.load(
                    written, beside: recipe, chosen: draft.chosen, visit)
            }
            return .show(page.page)
        case "line":
            let refusal = change(&draft, of: recipe, visit)
            var page = RecipeEditorPage(recipe, shelf, draft, visit)
            page.refusal = refusal
            return refusal == nil ? .show(page.page) : .again(page.page)
        default: return try await save(draft, recipe, shelf, visit, key: form.key)
        }
    }

    /// Puts the small change into the text; the choices stay where it could not be made.
    private static func change(_ draft: inout RecipeDraft, of recipe: Recipe, _ visit: Visit) -> Refusal? {
        let review = RecipeReview(draft.text, of: recipe.name, inForce: visit.company.suite.engine.recipes)
        guard let written = review.recipe else { return Refusal(review.reasons) }
        do throws(RecipeError) {
            draft.text = try draft.edit.applied(to: draft.text, of: written)
        } catch {
            return Refusal(
                .recipeUnfit, error.message, document: error.file, line: error.line, allowed: error.allowed,
                fixedBy: visit.actor.name)
        }
        (draft.owner, draft.fallback, draft.link) = ("", "", "")
        return nil
    }

    private static func save(
        _ draft: RecipeDraft, _ recipe: Recipe, _ shelf: RecipeShelf?, _ visit: Visit, key: String?
    ) async throws -> Reaction {
        guard let shelf else { throw PageNotFound("A place to keep versions of it") }
        do {
            let saved = try await visit.run(
                SaveRecipe(shelf.recipe.id, text: draft.text, note: draft.note, newest: draft.newest), in: .bridge,
                key: key)
            let number = try visit.read(.bridge) { try $0.find(saved)?.number } ?? 0
            let isInForce = number == shelf.recipe.number
            return .go(
                to: "/bridge/recipes/\(recipe.name)/versions/\(number)",
                saying: isInForce
                    ? "This is the text in force: there is nothing to save."
                    : "Saved as version \(number). It carries once it is published.")
        } catch let refusal as Refusal {
            let (recipe, shelf) = try open(visit)
            var page = RecipeEditorPage(recipe, shelf, draft, visit)
            page.refusal = refusal
            return .again(page.page)
        }
    }

    static func version(_ visit: Visit, _ refusal: Refusal?) async throws -> RecipeVersionPage {
        let (recipe, shelf) = try open(visit)
        guard let shelf, let version = Int(visit.parameter("number")).flatMap({ shelf.version($0) }) else {
            throw PageNotFound("This version")
        }
        let against = visit.query("against").flatMap { Int($0) }
        var page = RecipeVersionPage(recipe, shelf, version, against: against, visit)
        if let written = page.review.recipe, version.number != shelf.recipe.number {
            page.preview = try await RecipePreviewModel.load(written, beside: recipe, chosen: [:], visit)
        }
        page.refusal = refusal
        return page
    }
}

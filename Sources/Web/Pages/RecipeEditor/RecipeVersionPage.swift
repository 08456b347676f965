import Bridge
import HTMLText
import Kernel
import Platform
import Suite

/// One version of a recipe beside another: what it does otherwise, line by line, what it would do with real records,
/// and the button that puts it into force.
struct RecipeVersionPage {
    let recipe: Recipe
    let shelf: RecipeShelf
    let version: Visible<RecipeVersion>
    let against: Visible<RecipeVersion>?
    let review: RecipeReview
    var preview: RecipePreviewModel?
    var refusal: Refusal?
    let visit: Visit

    init(
        _ recipe: Recipe, _ shelf: RecipeShelf, _ version: Visible<RecipeVersion>, against number: Int?, _ visit: Visit
    ) {
        self.recipe = recipe
        self.shelf = shelf
        self.version = version
        self.visit = visit
        let isInForce = version.number == shelf.recipe.number
        // The version in force is compared with the one before it, every other with the one in force.
        let before = shelf.before ?? (version.number > 1 ? version.number - 1 : nil)
        against = (number ?? (isInForce ? before : shelf.recipe.number)).flatMap { shelf.version($0) }
        review = RecipeReview(version.text, of: recipe.name, inForce: visit.company.suite.engine.recipes)
    }

    private var path: String { "/bridge/recipes/\(recipe.name)" }
    private var isInForce: Bool { version.number == shelf.recipe.number }

    var page: Page {
        var page = Page("\(recipe.name), version \(version.number)")
        page.section = "/bridge/recipes"
        page.trail = [Link("Recipes", "/bridge/recipes"), Link(recipe.name, path)]
        page.status =
            isInForce ? .pill("in force", .ok) : .pill(version.origin == .builtIn ? "came with the program" : "draft")
        page.subtitle =
            "Saved by \(version.savedBy), \(visit.format.instant(version.savedAt))"
            + (version.note.isEmpty ? .empty : " · \(version.note)")
        if visit.may("recipe.try", in: .bridge) {
            page.actions = [.button("Edit from here", to: "\(path)/edit?from=\(version.number)", key: "e")]
        }
        let problem: HTML = refusal.map { HTML.problem($0) } ?? .empty
        page.body =
            "<div class=\"stack\">\(problem)\(publish)\(difference)\(seen)\(examples)\(text)</div>"
        return page
    }

    private var seen: HTML { preview.map { RecipePreviewBlock($0, visit).html } ?? .empty }
    private var examples: HTML {
        .card("Examples, run just now", source: .bridge, RecipeReviewBlocks.table(review.examples))
    }

    private var publish: HTML {
        let blocks = RecipeReviewBlocks(review, of: recipe.name)
        guard !isInForce else { return .empty }
        guard visit.may("recipe.publish", in: .bridge) else {
            return .card("Before it may carry", source: .bridge, .pad(blocks.findings))
        }
        let form: HTML =
            review.mayBePublished
            ? .form(
                to: "\(path)/versions/\(version.number)/publish", token: visit.token, key: visit.newKey,
                HTML.field(
                    Field("because", "Why", hint: "Kept with the publication", isWide: true, maximumLength: 400))
                    + "<div class=\"actions\">\(HTML.submit("Publish version \(version.number)"))</div>")
            : "<p class=\"muted\">It can be published when nothing stands against it.</p>"
        return .card("Before it may carry", source: .bridge, .pad(blocks.findings + form))
    }

    private var difference: HTML {
        guard let against else { return .empty }
        let (old, new) = (against, version)
        let diff = TextDiff(from: old.text, to: new.text)
        let name = "Version \(new.number) against version \(old.number)"
        let choices: [HTML] = shelf.versions.filter { $0.number != version.number }.map { other in
            let current: HTML = other.number == old.number ? " aria-current=\"true\"" : .empty
            let place = "\(path)/versions/\(version.number)?against=\(other.number)#difference"
            return "<a href=\"\(place)\"\(current)>Version \(other.number)</a>"
        }
        let bar: HTML = "<nav class=\"views pad\" aria-label=\"Compare with\">\(choices)</nav>"
        return .card(name, source: .bridge, id: "difference", bar + diff.html(name))
    }

    private var text: HTML {
        """
        <details class="card lines"><summary class="pad">The whole text</summary>\
        \(RecipeReviewBlocks.numbered(version.text, wrong: []))</details>
        """
    }
}

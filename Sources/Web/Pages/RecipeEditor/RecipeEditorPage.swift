import Bridge
import HTMLText
import Kernel
import Platform
import Suite

/// Writes another version of a recipe: the text with its findings by line, small changes by a form, and what it would
/// do with real records. Nothing carries before it is published.
struct RecipeEditorPage {
    let recipe: Recipe
    let shelf: RecipeShelf?
    let draft: RecipeDraft
    let review: RecipeReview
    var preview: RecipePreviewModel?
    /// Why it was not saved, or the small change not made.
    var refusal: Refusal?
    let visit: Visit

    init(_ recipe: Recipe, _ shelf: RecipeShelf?, _ draft: RecipeDraft, _ visit: Visit) {
        self.recipe = recipe
        self.shelf = shelf
        self.draft = draft
        self.visit = visit
        review = RecipeReview(draft.text, of: recipe.name, inForce: visit.company.suite.engine.recipes)
    }

    private var path: String { "/bridge/recipes/\(recipe.name)" }
    private var blocks: RecipeReviewBlocks { RecipeReviewBlocks(review, of: recipe.name) }

    var page: Page {
        var page = Page("Edit \(recipe.name)")
        page.section = "/bridge/recipes"
        page.trail = [Link("Recipes", "/bridge/recipes"), Link(recipe.name, path)]
        page.status = .pill("version \(draft.from == 0 ? recipe.number : draft.from)")
        page.subtitle =
            draft.from == recipe.number
            ? "Begun from the version in force" : "Begun from version \(draft.from); in force is \(recipe.number)"
        page.scripts = ["lookup", "recipe"]
        let problem: HTML = refusal.map { HTML.problem($0) } ?? .empty
        let text: HTML = .card("Text", source: .bridge, .pad(problem + entry + buttons))
        let form = HTML.form(
            to: path + "/edit", token: visit.token, key: visit.newKey,
            .columns(
                [text], [.card("Checked just now", source: .bridge, .pad(blocks.findings)), small, records]))
        page.body = "<div class=\"stack\">\(form)\(seen)\(examples)\(numbered)</div>"
        return page
    }

    private var entry: HTML {
        let wrong: HTML = review.errors.isEmpty ? .empty : " aria-invalid=\"true\""
        return """
            <input type="hidden" name="newest" value="\(draft.newest)">\
            <input type="hidden" name="from" value="\(draft.from)">\
            <div class="field wide"><label for="recipe-text">YAML of the recipe</label>\
            <textarea id="recipe-text" class="code" name="text" rows="30" spellcheck="false" autocapitalize="off" \
            autocomplete="off" wrap="off"\(wrong) aria-describedby="recipe-hint" data-recipe="\(path)/check">
            \(draft.text)</textarea>\
            <span class="hint" id="recipe-hint">One line a field, one owner a line. Checked against both systems as \
            you write; nothing carries before it is published.</span></div>\
            \(HTML.field(Field(
                "note", "What is new in it", value: draft.note, hint: "Kept with the version", maximumLength: 400)))
            """
    }

    private var buttons: HTML {
        let save: HTML =
            visit.may("recipe.save", in: .bridge)
            ? .submit("Save as a version", .go, name: "do", value: "save") : .empty
        return """
            <div class="actions stick">\(HTML.button("Back", to: path))\
            \(HTML.submit("Check", .plain, name: "do", value: "check"))\
            \(HTML.submit("Preview on records", .plain, name: "do", value: "preview"))\(save)</div>
            """
    }

    // MARK: Small changes

    private var lines: [(path: String, line: FieldLine)] {
        let shown = review.recipe ?? recipe
        return shown.fields.map { ("fields.\($0.name)", $0) }
            + shown.lists.flatMap { list in list.fields.map { ("lists.\(list.name).fields.\($0.name)", $0) } }
    }

    private var small: HTML {
        let asIs = ("", "as it is")
        let owners = [asIs] + [recipe.left.system, recipe.right.system, "either"].map { ($0, $0) }
        let others = visit.company.suite.engine.recipes.map(\.name).filter { $0 != recipe.name }
        let links = [asIs, (RecipeDraft.none, "none")] + others.map { ($0, "the links of \($0)") }
        func choice(_ name: String, _ label: String, _ value: String, _ options: [(String, String)]) -> HTML {
            let items: [HTML] = options.map { option in
                let selected: HTML = option.0 == value ? " selected" : .empty
                return "<option value=\"\(option.0)\"\(selected)>\(option.1)</option>"
            }
            return """
                <div class="field"><label for="small-\(name)">\(label)</label>\
                <select id="small-\(name)" name="\(name)">\(items)</select></div>
                """
        }
        let names = lines.map { path, line -> (String, String) in
            let list = path.hasPrefix("lists.") ? " (\(path.split(separator: ".")[1]))" : ""
            return (path, Words.spoken(line.name) + list)
        }
        return .card(
            "Change one line", source: .bridge, id: "small",
            .pad(
                """
                <div class="fields">\(choice("line", "Field", draft.line, names))\
                \(choice("owner", "Owner", draft.owner, owners))\
                \(HTML.field(Field(
                    "default", "Where there is nothing", value: draft.fallback,
                    hint: "Empty: as it is; - takes it away")))\
                \(choice("link", "Looked up by", draft.link, links))</div>\
                <div class="actions">\(HTML.submit("Put it into the text", .plain, name: "do", value: "line"))</div>
                """))
    }

    // MARK: On records

    private var records: HTML {
        let fields = Side.allCases.map { side -> Field in
            let end = recipe.side(side)
            return Field(
                "record-\(side.rawValue)", "\(Words.spoken(end.object)) of the \(end.system.uppercased())",
                .lookup(RecordPath.list(end.system, end.object) + "/find"), value: draft.chosen[side] ?? "",
                hint: "Empty: the newest")
        }
        return .card(
            "Records of the preview", source: .bridge, id: "records",
            .pad("\(HTML.fields(fields))<p class=\"muted\">What would be written is worked out; nothing is.</p>"))
    }

    private var seen: HTML { preview.map { RecipePreviewBlock($0, visit).html } ?? .empty }

    private var examples: HTML {
        review.recipe == nil
            ? .empty : .card("Examples, run just now", source: .bridge, id: "examples", blocks.examples)
    }

    private var numbered: HTML {
        let wrong = Set(review.errors.map(\.line) + review.warnings.map(\.line))
        let open: HTML = review.errors.isEmpty ? .empty : " open"
        return """
            <details class="card lines"\(open)><summary class="pad">The text with its line numbers</summary>\
            \(RecipeReviewBlocks.numbered(draft.text, wrong: wrong))</details>
            """
    }
}

import Bridge
import HTMLText
import Kernel
import Platform

/// A recipe side by side, its examples run live, and a place to try another text without any effect.
struct RecipePage {
    let model: RecipeModel
    let visit: Visit
    private var recipe: Recipe { model.recipe }

    init(_ model: RecipeModel, _ visit: Visit) {
        self.model = model
        self.visit = visit
    }

    var page: Page {
        var page = Page(recipe.name)
        page.section = "/bridge/recipes"
        page.trail = [Link("Recipes", "/bridge/recipes")]
        let failed = model.examples.count { !$0.passed }
        page.status =
            .pill(recipe.number == 0 ? "live" : "version \(recipe.number) in force", .ok) + " "
            + (failed == 0
                ? .pill("\(model.examples.count) examples hold", .ok) : .pill("\(failed) examples fail", .bad))
        page.subtitle = "\(end(recipe.left)) ⇄ \(end(recipe.right)) · text \(String(recipe.version.prefix(8)))"
        page.advice = offer
        if visit.may("recipe.try", in: .bridge) {
            page.actions = [.button("Edit", to: path + "/edit", .go, key: "e")]
        }
        page.facts = [
            Fact("Joined records", "\(model.links)", source: .bridge),
            Fact("Fields", "\(model.rows.count)", source: .bridge),
            Fact("Pace", "\(recipe.pace.rawValue)", source: .bridge),
            Fact(
                "Comes after", "\(recipe.after.isEmpty ? "nothing" : recipe.after.joined(separator: ", "))",
                source: .bridge),
        ]
        page.body = "<div class=\"stack\">\([fields, rules, versions, examples])</div>"
        return page
    }

    private func end(_ side: RecipeSide) -> HTML {
        "\(Source(system: side.system).map(HTML.pill) ?? .pill(side.system)) \(Words.spoken(side.object))"
    }

    // MARK: Side by side

    private var fields: HTML {
        .card(
            "Fields side by side", source: .bridge,
            asOf: .empty, action: sampleLinks,
            .table(
                "Fields", model.rows,
                columns: [
                    Column("Line") { row in
                        let list: HTML = row.list.isEmpty ? .empty : "<span class=\"under\">in \(row.list)</span>"
                        return "\(Words.spoken(row.name))\(list)"
                    },
                    Column(recipe.left.system.uppercased()) { side($0.line.left, $0.leftKind, $0.leftSample) },
                    Column("Owner") { owner($0.line) },
                    Column(recipe.right.system.uppercased()) { side($0.line.right, $0.rightKind, $0.rightSample) },
                    Column("How") { how($0.line) },
                ]))
    }

    private var sampleLinks: HTML {
        guard let sample = model.sample else { return "<span>no pair yet</span>" }
        let left = Link("left", RecordPath.of(recipe.left.system, recipe.left.object, sample.left)).html
        let right = Link("right", RecordPath.of(recipe.right.system, recipe.right.object, sample.right)).html
        return "<span>values of the newest pair: \(left) \(right)</span>"
    }

    private func side(_ source: FieldSource, _ kind: String, _ sample: String?) -> HTML {
        let name: HTML
        switch source {
        case .field(let field): name = "<b>\(field)</b>"
        case .computed(let expression): name = "<code>= \(expression.description)</code>"
        case .nothing: name = Format.none
        }
        let value: HTML =
            sample.map {
                $0.isEmpty
                    ? "<span class=\"under\">empty</span>" : "<span class=\"under\">\(String($0.prefix(80)))</span>"
            } ?? .empty
        return "\(name) <span class=\"muted\">\(kind)</span>\(value)"
    }

    private func owner(_ line: FieldLine) -> HTML {
        switch line.owner {
        case .left: "\(Source(system: recipe.left.system).map(HTML.pill) ?? .pill("left")) →"
        case .right: "← \(Source(system: recipe.right.system).map(HTML.pill) ?? .pill("right"))"
        case .either: .pill("either", .plain)
        }
    }

    private func how(_ line: FieldLine) -> HTML {
        var words: [String] = []
        if line.isOnlyOnCreate { words.append("once, when created") }
        if line.proposesOnCreate { words.append("the other side may propose it when it creates") }
        if let link = line.link { words.append("translated by the links of \(link)") }
        if let conversion = line.conversion { words.append("as \(conversion)") }
        if !line.values.isEmpty {
            words.append(
                line.values.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", "))
        }
        if let fallback = line.fallback { words.append("else \(fallback.text)") }
        return "\(words.joined(separator: "; "))"
    }

    // MARK: Rules and examples

    private var rules: HTML {
        func create(_ side: RecipeSide) -> HTML {
            switch side.create {
            case .never: "never created here"
            case .always: "always created here"
            case .when(let condition): "created here when <code>\(condition.description)</code>"
            case .linkWhen(let condition): "linked, not created, when <code>\(condition.description)</code>"
            }
        }
        func asks(_ side: RecipeSide) -> HTML {
            let rules: [HTML] = side.gate.approvals.map { "\($0.role), because \($0.because)" }
            return rules.isEmpty ? "nobody" : rules.joined("; ")
        }
        let hearing: [HTML] = [recipe.left, recipe.right].filter(\.refusals.isHeard).map { side in
            let condition: HTML = side.refusals.condition.map { ", while <code>\($0.description)</code>" } ?? .empty
            return "\(side.system.uppercased())\(condition)"
        }
        let match = recipe.match.map { rule in
            switch rule {
            case .equal(let names): names.joined(separator: " and ")
            case .similar(let names, let least): "similar \(names.joined(separator: ", ")) (at least \(least))"
            }
        }
        return .card(
            "Rules", source: .bridge,
            .details([
                (recipe.left.system.uppercased(), create(recipe.left)),
                (recipe.right.system.uppercased(), create(recipe.right)),
                ("Partners are found by", match.isEmpty ? "their link alone" : "\(match.joined(separator: ", or "))"),
                ("Hears refusals", hearing.isEmpty ? "nobody" : hearing.joined("; ")),
                ("Asks before a write", asks(recipe.right.gate.approvals.isEmpty ? recipe.left : recipe.right)),
            ]))
    }

    private var examples: HTML {
        .card("Examples, run just now", source: .bridge, RecipeReviewBlocks.table(model.examples))
    }

    // MARK: Versions

    private var path: String { "/bridge/recipes/\(recipe.name)" }

    /// The program brings a newer text than the one that the company keeps to.
    private var offer: HTML {
        guard let offered = model.shelf?.offered else { return .empty }
        return .advice(
            """
            <b>The program brings a newer text: version \(offered.number).</b> Version \(recipe.number), which was \
            written here, stays in force until another is published.
            """, tone: .warn,
            action: .button("See what differs", to: "\(path)/versions/\(offered.number)?against=\(recipe.number)"))
    }

    private var versions: HTML {
        guard let shelf = model.shelf else { return .empty }
        return .card(
            "Versions", source: .bridge, id: "versions", live: ["bridge.CompanyRecipe"],
            .table(
                "Versions", shelf.versions,
                columns: [
                    Column("Version") { version in
                        .opener(
                            "Version \(version.number)", "\(path)/versions/\(version.number)", under: "\(version.note)")
                    },
                    Column("State") { version in state(version, shelf) },
                    Column("Saved by") { "\($0.savedBy)" }, Column("Saved") { visit.format.instant($0.savedAt) },
                    Column("In force") { version in
                        let times = shelf.publications.filter { $0.number == version.number }
                        let lines: [HTML] = times.map { time in
                            let why: HTML = time.because.isEmpty ? .empty : HTML.under("\(time.because)")
                            let at = visit.format.instant(time.at)
                            return "<li>\(Prose.state(time.kind.rawValue)) \(at) by \(time.decidedBy)\(why)</li>"
                        }
                        return lines.isEmpty ? Format.none : "<ul>\(lines)</ul>"
                    },
                ]) + back(shelf))
    }

    private func state(_ version: Visible<RecipeVersion>, _ shelf: RecipeShelf) -> HTML {
        if version.number == shelf.recipe.number { return .pill("in force", .ok) }
        if version.number == shelf.recipe.builtIn, shelf.offered != nil {
            return .pill("newer, from the program", .warn)
        }
        return shelf.publications.contains { $0.number == version.number }
            ? .pill("was in force") : .pill(version.origin == .builtIn ? "from the program" : "draft")
    }

    private func back(_ shelf: RecipeShelf) -> HTML {
        guard let before = shelf.before, visit.may("recipe.publish", in: .bridge) else { return .empty }
        let form = HTML.form(
            to: path + "/roll-back", token: visit.token, key: visit.newKey,
            "<input type=\"hidden\" name=\"number\" value=\"\(before)\">"
                + HTML.field(
                    Field("because", "Why", hint: "Kept with the versions", isRequired: true, maximumLength: 400))
                + "<div class=\"actions\">\(HTML.submit("Roll back to version \(before)", .danger))</div>")
        return .pad(.opening("Roll back to version \(before)", .plain, form))
    }
}

extension SiteMap {
    /// Recipes: all of them, one of them, and trying another text.
    mutating func addRecipes() {
        navigate(NavigationEntry(.bridge, "Recipes", "/bridge/recipes", reads: [Delivery.self], order: 30))
        page("bridge/recipes") { visit in
            var page = Page("Recipes")
            page.section = "/bridge/recipes"
            page.subtitle = "How a document of one system and one of the other are kept as one"
            page.body = .card(
                "In the order in which they are carried", source: .bridge,
                .table(
                    "Recipes", visit.company.suite.engine.recipes,
                    columns: [
                        Column("Recipe") {
                            .opener(
                                $0.name, "/bridge/recipes/\($0.name)",
                                under: $0.number == 0 ? .empty : "version \($0.number)")
                        },
                        Column("Pair") {
                            """
                            \($0.left.system.uppercased()) \(Words.spoken($0.left.object)) ⇄ \
                            \($0.right.system.uppercased()) \(Words.spoken($0.right.object))
                            """
                        },
                        .number("Fields") { "\($0.fields.count)" }, .number("Examples") { "\($0.examples.count)" },
                        Column("Pace") { "\($0.pace.rawValue)" },
                    ]))
            return page
        }
        page("bridge/recipes/:name") { visit in try RecipeScreen.show(visit).page }
        addRecipeEditor()
    }
}

/// How a recipe's screen answers.
enum RecipeScreen {
    static func show(_ visit: Visit) throws -> RecipePage {
        guard let recipe = visit.company.suite.engine.recipe(visit.parameter("name")) else {
            throw PageNotFound("This recipe")
        }
        var model = try visit.read(.bridge) { try RecipeModel.load(recipe, by: $0) }
        try model.addSamples(visit)
        return RecipePage(model, visit)
    }
}

import Bridge
import HTMLText
import Kernel
import Platform

/// The journey of one record, and where each of its values came from.
struct JourneyPage {
    let model: JourneyModel
    let titles: KnownTitles
    let visit: Visit
    private var format: Format { visit.format }

    init(_ model: JourneyModel, _ titles: KnownTitles, _ visit: Visit) {
        self.model = model
        self.titles = titles
        self.visit = visit
    }

    var page: Page {
        let title = titles[model.system, model.object, model.id]
        var page = Page("Journey of \(title)")
        page.section = "/bridge"
        page.trail = [
            Link("Sync monitor", "/bridge"), Link(title, RecordPath.of(model.system, model.object, model.id)),
        ]
        page.subtitle = "\(Words.spoken(model.object)) of the \(model.system.uppercased())"
        page.body =
            model.roads.isEmpty
            ? .card(
                "No journey", source: .bridge,
                .emptyState("It has not crossed", "No recipe has carried this record yet."))
            : "<div class=\"stack\">\(model.roads.flatMap { [road($0), lineage($0)].compactMap { $0 } })</div>"
        return page
    }

    private func road(_ road: JourneyModel.Road) -> HTML {
        let partner: HTML
        if let id = road.partnerID {
            let end = road.partner
            let link = Link(titles[end.system, end.object, id], RecordPath.of(end.system, end.object, id))
            partner =
                """
                linked with \(Source(system: end.system).map(HTML.pill) ?? .empty) \(link.html) \
                <span class="muted">\(model.id) ⇄ \(id)</span>
                """
        } else {
            partner = "not linked yet"
        }
        return .card(
            road.recipe.name, source: .bridge, action: Link("Recipe", "/bridge/recipes/\(road.recipe.name)").html,
            .pad("<p>\(partner)</p>")
                + .table(
                    "Deliveries", road.deliveries,
                    columns: [
                        Column("Happened") { delivery in
                            "\(Words.spoken(delivery.event)) \(HTML.under(format.instant(delivery.capturedAt)))"
                        },
                        Column("From") { delivery in
                            let side = Side(rawValue: delivery.side) ?? .left
                            return Source(system: road.recipe.side(side).system).map(HTML.pill) ?? "\(delivery.side)"
                        },
                        Column("Became") { .state($0.state.rawValue) },
                        Column("Made by") { delivery in
                            delivery.recipeVersion == 0
                                ? Format.none
                                : Link(
                                    "version \(delivery.recipeVersion)",
                                    "/bridge/recipes/\(road.recipe.name)/versions/\(delivery.recipeVersion)"
                                ).html
                        },
                        .number("Tries") { "\($0.attempts)" },
                        .number("Took") { delivery in
                            guard let settled = delivery.settledAt else { return Format.none }
                            return "\(SyncPage.time(delivery.capturedAt.microseconds(until: settled) / 1_000))"
                        },
                        Column("Said") { delivery in
                            let reasons: [HTML] = Reason.list(fromJSON: delivery.reasons).map {
                                "<li>\($0.message)</li>"
                            }
                            return reasons.isEmpty ? Format.none : "<ul>\(reasons)</ul>"
                        },
                    ]))
    }

    private func lineage(_ road: JourneyModel.Road) -> HTML? {
        guard !road.lineage.isEmpty else { return nil }
        return .card(
            "Where its values came from, by \(road.recipe.name)", source: .bridge, id: "lineage",
            .table(
                "Lineage", road.lineage,
                columns: [
                    Column("Value") { "\(Words.spoken($0.line))" },
                    Column("Became") { entry in
                        let was: HTML = entry.from.isEmpty ? .empty : " <span class=\"under\">was \(entry.from)</span>"
                        return "<b>\(entry.to)</b>\(was)"
                    },
                    Column("Rule") { "\($0.rule)" },
                    Column("Because of") { entry in
                        let from = road.recipe.side(entry.sourceSide).system
                        return "\(Source(system: from).map(HTML.pill) ?? .empty) \(Words.spoken(entry.event))"
                    },
                    Column("When") {
                        "\(format.instant($0.at)) \(HTML.under("recipe version \(Self.version($0))"))"
                    },
                ]))
    }

    /// Its number; of a time before versions had numbers, what tells its text.
    private static func version(_ entry: Lineage) -> String {
        entry.recipeNumber > 0 ? "\(entry.recipeNumber)" : String(entry.recipeVersion.prefix(8))
    }
}

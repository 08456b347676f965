import Bridge
import HTMLText
import Kernel
import Platform

/// The sync monitor: every recipe's health, what did not get across and who can put it right, and what a person
/// chooses.
struct SyncPage {
    let model: SyncModel
    let titles: KnownTitles
    let visit: Visit
    /// Records about which both sides say different things.
    let disputes: [ConflictModel]
    /// What was chosen before it was refused, and why.
    var chosen: [String: String] = [:]
    var refusal: Refusal?
    private var format: Format { visit.format }

    init(_ model: SyncModel, _ disputes: [ConflictModel], _ titles: KnownTitles, _ visit: Visit) {
        self.model = model
        self.disputes = disputes
        self.titles = titles
        self.visit = visit
    }

    private var failures: Int { model.causes.reduce(0) { $0 + $1.failures.count } }

    var page: Page {
        var page = Page("Sync monitor")
        page.section = "/bridge"
        let isWell = failures == 0 && model.conflicts.isEmpty
        page.status = .pill(
            isWell ? "All recipes live" : "\(failures + model.conflicts.count) to look at", isWell ? .ok : .warn)
        page.subtitle = "What changes on one side, and what became of it on the other"
        page.facts = facts
        page.body = "<div class=\"stack\">\(conflicts)\(stuck)\(health)</div>"
        return page
    }

    private var conflicts: HTML {
        let cards: [HTML] = disputes.map { dispute in
            var card = ConflictCard(dispute, titles, visit)
            if dispute.lines.contains(where: { chosen[$0.conflict.id.raw] != nil }) {
                card.chosen = chosen
                card.refusal = refusal
            }
            return card.html
        }
        // The place stays when the last is resolved, so that the next one appears on the open page.
        let file: HTML = disputes.isEmpty ? .empty : .csv("/bridge/conflicts.csv")
        return .each("conflicts", live: ["bridge.Conflict"], cards + [file])
    }

    private var facts: [Fact] {
        let sum = { (path: KeyPath<SyncModel.RecipeHealth, Int>) in model.recipes.reduce(0) { $0 + $1[keyPath: path] } }
        let lags = model.recipes.compactMap(\.lag).sorted()
        return [
            Fact(
                "Half arrive within", lags.isEmpty ? "—" : "\(Self.time(lags[lags.count / 2]))",
                note: "of the latest \(sum(\.done))", source: .bridge),
            Fact("Under way", "\(sum(\.underWay))", source: .bridge),
            Fact("Waiting", "\(sum(\.waiting))", note: "for a record or a person", source: .bridge),
            Fact("Refused", "\(sum(\.refused))", source: .bridge, tone: sum(\.refused) == 0 ? .plain : .warn),
            Fact("Dead", "\(sum(\.dead))", source: .bridge, tone: sum(\.dead) == 0 ? .plain : .bad),
        ]
    }

    /// "4 ms", "1.2 s", "3 min".
    static func time(_ milliseconds: Int64) -> String {
        switch milliseconds {
        case ..<1_000: "\(max(0, milliseconds)) ms"
        case ..<60_000: "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) s"
        default: "\(milliseconds / 60_000) min"
        }
    }

    private var health: HTML {
        .card(
            "Recipes", source: .bridge, asOf: format.instant(visit.now), id: "recipes", live: ["bridge"],
            .table(
                "Health of each recipe", model.recipes,
                columns: [
                    Column("Recipe") { .opener($0.name, "/bridge/recipes/\($0.name)", under: "\($0.pair)") },
                    Column("Health") { .pill($0.word, $0.tone) },
                    .number("Lag") { "\($0.lag.map(Self.time) ?? "—")" }, .number("Carried") { "\($0.done)" },
                    .number("Under way") { "\($0.underWay)" }, .number("Waiting") { "\($0.waiting)" },
                    .number("Refused") { "\($0.refused)" }, .number("Dead") { "\($0.dead)" },
                    Column("Oldest open") { $0.oldest.map { format.instant($0) } ?? Format.none },
                ]))
    }

    // MARK: What did not get across

    /// One place for all, so that a new cause appears on the open page.
    private var stuck: HTML {
        .each("causes", live: ["bridge.Delivery"], causes)
    }

    private var causes: [HTML] {
        if model.causes.isEmpty {
            return [
                .card(
                    "Nothing is stuck", source: .bridge, id: "no-cause",
                    .emptyState(
                        "Everything got across", "What is refused appears here in the words of whoever refused it."))
            ]
        }
        return model.causes.map(cause)
    }

    private func cause(_ cause: SyncModel.Cause) -> HTML {
        let reason = cause.reason
        let mayReplay = visit.may("delivery.replay", in: .bridge)
        let fixer = reason.fixedBy.map { "<b>\(Prose.state($0)) can fix this.</b> " as HTML } ?? .empty
        let allowed = reason.allowed.map { "Allowed: \($0)." } ?? ""
        let remark: HTML = "\(fixer)\(allowed)"
        let all: HTML =
            mayReplay && cause.failures.count > 1
            ? replay("Replay all \(cause.failures.count)", cause.failures.map(\.delivery.id)) : .empty
        let rows = Array(cause.failures.prefix(20))
        return .card(
            "\(Prose.count(cause.failures.count, "record")): \(title(of: cause))",
            source: .bridge, action: all, badge: .pill(cause.recipe),
            id: "cause-\(cause.recipe)-\(cause.reason.code.raw)-\(cause.reason.field ?? "")",
            (remark.isEmpty ? .empty : .pad("<p class=\"muted\">\(remark)</p>"))
                + .table(
                    "Records", rows,
                    columns: [
                        Column("Record") { failure in
                            .opener(
                                titles[failure.system, failure.object, failure.delivery.sourceID], failure.link,
                                under: "\(Words.spoken(failure.object)) in the \(failure.system.uppercased())")
                        },
                        Column("State") { failure in
                            .state(failure.delivery.state.rawValue) + .under(waits(failure))
                        },
                        Column("Reasons") { failure in
                            let texts: [HTML] = failure.reasons.map { "<li>\(words($0, of: failure))</li>" }
                            return "<ul>\(texts)</ul>"
                        },
                        .number("Tries") { "\($0.delivery.attempts)" },
                        Column("Since") { format.instant($0.delivery.capturedAt) },
                        Column("Do") { failure in
                            let again = mayReplay ? replay("Replay", [failure.delivery.id]) : .empty
                            return """
                                <div class="actions">\(HTML.button("Edit", to: failure.link, .small))\
                                \(HTML.button("Journey", to: failure.journey, .small))\(again)</div>
                                """
                        },
                    ]))
    }

    private func waits(_ failure: SyncModel.Failure) -> HTML {
        if let until = failure.delivery.notBefore { return "again at \(format.instant(until))" }
        if let awaited = failure.awaited { return "for \(titles[awaited.system, awaited.object, awaited.id])" }
        return .empty
    }

    private func title(of cause: SyncModel.Cause) -> String {
        if cause.isOneMessage, let first = cause.failures.first { return words(cause.reason, of: first) }
        if cause.reason.code == .waitsForPartner { return "waiting for another record" }
        return Words.spoken(cause.reason.field ?? cause.reason.code.raw)
    }

    /// With the name of the record for which it waits, where the bridge knows its identity only.
    private func words(_ reason: Reason, of failure: SyncModel.Failure) -> String {
        guard let awaited = failure.awaited else { return reason.message }
        return reason.message.replacing(
            awaited.id, with: titles[awaited.system, awaited.object, awaited.id])
    }

    private func replay(_ title: String, _ deliveries: [ID<Delivery>]) -> HTML {
        .action(
            title, to: "/bridge/replay", token: visit.token, .small, key: visit.newKey,
            sending: deliveries.map { ("delivery", $0.raw) })
    }
}

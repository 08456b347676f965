import CRM
import HTMLText
import Kernel
import Platform

/// The pipeline as a board: columns with their totals, cards that move by a menu or by dragging.
struct PipelinePage {
    let model: PipelineModel
    let visit: Visit
    let shown: [String: Int]
    var refusal: Refusal?
    private var format: Format { visit.format }
    private var mayMove: Bool { visit.may("opportunity.update", in: .crm) }

    init(_ model: PipelineModel, _ visit: Visit, shown: [String: Int]) {
        self.model = model
        self.visit = visit
        self.shown = shown
    }

    var page: Page {
        var page = Page("Pipeline")
        page.section = "/crm/pipeline"
        let isMine = visit.query("owner") == visit.actor.id
        let owner = visit.query("owner").map { "?owner=\(Form.encoded($0))" } ?? ""
        page.actions = [
            .button("Export", to: RecordPath.list("crm", "Opportunity") + ".csv" + owner, .quiet),
            .button(
                isMine ? "Everybody’s" : "Mine",
                to: isMine ? "/crm/pipeline" : "/crm/pipeline?owner=\(visit.actor.id)"),
            .button("New deal", to: "/crm/opportunities/new", .go, key: "c"),
        ]
        page.facts = facts
        page.scripts = ["board"]
        let columns: [HTML] = model.columns.map(column)
        let problem = refusal.map { HTML.problem($0) } ?? .empty
        page.body =
            problem
            + (columns.isEmpty
                ? .card("No stages", .emptyState("The pipeline has no stages yet", "A sales manager sets them up."))
                : """
                <div class="board" data-board>\(columns)</div>\
                <p class="visually-hidden" role="status" id="board-says"></p>
                """)
        return page
    }

    private var facts: [Fact] {
        let count = model.columns.reduce(0) { $0 + $1.count }
        return [
            Fact("Open deals", "\(count)", source: .crm),
            Fact("In all", .sums(Self.sum(model.columns.map(\.amount)), format), source: .crm),
            Fact(
                "Weighted", .sums(Self.sum(model.columns.map(\.weighted)), format), note: "by each stage’s chance",
                source: .crm),
        ]
    }

    /// One sum for each currency over the columns; nil when amounts are hidden.
    static func sum(_ parts: [[Money]?]) -> [Money]? {
        var byCurrency: [Currency: Money] = [:]
        for part in parts {
            guard let part else { return nil }
            for amount in part { byCurrency[amount.currency, default: .none] += amount }
        }
        return byCurrency.values.sorted { $0.currency < $1.currency }
    }

    private func column(_ column: PipelineModel.StageColumn) -> HTML {
        let cards: [HTML] = column.cards.map { card($0, of: column) }
        let wanted = column.cards.count + PipelineModel.pageSize
        let more: HTML =
            column.hidden > 0
            ? HTML.button(
                "\(min(column.hidden, PipelineModel.pageSize)) more of \(column.hidden)",
                to: "?show.\(column.stage.id)=\(wanted)#stage-\(column.stage.id)", .small)
            : .empty
        return """
            <section class="lane" id="stage-\(column.stage.id)" aria-labelledby="name-\(column.stage.id)"><header>\
            <h2 id="name-\(column.stage.id)">\(column.stage.name) <span class="count">\(column.count)</span></h2>\
            <p class="asof">\(HTML.sums(column.amount, format)) · \(column.stage.probability) % \
            → \(HTML.sums(column.weighted, format))</p></header>\
            <ul role="list" data-stage="\(column.stage.id)">\(cards)</ul>\(more)</section>
            """
    }

    private func card(_ deal: Visible<Opportunity>, of column: PipelineModel.StageColumn) -> HTML {
        let days = deal.stageSince.map { $0.microseconds(until: format.now) / 86_400_000_000 } ?? 0
        let isRotten = column.stage.rottingDays.map { days > Int64($0) } ?? false
        let closes: HTML =
            deal.closeDate.map { date in
                date < format.today
                    ? .pill("was to close \(format.dateText(date))", .bad) : "closes \(format.date(date))"
            } ?? .pill("no closing date", .warn)
        let next: HTML
        switch model.next[deal.id] {
        case .some(.some(let day)): next = .pill("next \(format.due(day))", day < format.today ? .bad : .ok)
        case .some(.none): next = .pill("planned", .ok)
        case .none:
            next =
                deal.nextStep.isEmpty ? .pill("no next step", .warn) : "<span class=\"muted\">\(deal.nextStep)</span>"
        }
        let account = model.accounts[deal.account] ?? ""
        return """
            <li class="deal\(isRotten ? " rotten" : "" as HTML)" \
            data-deal="\(deal.id)"\(mayMove ? " draggable=\"true\"" : "" as HTML)>\
            <a class="open" href="\(RecordPath.of("crm", "Opportunity", deal.id.raw))">\(deal.name)</a>\
            <span class="under"><a href="/crm/accounts/\(deal.account)">\(account)</a></span>\
            <p><b>\(format.money(deal[\.amount]))</b> <span class="muted">\(deal.owner)</span></p>\
            <p>\(closes) \(next)</p><p class="muted">\(Prose.days(Int(days))) in this \
            stage\(isRotten ? ": too long" : "")</p>\(menu(deal, of: column))</li>
            """
    }

    /// Works without a script and with the keyboard alone: the other way to drag.
    private func menu(_ deal: Visible<Opportunity>, of column: PipelineModel.StageColumn) -> HTML {
        guard mayMove else { return .empty }
        let choices: [HTML] = model.stages.filter { $0.id != column.stage.id && $0.kind == .open }.map { stage in
            "<button name=\"stage\" value=\"\(stage.id)\">\(stage.name)</button>"
        }
        let close = HTML.button("Win or lose …", to: "/crm/pipeline/\(deal.id)/close", .quiet)
        return .opening(
            "Move to", .small,
            .form(to: "/crm/pipeline/\(deal.id)", token: visit.token, "<div class=\"moves\">\(choices)</div>") + close)
    }
}

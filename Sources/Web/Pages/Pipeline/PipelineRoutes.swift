import CRM
import Kernel
import Platform

extension SiteMap {
    /// The board, its moves, and the end of a deal.
    mutating func addPipeline() {
        navigate(NavigationEntry(.crm, "Pipeline", "/crm/pipeline", reads: [Opportunity.self], order: 20))
        page("crm/pipeline") { visit in try PipelineScreen.show(visit).page }
        action("crm/pipeline/:id") { visit, form in
            do {
                try await visit.run(
                    MoveOpportunity(ID(visit.parameter("id")), to: ID(form["stage"])), in: .crm, key: form.key)
                return .go(to: "/crm/pipeline#stage-\(form["stage"])", saying: "Moved.")
            } catch let refusal as Refusal {
                var page = try PipelineScreen.show(visit)
                page.refusal = refusal
                return .again(page.page)
            }
        }
        page("crm/pipeline/:id/close") { visit in try PipelineScreen.closing(visit).page }
        action("crm/pipeline/:id/close") { visit, form in
            let deal = ID<Opportunity>(visit.parameter("id"))
            do {
                if form["deed"] == "win" {
                    var win = WinOpportunity(deal, overrideReason: form["overrideReason"])
                    win.note = form["note"]
                    try await visit.run(win, in: .crm, key: form.key)
                    return .go(to: "/crm/pipeline", saying: "Won.")
                }
                var lose = LoseOpportunity(deal, reason: form["reason"], competitor: form["competitor"])
                lose.note = form["note"]
                lose.tryAgainOn = try FormReading.optionalDate(form, "tryAgainOn")
                try await visit.run(lose, in: .crm, key: form.key)
                return .go(to: "/crm/pipeline", saying: "Lost, and why is noted.")
            } catch let refusal as Refusal {
                var page = try PipelineScreen.closing(visit)
                page.form = form
                page.refusal = refusal
                return .again(page.page)
            }
        }
    }
}

/// How the pipeline answers.
enum PipelineScreen {
    static func show(_ visit: Visit) throws -> PipelinePage {
        var shown: [String: Int] = [:]
        for (name, values) in visit.asked.values where name.hasPrefix("show.") {
            shown[String(name.dropFirst(5))] = values.last.flatMap { Int($0) }
        }
        let model = try visit.read(.crm) {
            try PipelineModel.load(
                pipeline: visit.query("pipeline") ?? "sales", owner: visit.query("owner"), shown: shown, by: $0)
        }
        return PipelinePage(model, visit, shown: shown)
    }

    static func closing(_ visit: Visit) throws -> ClosingPage {
        let id = ID<Opportunity>(visit.parameter("id"))
        guard let deal = try visit.read(.crm, { try $0.find(id) }) else { throw PageNotFound("This deal") }
        return ClosingPage(deal, visit)
    }
}

import CRM
import HTMLText
import Kernel
import Platform

/// The first page: what is mine to do today, then how things stand.
struct HomePage {
    let model: HomeModel
    let visit: Visit
    private var format: Format { visit.format }

    init(_ model: HomeModel, _ visit: Visit) {
        self.model = model
        self.visit = visit
    }

    var page: Page {
        var page = Page("Kia ora, \(visit.actor.name.split(separator: " ").first.map(String.init) ?? visit.actor.name)")
        page.section = "/"
        page.subtitle = "\(format.dateText(format.today))"
        page.facts = facts
        let left = [quotes, activities, cases, debtors, sync].compactMap { $0 }
        let right = [pipeline, income].compactMap { $0 }
        page.body =
            left.isEmpty && right.isEmpty
            ? .card("Nothing waits for you", .emptyState("All done", "What is yours to do appears here."))
            : .columns(left, right)
        return page
    }

    private var facts: [Fact] {
        var facts: [Fact] = []
        let waiting = ApprovalsScreen.waiting(visit)
        if waiting > 0 {
            facts.append(
                Fact(
                    "To decide", "<a href=\"/bridge/approvals\">\(waiting)</a>", note: "approvals wait for you",
                    source: .bridge, tone: .warn))
        }
        if let ready = model.ready {
            facts.append(
                Fact(
                    "Ready to ship", "<a href=\"/erp/shipments\">\(ready)</a>", note: "orders with stock reserved",
                    source: .erp))
        }
        if let held = model.held, held > 0 {
            facts.append(
                Fact("On hold", "<a href=\"/bridge/approvals\">\(held)</a>", note: "orders", source: .erp, tone: .bad))
        }
        if let customers = model.customersWaiting, customers > 0 {
            facts.append(
                Fact(
                    "New customers", "<a href=\"/bridge/approvals\">\(customers)</a>", note: "to accept", source: .erp,
                    tone: .warn))
        }
        if let activities = model.activities {
            let late = activities.count { $0.dueOn.map { $0 < format.today } ?? false }
            facts.append(
                Fact(
                    "This week", "\(activities.count)",
                    note: late == 0 ? "planned activities" : "planned, \(late) late", source: .crm,
                    tone: late == 0 ? .plain : .bad))
        }
        if let pipeline = model.pipeline {
            facts.append(
                Fact("Open pipeline", .sums(PipelinePage.sum(pipeline.columns.map(\.amount)), format), source: .crm))
        }
        return facts
    }

    private var activities: HTML? {
        guard let activities = model.activities else { return nil }
        return .card(
            "To do", source: .crm, id: "todo", live: ["crm.Activity"],
            activities.isEmpty
                ? .emptyState("Nothing planned for this week")
                : .table(
                    "To do", activities,
                    columns: [
                        Column("What") { activity in
                            let path =
                                activity.account.map { "/crm/accounts/\($0.raw)" }
                                ?? RecordPath.of("crm", "Activity", activity.id.raw)
                            return .opener(activity.subject, path, under: "\(Prose.state(activity.kind.rawValue))")
                        },
                        .number("When") { activity in
                            activity.dueOn.map { .pill(format.due($0), $0 < format.today ? .bad : .plain) } ?? .empty
                        },
                    ]))
    }

    private var quotes: HTML? {
        guard let quotes = model.quotes else { return nil }
        return .card(
            "My quotes", source: .crm, id: "quotes", live: ["crm.Quote"],
            quotes.isEmpty
                ? .emptyState("No quote is open")
                : .table(
                    "My quotes", quotes,
                    columns: [
                        Column("Quote") { .opener($0.number, "/crm/quotes/\($0.id)", under: "\($0.shipToName)") },
                        Column("State") { .state($0.state.rawValue) },
                        Column("Valid") { quote in
                            let days = format.today.days(until: quote.validUntil)
                            return .pill(
                                format.due(quote.validUntil),
                                days < 0 ? .bad : days <= NextStep.quoteDays ? .warn : .plain)
                        },
                        .number("Total") { format.money($0[\.total]) },
                    ]))
    }

    private var cases: HTML? {
        guard let cases = model.cases else { return nil }
        return .card(
            "Open cases", source: .crm, id: "cases", live: ["crm.SupportCase"],
            cases.isEmpty
                ? .emptyState("No case is open")
                : .table(
                    "Open cases", cases,
                    columns: [
                        Column("Case") {
                            .opener(
                                $0.subject, RecordPath.of("crm", "SupportCase", $0.id.raw),
                                under: "\($0.number) · \($0.warrantyVerdict)")
                        },
                        Column("State") { .state($0.state.rawValue) },
                    ]))
    }

    private var debtors: HTML? {
        guard let debtors = model.debtors else { return nil }
        return .card(
            "Overdue", source: .erp, action: Link("Receivables", "/erp/receivables").html, id: "overdue",
            live: ["erp.CreditStatus"],
            debtors.isEmpty
                ? .emptyState("Nobody is late")
                : .bars(
                    "Overdue by customer",
                    debtors.map { Mark($0.customer?.legalName ?? "", $0.credit.overdue, format, tone: .bad) }))
    }

    private var pipeline: HTML? {
        guard let pipeline = model.pipeline, !pipeline.columns.isEmpty else { return nil }
        return .card(
            "Pipeline by stage", source: .crm, action: Link("Board", "/crm/pipeline").html, id: "pipeline",
            live: ["crm.Opportunity"],
            .bars(
                "Pipeline by stage", source: .crm,
                pipeline.columns.map { column in
                    Mark(column.stage.name, column.amount?.first ?? .zero(format.currency), format)
                }))
    }

    private var income: HTML? {
        guard let income = model.income, income.contains(where: { !$0.amount.isZero }) else { return nil }
        return .card(
            "Income by month", source: .erp, action: Link("Ledger", "/erp/ledger").html,
            .histogram(
                "Income by month", income.map { Mark(String($0.period.suffix(2)), $0.amount, format) }))
    }

    private var sync: HTML? {
        guard let recipes = model.sync else { return nil }
        let troubled = recipes.filter { $0.tone != .ok }
        return .card(
            "The bridge", source: .bridge, action: Link("Sync monitor", "/bridge").html, id: "sync",
            live: ["bridge.Delivery"],
            troubled.isEmpty
                ? .emptyState("All recipes live")
                : .table(
                    "Recipes to look at", troubled,
                    columns: [
                        Column("Recipe") { .opener($0.name, "/bridge") }, Column("Health") { .pill($0.word, $0.tone) },
                    ]))
    }
}

extension SiteMap {
    /// The first page of everybody.
    mutating func addHome() {
        page("") { visit in
            var model = HomeModel()
            try visit.read(.crm) { try model.loadCRM($0, on: visit.today) }
            try visit.read(.erp) { try model.loadERP($0, on: visit.today) }
            if visit.may("delivery.replay", in: .bridge) {
                let recipes = visit.company.suite.engine.recipes
                model.sync = try visit.read(.bridge) { reading in
                    try reading.part { try SyncModel.load(recipes, by: reading).recipes }
                }
            }
            return HomePage(model, visit).page
        }
    }
}

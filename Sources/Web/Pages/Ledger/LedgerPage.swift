import ERP
import HTMLText
import Kernel
import Platform

/// The books: trial balance, profit and loss, balance sheet, and the journal; every figure opens its lines.
struct LedgerPage {
    let model: LedgerModel
    let visit: Visit
    private var format: Format { visit.format }

    init(_ model: LedgerModel, _ visit: Visit) {
        self.model = model
        self.visit = visit
    }

    var page: Page {
        var page = Page("Ledger")
        page.section = "/erp/ledger"
        let income = model.from == model.through ? "" : ", income from \(model.from)"
        page.subtitle = "Through \(model.through)\(income)\(visit.reportAge)"
        page.facts = [
            Fact(
                "Debits less credits", format.money(model.trial.debits - model.trial.credits),
                note: model.trial.debits == model.trial.credits ? "the books balance" : "they do not balance",
                source: .erp, tone: model.trial.debits == model.trial.credits ? .ok : .bad),
            Fact("Income", format.money(model.profit.totalIncome), source: .erp),
            Fact("Expenses", format.money(model.profit.totalExpenses), source: .erp),
            Fact(
                "Profit", format.money(model.profit.profit, below: "loss"), source: .erp,
                tone: model.profit.profit.isNegative ? .bad : .ok),
            Fact("Assets", format.money(model.sheet.totalAssets), source: .erp),
        ]
        page.body = periods + .columns([trial, journal], [profit, sheet])
        return page
    }

    private var periods: HTML {
        let codes = model.periods.map { (value: $0.code, text: $0.code) }
        let from = HTML.field(Field("from", "Income from", .choice(codes), value: model.from, isRequired: true))
        let through = HTML.field(Field("through", "Through", .choice(codes), value: model.through, isRequired: true))
        return "<form class=\"filters\">\(from)\(through)\(HTML.submit("Show", .plain))</form>"
    }

    private static func path(_ code: String) -> String { "/erp/ledger/accounts/\(code)" }

    private var trial: HTML {
        .card(
            "Trial balance", source: .erp,
            action: .csv("/erp/ledger/trial-balance.csv?through=\(model.through)"),
            .table(
                "Trial balance", model.trial.accounts,
                columns: [
                    Column("Account") { .opener($0.code, Self.path($0.code), under: "\($0.name)") },
                    .number("Debits", total: format.money(model.trial.debits)) { format.money($0.debits) },
                    .number("Credits", total: format.money(model.trial.credits)) { format.money($0.credits) },
                    .number("Balance") { format.money($0.balance) },
                ]))
    }

    private func lines(_ caption: String, _ lines: [ProfitAndLoss.Line], total: Money) -> HTML {
        .table(
            caption, lines,
            columns: [
                Column(caption) { .opener($0.name, Self.path($0.code)) },
                .number("Amount", total: format.money(total)) { format.money($0.amount) },
            ])
    }

    private var profit: HTML {
        .card(
            "Profit and loss", source: .erp, badge: .pill(format.moneyText(model.profit.profit)),
            lines("Income", model.profit.income, total: model.profit.totalIncome)
                + lines("Expenses", model.profit.expenses, total: model.profit.totalExpenses))
    }

    private var sheet: HTML {
        let ties: HTML =
            model.sheet.difference.isZero
            ? .pill("balances", .ok) : .pill("off by \(format.moneyText(model.sheet.difference))", .bad)
        return .card(
            "Balance sheet", source: .erp, badge: ties,
            lines("Assets", model.sheet.assets, total: model.sheet.totalAssets)
                + lines("Liabilities", model.sheet.liabilities, total: model.sheet.totalLiabilities)
                + lines("Equity", model.sheet.equity, total: model.sheet.totalEquity)
                + .details([("Profit so far, within equity", format.money(model.sheet.accumulatedProfit))]))
    }

    private var journal: HTML {
        .card(
            "Journal, latest first", source: .erp,
            action: Link("All", RecordPath.list("erp", "JournalEntry")).html,
            .table(
                "Journal", model.journal,
                columns: [
                    Column("Entry") {
                        .opener($0.number, RecordPath.of("erp", "JournalEntry", $0.id.raw), under: format.date($0.date))
                    },
                    Column("What for") { "\($0.memo)" }, Column("Document") { Self.document($0) },
                ]))
    }

    static func document(_ entry: Visible<JournalEntry>) -> HTML {
        guard !entry.sourceID.isEmpty, entry.sourceObject.first?.isUppercase == true else {
            return "\(entry.sourceNumber)"
        }
        return Link(
            entry.sourceNumber.isEmpty ? Words.spoken(entry.sourceObject) : entry.sourceNumber,
            RecordPath.of("erp", entry.sourceObject, entry.sourceID)
        ).html
    }
}

/// One account's lines.
struct AccountPage {
    let model: AccountModel
    let visit: Visit

    init(_ model: AccountModel, _ visit: Visit) {
        self.model = model
        self.visit = visit
    }

    var page: Page {
        let format = visit.format
        var page = Page("\(model.account.code) \(model.account.name)")
        page.section = "/erp/ledger"
        page.trail = [Link("Ledger", "/erp/ledger")]
        page.status = .pill(Prose.state(model.account.kind.rawValue))
        let more: HTML =
            model.next.map { next in
                "<div class=\"pager\">\(HTML.button("Older lines", to: "?before=\(next)"))</div>"
            } ?? .empty
        page.body = .card(
            "Lines, latest first", source: .erp, action: .csv("/erp/ledger/accounts/\(model.account.code)/lines.csv"),
            model.lines.isEmpty
                ? .emptyState("This account never moved")
                : .table(
                    "Lines of \(model.account.code)", model.lines,
                    columns: [
                        Column("Entry") { part in
                            .opener(
                                part.entry?.number ?? "", RecordPath.of("erp", "JournalEntry", part.line.entry.raw),
                                under: part.entry.map { format.date($0.date) } ?? .empty)
                        },
                        Column("What for") { "\($0.entry?.memo ?? $0.line.memo)" },
                        Column("Document") { $0.entry.map(LedgerPage.document) ?? .empty },
                        Column("Party") { "\($0.line.party.flatMap { model.customers[$0] } ?? "")" },
                        .number("Debit") { $0.line.amount.isNegative ? .empty : format.money($0.line[\.amount]) },
                        .number("Credit") {
                            $0.line.amount.isNegative ? format.money($0.line.amount.magnitude) : .empty
                        },
                    ]) + more)
        return page
    }
}

extension SiteMap {
    /// The books and the lines of an account.
    mutating func addLedger() {
        navigate(NavigationEntry(.erp, "Ledger", "/erp/ledger", reads: LedgerModel.objects, order: 60))
        page("erp/ledger") { visit in
            let model = try visit.report(.erp) {
                try LedgerModel.load(from: visit.query("from"), through: visit.query("through"), visit.format, by: $0)
            }
            return LedgerPage(model, visit).page
        }
        page("erp/ledger/accounts/:code") { visit in
            let model = try visit.report(.erp) {
                try AccountModel.load(visit.parameter("code"), before: visit.query("before"), by: $0)
            }
            guard let model else { throw PageNotFound("This account") }
            return AccountPage(model, visit).page
        }
        resource("erp/ledger/trial-balance.csv") { visit in try LedgerExport.trialBalance(visit) }
        resource("erp/ledger/accounts/:code/lines.csv") { visit in try LedgerExport.lines(visit) }
    }
}

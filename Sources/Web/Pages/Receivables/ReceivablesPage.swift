import ERP
import HTMLText
import Kernel
import Platform

/// The receivables: debtors by how late they are, what came in, and the ageing of a day.
struct ReceivablesPage {
    let model: ReceivablesModel
    let visit: Visit
    private var format: Format { visit.format }

    init(_ model: ReceivablesModel, _ visit: Visit) {
        self.model = model
        self.visit = visit
    }

    var page: Page {
        var page = Page("Receivables")
        page.section = "/erp/receivables"
        page.subtitle = "Who owes what, and what came in\(model.ageing == nil ? "" : visit.reportAge)"
        page.actions = [.button("Ageing today", to: "/erp/receivables?ageing=\(format.today.description)")]
        page.body = .columns([ageing, debtors].compactMap { $0 }, [payments])
        return page
    }

    static func cashPath(_ customer: ID<Customer>) -> String { "/erp/receivables/\(customer.raw)" }

    private var debtors: HTML {
        guard !model.debtors.isEmpty else { return .card("Debtors", source: .erp, .emptyState("Nobody owes anything")) }
        return .card(
            "Debtors, the most overdue first", source: .erp, action: .csv("/erp/receivables/debtors.csv"),
            id: "debtors",
            live: ["erp.CreditStatus"],
            .table(
                "Debtors", model.debtors,
                columns: [
                    Column("Customer") { debtor in
                        .opener(
                            debtor.customer?.legalName ?? "", Self.cashPath(debtor.credit.customer),
                            under: "\(debtor.customer?.number ?? "") · as of \(format.instant(debtor.credit.asOf))")
                    },
                    .number("Open") { format.money($0.credit[\.openReceivables]) },
                    .number("Overdue") { format.money($0.credit[\.overdue]) },
                    .number("Oldest") {
                        $0.credit.oldestOverdueDays <= 0
                            ? Format.none : .pill(Prose.days($0.credit.oldestOverdueDays), .bad)
                    },
                    Column("Credit") { .state($0.credit.status.rawValue) },
                ]))
    }

    private var payments: HTML {
        guard !model.payments.isEmpty else {
            return .card("Payments", source: .erp, .emptyState("Nothing came in yet"))
        }
        return .card(
            "Came in lately", source: .erp, action: .csv(RecordPath.list("erp", "CustomerPayment") + ".csv"),
            id: "payments", live: ["erp.CustomerPayment"],
            .table(
                "Payments", model.payments,
                columns: [
                    Column("Payment") { payment in
                        .opener(
                            payment.number, RecordPath.of("erp", "CustomerPayment", payment.id.raw),
                            under: "\(model.names[payment.customer] ?? "") · \(format.date(payment.date))")
                    },
                    .number("Amount") { format.money($0[\.amount]) },
                ]))
    }

    private var ageing: HTML? {
        guard let ageing = model.ageing else { return nil }
        let total = ageing.total
        let marks = [
            Mark("Not due", total.notDue, format, tone: .ok), Mark("1–30 days", total.days1To30, format),
            Mark("31–60 days", total.days31To60, format, tone: .warn),
            Mark("61–90 days", total.days61To90, format, tone: .warn),
            Mark("Over 90 days", total.over90, format, tone: .bad),
            Mark("Credits", total.credits, format), Mark("Unapplied", total.unapplied, format),
        ]
        let ties: HTML =
            ageing.ties
            ? .pill("equals the ledger", .ok)
            : .pill("the ledger says \(format.moneyText(ageing.control))", .bad)
        return .card(
            "Ageing at \(format.dateText(ageing.date)): \(format.moneyText(total.total))", source: .erp, badge: ties,
            .bars("Ageing", marks))
    }
}

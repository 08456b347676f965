import ERP
import Kernel
import Platform

extension SiteMap {
    /// Receivables, and cash application by customer.
    mutating func addReceivables() {
        navigate(
            NavigationEntry(
                .erp, "Receivables", "/erp/receivables", reads: [ReceivableItem.self, CreditStatus.self], order: 40))
        page("erp/receivables") { visit in
            // What is no date is none: the figures of today.
            let date = visit.query("ageing").flatMap { try? CalendarDate($0) }
            // An ageing looks at everything: a report.
            let load = { (reading: Reading) in try ReceivablesModel.load(ageingOn: date, by: reading) }
            return ReceivablesPage(try date == nil ? visit.read(.erp, load) : visit.report(.erp, load), visit).page
        }
        resource("erp/receivables/debtors.csv") { visit in
            let model = try visit.report(.erp) {
                try ReceivablesModel.load(ageingOn: nil, limit: ReceivablesModel.mostExported, by: $0)
            }
            return try CSVResponse.of("debtors") { writer in
                try writer.writeRow(["number", "customer", "open", "overdue", "oldestOverdueDays", "status", "asOf"])
                for debtor in model.debtors {
                    let credit = debtor.credit
                    try writer.writeRow([
                        debtor.customer?.number ?? "", debtor.customer?.legalName ?? "",
                        credit[\.openReceivables]?.description ?? "", credit[\.overdue]?.description ?? "",
                        "\(credit.oldestOverdueDays)", credit.status.rawValue, credit.asOf.description,
                    ])
                }
            }
        }
        page("erp/receivables/:id") { visit in try CashScreen.show(visit).page }
        action("erp/receivables/:id") { visit, form in
            do {
                return .go(
                    to: ReceivablesPage.cashPath(ID(visit.parameter("id"))),
                    saying: try await CashScreen.record(visit, form))
            } catch let refusal as Refusal {
                var page = try CashScreen.show(visit)
                page.form = form
                page.refusal = refusal
                return .again(page.page)
            }
        }
    }
}

/// How cash application answers.
enum CashScreen {
    static func show(_ visit: Visit) throws -> CashPage {
        let id = ID<Customer>(visit.parameter("id"))
        guard let model = try visit.read(.erp, { try CashModel.load(id, visit.format, by: $0) }) else {
            throw PageNotFound("This customer")
        }
        return CashPage(model, visit)
    }

    /// A new payment, or one that was not applied yet. Answers what was done.
    static func record(_ visit: Visit, _ form: Form) async throws -> String {
        let id = ID<Customer>(visit.parameter("id"))
        guard let customer = try visit.read(.erp, { try $0.find(id) }) else { throw PageNotFound("This customer") }
        let currency = customer.currency == .none ? visit.format.currency : customer.currency
        let applications = try CashPage.applications(form, currency)
        let date = try FormReading.optionalDate(form, "date")
        if !form["credit"].isEmpty {
            try await visit.run(
                ApplyPayment(payment: form["credit"], date: date, applications: applications), in: .erp, key: form.key)
            return "\(form["credit"]) was applied."
        }
        var payment = RecordPayment(
            customer: id, date: date, amount: try FormReading.money(form, "amount", currency),
            reference: form["reference"], applications: applications)
        payment.appliesOldestFirst = form["appliesOldestFirst"] == "true"
        try await visit.run(payment, in: .erp, key: form.key)
        return "\(visit.format.moneyText(payment.amount)) was recorded and applied."
    }
}

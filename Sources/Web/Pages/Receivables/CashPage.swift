import ERP
import HTMLText
import Kernel
import Platform

/// Cash application: what a customer owes, and a payment spread over it.
struct CashPage {
    let model: CashModel
    let visit: Visit
    var form: Form?
    var refusal: Refusal?
    private var format: Format { model.format }
    private var path: String { ReceivablesPage.cashPath(model.customer.id) }

    init(_ model: CashModel, _ visit: Visit) {
        self.model = model
        self.visit = visit
    }

    var page: Page {
        var page = Page(model.customer.legalName)
        page.section = "/erp/receivables"
        page.trail = [Link("Receivables", "/erp/receivables")]
        page.status = .state(model.customer.state.rawValue)
        page.subtitle = "\(model.customer.number) · \(model.customer.currency.code)"
        if let credit = model.credit {
            page.facts = [
                Fact("Open", format.money(credit[\.openReceivables]), source: .erp),
                Fact(
                    "Overdue", format.money(credit[\.overdue]), source: .erp,
                    tone: credit.overdue.isZero ? .plain : .bad),
                Fact("Unapplied", format.money(credit[\.unapplied]), source: .erp),
                Fact(
                    "Exposure", format.money(credit[\.exposure]),
                    note: "limit \(format.money(model.customer[\.creditLimit]))", source: .erp),
            ]
        }
        let problem = refusal.map { HTML.problem($0) } ?? .empty
        page.body = problem + "<div class=\"stack\">\([record, unapplied].compactMap { $0 })</div>"
        return page
    }

    // MARK: A payment

    private var record: HTML {
        let rows: [HTML] = model.invoices.enumerated().map { index, item in invoiceRow(index, item) }
        let table: HTML =
            model.invoices.isEmpty
            ? .emptyState("No open invoice")
            : """
            <div class="scroll"><table class="grid wide"><caption class="visually-hidden">Open invoices</caption>\
            <thead><tr>\
            <th scope="col">Invoice</th><th scope="col">Due</th><th scope="col" class="num">Open</th>\
            <th scope="col" class="num">Pays</th><th scope="col" class="num">Discount</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
        guard model.mayRecord || model.mayApply else { return .card("Open invoices", source: .erp, table) }
        let isTyped = form != nil
        let credits = model.unapplied.map { item in
            (value: item.number, text: "\(item.number), \(format.moneyText(item.open.magnitude)) left")
        }
        let apply = credits.isEmpty ? [] : [Field("credit", "Or apply", .choice(credits), value: form?["credit"] ?? "")]
        let amount = Field(
            "amount", "Amount received, \(model.customer.currency.code)", .number, value: form?["amount"] ?? "",
            hint: credits.isEmpty ? "" : "Blank when a payment or credit below is applied",
            error: refusal?.message(for: "amount") ?? "")
        let fields = HTML.fields(
            [amount] + apply + [
                Field(
                    "date", "On", .date, value: form?["date"] ?? format.today.description,
                    error: refusal?.message(for: "date") ?? ""),
                Field("reference", "Bank reference", value: form?["reference"] ?? "", maximumLength: 80),
                Field(
                    "appliesOldestFirst", "Spread the rest over the oldest", .check,
                    value: isTyped ? form?["appliesOldestFirst"] ?? "" : "true"),
            ])
        return .card(
            "Apply cash", source: .erp, id: "cash", live: ["erp.ReceivableItem"],
            .form(
                to: path, token: visit.token, key: visit.newKey,
                .pad(fields) + table + .pad("<div class=\"actions\">\(HTML.submit("Record", .goERP))</div>")))
    }

    private func invoiceRow(_ index: Int, _ item: Visible<ReceivableItem>) -> HTML {
        let reasons = refusal?.reasons.filter { $0.message.contains(item.number) || $0.line == index + 1 } ?? []
        let error: HTML =
            reasons.isEmpty ? .empty : "<span class=\"error\">\(reasons.map(\.message).joined(separator: ". "))</span>"
        let isLate = item.dueDate < format.today
        let discount: HTML =
            item.discountAvailable.isZero
            ? .empty
            : .under("\(format.moneyText(item.discountAvailable)) until \(format.date(item.discountUntil))")
        return """
            <tr\(reasons.isEmpty ? .empty : " class=\"wrong\"" as HTML)><td class="text" data-label="Invoice">\
            \(HTML.opener(item.number, RecordPath.of("erp", "Invoice", item.documentID)))\
            \(item.disputed ? HTML.pill("Disputed", .warn) : .empty)\(error)\
            <input type="hidden" name="lines.\(index).invoice" value="\(item.number)"></td>\
            <td class="text" data-label="Due">\(format.date(item.dueDate)) \
            \(isLate ? HTML.pill(format.due(item.dueDate), .bad) : .empty)</td>\
            <td class="num text" data-label="Open">\(format.money(item[\.open]))</td>\
            <td class="num" data-label="Pays"><input name="lines.\(index).amount" \
            value="\(form?["lines.\(index).amount"] ?? "")" inputmode="decimal" aria-label="Pays of \(item.number)">\
            </td>\
            <td class="num" data-label="Discount"><input name="lines.\(index).discount" \
            value="\(form?["lines.\(index).discount"] ?? "")" inputmode="decimal" aria-label="Discount \
            on \(item.number)">\(discount)</td></tr>
            """
    }

    private var unapplied: HTML? {
        guard !model.unapplied.isEmpty else { return nil }
        return .card(
            "Not applied yet", source: .erp,
            .table(
                "Credits", model.unapplied,
                columns: [
                    Column("Document") {
                        .opener(
                            $0.number,
                            RecordPath.of("erp", $0.kind == .payment ? "CustomerPayment" : "CreditMemo", $0.documentID),
                            under: "\(Prose.state($0.kind.rawValue))")
                    },
                    Column("Of") { format.date($0.date) },
                    .number("Was") { format.money($0[\.original].map(\.magnitude)) },
                    .number("Left") { format.money($0[\.open].map(\.magnitude)) },
                ]))
    }
}

extension CashPage {
    /// The remittance as it was typed.
    static func applications(_ form: Form, _ currency: Currency) throws(Refusal) -> [ApplicationInput] {
        var inputs: [ApplicationInput] = []
        var reasons: [Reason] = []
        for (index, row) in form.rows("lines").enumerated() {
            func money(_ name: String) -> Money {
                let text = FormReading.plain(row[name] ?? "")
                guard !text.isEmpty else { return .none }
                if let money = try? Money(text: text, currency: currency) { return money }
                reasons.append(
                    Reason(
                        .invalidValue, "'\(row[name] ?? "")' is no amount", line: index + 1, field: name,
                        allowed: "such as 1,265.00"))
                return .none
            }
            let (amount, discount) = (money("amount"), money("discount"))
            guard !amount.isZero || !discount.isZero else { continue }
            inputs.append(ApplicationInput(invoice: row["invoice"] ?? "", amount: amount, discount: discount))
        }
        if !reasons.isEmpty { throw Refusal(reasons) }
        return inputs
    }
}

import CRM
import HTMLText
import Kernel
import Platform

/// The price book with its tester: what would this customer pay for so many on that day, and why.
struct PriceBookPage {
    let model: PriceBookModel
    let visit: Visit
    var asked: Asked?
    private var format: Format { visit.format }

    /// A question to the ERP with its answer.
    struct Asked: Sendable {
        let code: String
        let quantity: FixedDecimal
        let date: CalendarDate
        let customer: String
        let answer: LiveAnswer
    }

    init(_ model: PriceBookModel, _ visit: Visit) {
        self.model = model
        self.visit = visit
    }

    var page: Page {
        var page = Page("Price book")
        page.section = "/crm/price-book"
        page.subtitle = "The ERP’s prices as the CRM last heard of them; the tester asks the ERP itself"
        page.body = .columns([prices], [tester])
        return page
    }

    private var prices: HTML {
        let start = visit.query("start") ?? ""
        let search: HTML = """
            <form class="filters pad">\(HTML.field(Field("start", "Code begins with", .search, value: start)))\
            \(HTML.submit("Show", .plain))</form>
            """
        let more: HTML =
            model.next.map { next in
                """
                <div class="pager">\
                \(HTML.button("More", to: "?start=\(Form.encoded(start))&after=\(Form.encoded(next))"))</div>
                """
            } ?? .empty
        guard !model.rows.isEmpty else {
            return .card("Prices", source: .erp, search + .emptyState("No product begins so"))
        }
        return .card(
            "Prices", source: .erp, action: .csv(RecordPath.list("crm", "PriceBookEntry") + ".csv"), id: "prices",
            live: ["crm.PriceBookEntry"],
            search
                + .table(
                    "Prices", model.rows,
                    columns: [
                        Column("Product") { row in
                            .opener(
                                row.product.code, RecordPath.of("crm", "Product", row.product.id.raw),
                                under: "\(row.product.name)")
                        },
                        Column("Prices") { row in
                            row.entries.isEmpty ? .pill("no price", .warn) : row.entries.map(entry).joined("<br>")
                        },
                        Column("State") { row in
                            row.product.isSellable
                                ? .pill("Sold", .ok)
                                : .pill(
                                    row.product.replacedBy.isEmpty
                                        ? "Not sold" : "Replaced by \(row.product.replacedBy)", .bad)
                        },
                    ]) + more)
    }

    private func entry(_ entry: Visible<PriceBookEntry>) -> HTML {
        let from = entry.minimumQuantity > 1 ? " from \(Prose.number(entry.minimumQuantity))" : ""
        let isOver = entry.validTo.map { $0 < model.today } ?? false
        let isComing = entry.validFrom.map { $0 > model.today } ?? false
        let when: HTML =
            isOver
            ? .pill("until \(format.dateText(entry.validTo ?? model.today))")
            : isComing ? .pill("from \(format.dateText(entry.validFrom ?? model.today))", .warn) : .empty
        return
            """
            <b>\(format.unitPrice(entry[\.unitPrice]))</b> \(entry.currency.code) / \(entry.unit.code)\(from) \
            <span class="muted">list \(entry.priceBook)</span> \(when)
            """
    }

    private var tester: HTML {
        let fields = HTML.fields([
            Field("item", "Item", .lookup("/crm/products/find"), value: visit.query("item") ?? "", isRequired: true),
            Field("customer", "Customer number", value: visit.query("customer") ?? "", hint: "Blank: anybody"),
            Field("quantity", "Quantity", .number, value: visit.query("quantity") ?? "1"),
            Field("on", "On", .date, value: visit.query("on") ?? format.today.description),
        ])
        let form: HTML =
            "<form class=\"form\">\(fields)<div class=\"actions\">\(HTML.submit("Price for …", .go))</div></form>"
        return .card("What would it cost?", source: .erp, id: "tester", .pad(form) + answer)
    }

    private var answer: HTML {
        guard let asked else { return .empty }
        guard let price = asked.answer.unitPrice else {
            return .pad(.advice("<b>No price.</b> \(asked.answer.problem)", tone: .bad))
        }
        let age: HTML = asked.answer.isStale ? .pill("the last known", .warn) : .empty
        let free: HTML =
            asked.answer.available.map {
                "\(HTML.pill("\(Prose.number($0.value)) free now", $0.value < asked.quantity ? .warn : .ok))"
            } ?? .empty
        let headline: HTML =
            """
            <p><b>\(asked.code): \(format.decimalText(price))</b> each for \(Prose.number(asked.quantity)) \
            \(age) \(free)</p>
            """
        guard let waterfall = Waterfall(asked.answer.explanation) else { return .pad(headline) }
        let rejected: [HTML] = waterfall.rejected.map { "<li class=\"muted\">not taken: \($0)</li>" }
        return .pad(headline)
            + .table(
                "How the price came about", waterfall.steps,
                columns: [Column("Step") { "\($0.text)" }, .number("Unit price") { "\($0.unitPrice)" }])
            + (rejected.isEmpty ? .empty : .pad("<ul>\(rejected)</ul>"))
    }
}

import CRM
import HTMLText
import Kernel
import Platform

/// The lines of a quote: to be read, or to be changed in a grid that works as a plain form too.
struct QuoteLinesTable {
    let builder: QuotePage
    private var model: QuoteModel { builder.model }
    private var format: Format { builder.format }

    /// Empty rows at the end of the grid.
    static let spareRows = 4

    init(_ builder: QuotePage) { self.builder = builder }

    // MARK: Reading

    var table: HTML {
        var columns: [Column<QuoteLineRow>] = [
            Column("Item") { row in
                "\(row.line.productCode) <span class=\"under\">\(row.line.description)</span>\(refusals(row))"
            },
            .number("Quantity") { format.quantity($0.line.quantity) },
            .number("Unit price") { row in "\(format.unitPrice(row.line[\.unitPrice]))\(why(row))" },
            .number("Discount") {
                $0.line.discountPercent.isZero ? Format.none : format.percent($0.line.discountPercent)
            },
        ]
        if model.margin != nil { columns.append(.number("Margin") { margin($0) }) }
        columns.append(.number("Net", total: format.money(model.quote[\.net])) { format.money($0.line[\.net]) })
        return .card(
            "Lines", source: .crm, action: .csv(builder.path + "/export/lines"), id: "lines",
            model.lines.isEmpty ? .emptyState("No lines") : .table("Lines", model.lines, columns: columns))
    }

    private func refusals(_ row: QuoteLineRow) -> HTML {
        let texts: [HTML] = row.refusals.map { reason in
            let allowed = reason.allowed.map { " Allowed: \($0)." } ?? ""
            let fixer = reason.fixedBy.map { " \(Prose.state($0)) can fix this." } ?? ""
            return "<span class=\"error\">\(reason.message).\(allowed)\(fixer)</span>"
        }
        return "\(texts)"
    }

    private func margin(_ row: QuoteLineRow) -> HTML {
        guard let margin = row.margin else { return Format.none }
        return
            """
            \(margin.percent.map { format.percent($0) } ?? "—") \
            \(HTML.under(format.money(margin.amount, below: "loss")))
            """
    }

    /// Every step of the price, and what was looked at and not taken.
    private func why(_ row: QuoteLineRow) -> HTML {
        guard let waterfall = row.waterfall else { return .empty }
        let steps: [HTML] = waterfall.steps.map { "<li>\($0.text) <b>\($0.unitPrice)</b></li>" }
        let rejected: [HTML] = waterfall.rejected.map { "<li class=\"muted\">not taken: \($0)</li>" }
        let asOf: HTML = row.line.priceAsOf.map { " as of \(format.instant($0))" } ?? .empty
        let from = row.line.priceSource == .live ? "asked of the ERP" : "the mirrored price book"
        return """
            <details class="why"><summary>why</summary><ol>\(steps)\(rejected)</ol><p class="muted">\(from)\(asOf)</p>\
            </details>
            """
    }

    // MARK: Changing

    var editor: HTML {
        let entries = builder.typed ?? model.lines.map(Self.entry)
        let byID = Dictionary(model.lines.map { ($0.line.id.raw, $0) }) { first, _ in first }
        let spare = max(Self.spareRows, entries.isEmpty ? 6 : Self.spareRows)
        let rows: [HTML] = (entries + Array(repeating: LineEntry(), count: spare)).enumerated().map { index, entry in
            row(index, entry, byID[entry.heldID])
        }
        func text(_ name: String) -> HTML { "<th scope=\"col\">\(name)</th>" }
        func number(_ name: String) -> HTML { "<th scope=\"col\" class=\"num\">\(name)</th>" }
        let heads =
            [
                text("Item"), number("Quantity"), number("Discount %"), text("Wanted by"), number("Unit price"),
                number("Free now"),
            ] + (model.margin == nil ? [] : [number("Margin")]) + [number("Net")]
        let hidden = HTML.field(Field("version", "", .hidden, value: "\(model.quote.version)"))
        let grid: HTML = """
            <div class="scroll"><table class="grid wide" data-grid="lines"><caption class="visually-hidden">\
            Lines; an empty item removes a line</caption>\
            <thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
            """
        let paste = HTML.field(
            Field(
                "paste", "Paste lines", .area, value: builder.form?["paste"] ?? "",
                hint: "One a row: item, quantity, discount, date; from a spreadsheet or with commas", isWide: true))
        let buttons: HTML = """
            <div class="actions">\(HTML.submit("Save lines", .go))\
            \(HTML.submit("Save with today’s prices", .plain, name: "reprice", value: "true"))</div>
            """
        return .card(
            "Lines", source: .crm, action: .csv(builder.path + "/export/lines"), id: "lines",
            .form(
                to: builder.path + "/lines", token: builder.visit.token, key: builder.visit.newKey,
                hidden + grid
                    + .pad(
                        """
                        <details\(entries.isEmpty ? " open" as HTML : .empty)>\
                        <summary>Paste from a spreadsheet</summary>\
                        \(paste)</details>\(buttons)
                        """
                    )))
    }

    private static func entry(_ row: QuoteLineRow) -> LineEntry {
        LineEntry(
            code: row.line.productCode, quantity: Prose.number(row.line.quantity.value),
            discount: row.line.discountPercent.isZero ? "" : Prose.number(row.line.discountPercent),
            requested: row.line.requestedDate?.description ?? "", description: row.line.description,
            heldID: row.line.id.raw)
    }

    private func row(_ index: Int, _ entry: LineEntry, _ held: QuoteLineRow?) -> HTML {
        let number = index + 1
        let errors = ["product", "code", "quantity", "discountPercent", "discount", "unitPrice", "requested"]
            .map { builder.refusal?.message(for: $0, line: number) ?? "" }.filter { !$0.isEmpty }
        let isWrong = builder.typed != nil && !errors.isEmpty && !entry.isBlank
        let error: HTML = isWrong ? "<span class=\"error\">\(errors.joined(separator: ". "))</span>" : .empty
        func input(_ name: String, _ label: String, _ value: String, more: HTML = .empty) -> HTML {
            """
            <input name="lines.\(index).\(name)" value="\(value)" aria-label="\(label), line \(number)" \
            autocomplete="off"\(more)>
            """
        }
        let invalid: HTML = isWrong ? " aria-invalid=\"true\"" : .empty
        let hidden: HTML =
            entry.heldID.isEmpty
            ? .empty : "<input type=\"hidden\" name=\"lines.\(index).held\" value=\"\(entry.heldID)\">"
        let under: HTML = held.map { "<span class=\"under\">\($0.line.description)</span>\(refusals($0))" } ?? .empty
        let marginCell: HTML =
            model.margin == nil ? .empty : "<td class=\"num text\" data-label=\"Margin\">\(held.map(margin))</td>"
        return """
            <tr\(isWrong ? " class=\"wrong\"" as HTML : .empty)>\
            <td class="lookup" data-lookup="/crm/products/find" data-label="Item">\
            \(input("code", "Item", entry.code, more: invalid))\(hidden)\(under)\(error)</td>\
            <td class="num" \
            data-label="Quantity">\(input("quantity", "Quantity", entry.quantity, more: " inputmode=\"decimal\""))</td>\
            <td class="num" data-label="Discount \
            %">\(input("discount", "Discount", entry.discount, more: " inputmode=\"decimal\""))</td>\
            <td data-label="Wanted by">\(input("requested", "Wanted by", entry.requested, more: " type=\"date\""))</td>\
            <td class="num text" data-label="Unit price">\(held.map(price))</td>\
            <td class="num text" data-label="Free now">\(held.map(free))</td>\
            \(marginCell)<td class="num text" data-label="Net">\(held.map { format.money($0.line[\.net]) })</td></tr>
            """
    }

    private func price(_ row: QuoteLineRow) -> HTML {
        var text: HTML = "\(format.unitPrice(row.line[\.unitPrice]))"
        if row.isRepriced, let today = row.live?.unitPrice {
            text += "<span class=\"under\">\(HTML.pill("today \(Formatted.unitPrice(today))", .warn))</span>"
        } else if let problem = row.live?.problem, !problem.isEmpty {
            text += "<span class=\"under\">\(HTML.pill("no price now", .warn)) \(problem)</span>"
        } else if row.live?.isStale == true {
            text += "<span class=\"under\">the last known</span>"
        }
        return text + why(row)
    }

    private func free(_ row: QuoteLineRow) -> HTML {
        guard let live = row.live, let available = live.available else { return Format.none }
        let asOf: HTML =
            live.asOf.map { " <span class=\"under\">\(Source.erp.mark)\(format.clockText($0))</span>" } ?? .empty
        return row.isShort
            ? .pill("\(Prose.number(available.value)) of \(Prose.number(row.line.quantity.value))", .warn) + asOf
            : .pill(Prose.number(available.value), .ok) + asOf
    }
}

import ERP
import HTMLText
import Kernel

/// What leaves of an order: a quantity for each open line, and the serial numbers as they are scanned.
struct ShipForm {
    let page: SalesOrderPage
    private var form: Form? { page.form?["deed"] == "ship" ? page.form : nil }

    init(_ page: SalesOrderPage) { self.page = page }

    var card: HTML {
        let open = page.model.lines.filter { !$0.open.value.isZero }
        let rows: [HTML] = open.enumerated().map { index, line in row(index, line) }
        let table: HTML = """
            <div class="scroll"><table class="grid wide"><caption class="visually-hidden">What leaves</caption><thead>\
            <tr>\
            <th scope="col">Item</th><th scope="col" class="num">Open</th><th scope="col" class="num">Leaves</th>\
            <th scope="col">Serial numbers, one scan a line</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
        let fields = HTML.fields([
            Field("carrier", "Carrier", value: form?["carrier"] ?? "", maximumLength: 100),
            Field("trackingNumber", "Tracking number", value: form?["trackingNumber"] ?? "", maximumLength: 100),
            Field(
                "date", "Leaves on", .date, value: form?["date"] ?? page.format.today.description,
                error: page.refusal?.message(for: "date") ?? ""),
            Field(
                "picksSerials", "Take the first serial numbers in stock where none is scanned", .check,
                value: form?["picksSerials"] ?? ""),
            Field("onlyAvailable", "Ship only what is there", .check, value: form?["onlyAvailable"] ?? ""),
        ])
        return .card(
            "Ship", source: .erp, id: "ship",
            .form(
                to: page.path + "/ship", token: page.visit.token, key: page.visit.newKey,
                HTML.field(Field("deed", "", .hidden, value: "ship")) + table
                    + .pad(fields + "<div class=\"actions\">\(HTML.submit("Ship", .goERP))</div>")))
    }

    private func row(_ index: Int, _ line: SalesOrderModel.Line) -> HTML {
        let position = line.line.position
        let typed = form?["lines.\(index).quantity"] ?? Prose.number(line.open.value)
        let serials = form?["lines.\(index).serials"] ?? ""
        let reasons = page.refusal?.reasons.filter { $0.line == position } ?? []
        let error: HTML =
            reasons.isEmpty ? .empty : "<span class=\"error\">\(reasons.map(\.message).joined(separator: ". "))</span>"
        let known: HTML =
            line.serials.isEmpty
            ? .empty : "<span class=\"under\">in stock: \(line.serials.joined(separator: ", "))</span>"
        let scan: HTML =
            line.isSerialised
            ? """
            <textarea name="lines.\(index).serials" rows="2" aria-label="Serial numbers, line \(position)" data-scan>\
            \(serials)</textarea>\(known)
            """
            : Format.none
        return """
            <tr\(reasons.isEmpty ? .empty : " class=\"wrong\"" as HTML)>\
            <td class="text" data-label="Item">\(line.item?.code ?? "") \
            <span class="under">\(line.line.description)</span>\(error)<input type="hidden" \
            name="lines.\(index).position" value="\(position)"></td>\
            <td class="num text" data-label="Open">\(page.format.quantity(line.open))</td>\
            <td class="num" data-label="Leaves">\
            <input name="lines.\(index).quantity" value="\(typed)" inputmode="decimal" aria-label="Leaves, \
            line \(position)"></td>\
            <td class="text" data-label="Serial numbers">\(scan)</td></tr>
            """
    }

    /// The lines of the command; a blank or zero quantity leaves a line out.
    static func lines(_ form: Form) throws(Refusal) -> [ShipLineInput] {
        var lines: [ShipLineInput] = []
        var reasons: [Reason] = []
        for row in form.rows("lines") {
            guard let position = Int(row["position"] ?? "") else { continue }
            let typed = FormReading.plain(row["quantity"] ?? "")
            guard !typed.isEmpty else { continue }
            guard let quantity = try? FixedDecimal(typed) else {
                reasons.append(
                    Reason(
                        .invalidValue, "'\(typed)' is no quantity", line: position, field: "quantity",
                        allowed: "a number such as 12"))
                continue
            }
            if quantity.isZero { continue }
            let serials = (row["serials"] ?? "").split { $0.isNewline || $0 == "," || $0 == " " }
            lines.append(
                ShipLineInput(position: position, quantity: quantity, serials: serials.joined(separator: ", ")))
        }
        if !reasons.isEmpty { throw Refusal(reasons) }
        if lines.isEmpty {
            throw Refusal(.requiredField, "Nothing leaves", field: "lines", allowed: "a quantity for one line at least")
        }
        return lines
    }
}

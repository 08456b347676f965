import Bridge
import CRM
import Kernel
import Platform

/// A line as somebody typed it, kept as typed until it is understood.
struct LineEntry: Hashable, Sendable {
    var code = ""
    var quantity = ""
    var discount = ""
    var requested = ""
    var description = ""
    /// The line of the quote that it was before; blank for a new one.
    var heldID = ""

    init(
        code: String = "", quantity: String = "", discount: String = "", requested: String = "",
        description: String = "", heldID: String = ""
    ) {
        self.code = code
        self.quantity = quantity
        self.discount = discount
        self.requested = requested
        self.description = description
        self.heldID = heldID
    }

    /// A row of the grid.
    init(row: [String: String]) {
        self.init(
            code: row["code"] ?? "", quantity: row["quantity"] ?? "", discount: row["discount"] ?? "",
            requested: row["requested"] ?? "", heldID: row["held"] ?? "")
    }

    var isBlank: Bool { code.isEmpty && quantity.isEmpty && discount.isEmpty }

    /// Rows pasted from a spreadsheet: code, quantity, discount, requested date; by tab, semicolon or comma.
    static func pasted(_ text: String) -> [LineEntry] {
        text.split(whereSeparator: \.isNewline).prefix(QuoteModel.lineLimit).compactMap { row in
            let separator: Character = row.contains("\t") ? "\t" : row.contains(";") ? ";" : ","
            let cells = row.split(separator: separator, omittingEmptySubsequences: false).map(trimmed)
            guard let code = cells.first, !code.isEmpty else { return nil }
            var entry = LineEntry(code: code)
            if cells.count > 1 { entry.quantity = cells[1] }
            if cells.count > 2 { entry.discount = cells[2].replacing("%", with: "") }
            if cells.count > 3 { entry.requested = cells[3] }
            return entry
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

/// Typed lines understood: inputs for the command, or every reason with its line.
struct LineReading: Sendable {
    private(set) var products: [String: Visible<Product>] = [:]
    private(set) var reasons: [Reason] = []
    private(set) var parts: [Part] = []

    struct Part: Sendable {
        let product: Visible<Product>
        let quantity: Quantity
        let discount: FixedDecimal
        let requested: CalendarDate?
        let description: String
        /// The held line when product and quantity are unchanged: its price stands.
        let held: Visible<QuoteLine>?
    }

    /// - Parameter keepsPrices: unchanged lines keep the price that was offered; otherwise all are asked anew.
    init(
        _ entries: [LineEntry], of quote: Visible<Quote>, held: [Visible<QuoteLine>], keepsPrices: Bool,
        by reading: Reading
    ) throws {
        let codes = Set(entries.map { $0.code.uppercased() } + entries.map(\.code))
        for product in try reading.all(Select<Product>().where(\.code, in: codes.sorted())) {
            products[product.code.uppercased()] = product
        }
        let heldByID = Dictionary(uniqueKeysWithValues: held.map { ($0.id.raw, $0) })
        for (index, entry) in entries.enumerated() {
            read(entry, line: index + 1, held: keepsPrices ? heldByID[entry.heldID] : nil, "Quote \(quote.number)")
        }
    }

    private mutating func read(_ entry: LineEntry, line: Int, held: Visible<QuoteLine>?, _ document: String) {
        let before = reasons.count
        func no(_ message: String, _ field: String, _ allowed: String) -> Reason {
            Reason(
                .invalidValue, message, document: document, line: line, field: field, allowed: allowed,
                fixedBy: "sales")
        }
        let product = products[entry.code.uppercased()]
        if product == nil { reasons.append(no("There is no product '\(entry.code)'", "code", "a product's code")) }
        let number = entry.quantity.isEmpty ? FixedDecimal.one : try? FixedDecimal(entry.quantity)
        if number == nil { reasons.append(no("'\(entry.quantity)' is no quantity", "quantity", "a number such as 12")) }
        let discount = entry.discount.isEmpty ? FixedDecimal.zero : try? FixedDecimal(entry.discount)
        if discount == nil { reasons.append(no("'\(entry.discount)' is no discount", "discount", "0 to 100")) }
        let requested = entry.requested.isEmpty ? nil : try? CalendarDate(entry.requested)
        if requested == nil, !entry.requested.isEmpty {
            reasons.append(no("'\(entry.requested)' is no date", "requested", "the form 2026-03-31"))
        }
        guard reasons.count == before, let product, let number, let discount else { return }
        let quantity = Quantity(number, product.unit)
        let same = held.flatMap { $0.product == product.id && $0.quantity == quantity ? $0 : nil }
        parts.append(
            Part(
                product: product, quantity: quantity, discount: discount, requested: requested,
                description: entry.description, held: same))
    }
}

extension LineReading.Part {
    /// With the price that was offered, or the ERP's answer of now; without either the mirrored price book decides.
    func priced(
        _ quote: Visible<Quote>, customer: String, on today: CalendarDate, _ questions: LiveQuestions
    ) async -> QuoteLineInput {
        var input = QuoteLineInput(product: product.id, quantity: quantity, discountPercent: discount)
        input.fields[\.requestedDate] = requested
        if let held {
            input.fields[\.description] = held.description
            input.fields[\.listPrice] = held.listPrice
            input.fields[\.unitPrice] = held.unitPrice
            input.fields[\.priceExplanation] = held.priceExplanation
            input.fields[\.priceAsOf] = held.priceAsOf
            input.fields[\.priceSource] = held.priceSource
            return input
        }
        let live = await LiveAnswer.ask(
            product.code, quantity: quantity, customer: customer, currency: quote.currency, on: today, of: questions)
        if let price = live.unitPrice {
            input.fields[\.unitPrice] = price
            input.fields[\.listPrice] = live.listPrice ?? price
            input.fields[\.priceExplanation] = live.explanation
            input.fields[\.priceAsOf] = live.asOf
            input.fields[\.priceSource] = live.isStale ? .mirror : .live
        }
        return input
    }
}

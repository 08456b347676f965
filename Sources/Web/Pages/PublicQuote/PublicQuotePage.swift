import CRM
import HTMLText
import Kernel
import Platform

/// An offer as its customer sees it by its address: what is offered, and the answer. Nothing else of the company.
struct PublicQuoteModel: Sendable {
    let quote: Visible<Quote>
    let lines: [Visible<QuoteLine>]
    let customer: String
    let seller: String

    /// Reads of an address belong to nobody who is signed in.
    static let reader = Actor(id: "quote-link", name: "A customer, by the address of an offer", roles: [.system])

    /// nil when no such address is open.
    static func load(hash: String, by reading: Reading) throws -> PublicQuoteModel? {
        let select = Select<QuoteLink>().where(\.secretHash, .equal, hash).where(\.isRevoked, .equal, false)
        guard let link = try reading.first(select), let quote = try reading.find(link.quote) else { return nil }
        return PublicQuoteModel(
            quote: quote,
            lines: try reading.all(
                Select<QuoteLine>().where(\.quote, .equal, quote.id).ordered(by: \.position).limit(500)),
            customer: try reading.find(quote.account)?.name ?? "", seller: link.sharedBy)
    }
}

/// The page of an offer's address.
struct PublicQuotePage {
    let model: PublicQuoteModel
    let company: String
    let format: Format
    let path: String
    let token: String
    var form: Form?
    var refusal: Refusal?
    private var quote: Visible<Quote> { model.quote }

    init(_ model: PublicQuoteModel, company: String, format: Format, path: String, token: String) {
        self.model = model
        self.company = company
        self.format = format
        self.path = path
        self.token = token
    }

    var page: Page {
        var page = Page("Quote \(quote.number)")
        page.isDoor = true
        let problem = refusal.map { HTML.problem($0) } ?? .empty
        page.body = """
            <div class="card offer"><header><h1>\
            Quote \(quote.number)\(quote.revision > 1 ? ", revision \(quote.revision)" : "")</h1>\
            <div class="asof">\(company)</div>\
            </header>\(HTML.pad("<p>For <b>\(model.customer)</b>, valid until \(format.date(quote.validUntil)).</p>"))\
            \(problem)\(lines)\(totals)\(answer)</div>
            """
        return page
    }

    private var lines: HTML {
        .table(
            "What is offered", model.lines,
            columns: [
                Column("Item") { "\($0.description) <span class=\"under\">\($0.productCode)</span>" },
                .number("Quantity") { format.quantity($0.quantity) },
                .number("Unit price") { format.unitPrice($0.unitPrice) },
                .number("Discount") { $0.discountPercent.isZero ? Format.none : format.percent($0.discountPercent) },
                .number("Net") { format.money($0.net) },
            ])
    }

    private var totals: HTML {
        .details([
            ("Net", format.money(quote.net)), ("GST", format.money(quote.taxEstimate)),
            ("Total", "<b>\(format.money(quote.total)) \(quote.currency.code)</b>"),
        ]) + (quote.note.isEmpty ? .empty : .pad("<p>\(quote.note)</p>"))
    }

    private var answer: HTML {
        switch quote.state {
        case .presented where quote.validUntil >= format.today: return form(problem: refusal)
        case .presented, .expired:
            return .pad(.advice("<b>This offer has expired.</b> Ask us for a new one.", tone: .warn))
        case .accepted, .ordered, .refused:
            let order = quote.orderNumber.isEmpty ? "" : " Your order is \(quote.orderNumber)."
            return .pad(
                .advice(
                    "<b>Accepted</b> by \(quote.acceptedBy), \(format.instant(quote.acceptedAt)).\(order)", tone: .ok))
        case .declined: return .pad(.advice("<b>Declined.</b> Thank you for telling us.", tone: .plain))
        default: return .pad(.advice("<b>This offer is no longer open.</b> Ask us for the present one.", tone: .warn))
        }
    }

    private func form(problem: Refusal?) -> HTML {
        let accept = HTML.form(
            to: path + "/accept", token: token,
            .fields([
                Field(
                    "acceptedBy", "Your name", value: form?["acceptedBy"] ?? "",
                    error: problem?.message(for: "acceptedBy") ?? "",
                    isRequired: true, maximumLength: 200),
                Field(
                    "customerReference", "Your order number", value: form?["customerReference"] ?? "",
                    maximumLength: 100),
            ])
                + """
                <p class="muted">By accepting you order these goods at these prices. \
                Your name and the time are kept.</p>
                """
                + .submit("Accept the offer"))
        let decline = HTML.form(
            to: path + "/decline", token: token,
            .fields([
                Field(
                    "reason", "Why not", .area, value: form?["reason"] ?? "",
                    error: problem?.message(for: "reason") ?? "", isRequired: true, isWide: true)
            ])
                + .submit("Decline", .danger))
        return .pad(accept + "<details><summary>Decline instead</summary>\(decline)</details>")
    }
}

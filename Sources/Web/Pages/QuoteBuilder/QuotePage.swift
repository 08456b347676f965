import CRM
import HTMLText
import Kernel
import Platform

/// The quote builder: what is offered, what the ERP says of it now, what it still needs, and what became of it.
struct QuotePage {
    let model: QuoteModel
    let visit: Visit
    /// Lines as they were typed, when they were not taken.
    var typed: [LineEntry]?
    /// Another form that was not taken.
    var form: Form?
    var refusal: Refusal?
    /// The address just made for the customer: shown once, for only its hash is kept.
    var sharedPath = ""

    var quote: Visible<Quote> { model.quote }
    var format: Format { model.format }
    var path: String { "/crm/quotes/\(quote.id)" }

    var page: Page {
        var page = Page(model.title)
        page.section = "/crm/quotes"
        page.trail = [Link("Quotes", "/crm/quotes")]
        if let account = model.account { page.trail.append(Link(account.name, "/crm/accounts/\(account.id)")) }
        page.status = .state(quote.state.rawValue) + (quote.isCurrent ? .empty : " " + .pill("An older revision"))
        page.subtitle = subtitle
        page.actions = actions
        page.advice = advice
        page.facts = facts
        page.body = body
        page.scripts = model.isEditable ? ["grid"] : []
        return page
    }

    private var subtitle: HTML {
        var parts: [HTML] = []
        if let account = model.account {
            parts.append("for <a href=\"/crm/accounts/\(account.id)\">\(account.name)</a>")
        }
        if let contact = model.contact { parts.append("\(CustomerPage.name(of: contact))") }
        if let deal = model.opportunity {
            parts.append("<a href=\"\(RecordPath.of("crm", "Opportunity", deal.id.raw))\">\(deal.name)</a>")
        }
        parts.append("prices of \(format.date(quote.priceDate))")
        if !quote.customerReference.isEmpty { parts.append("their order \(quote.customerReference)") }
        if !quote.owner.isEmpty { parts.append("owner \(quote.owner)") }
        return parts.joined(" · ")
    }

    // MARK: Deeds

    private func deed(_ title: String, _ verb: String, _ style: HTML.ButtonStyle = .plain) -> HTML {
        .action(title, to: path + "/" + verb, token: visit.token, style, key: visit.newKey)
    }

    private var actions: [HTML] {
        let rights = model.rights
        let needsApproval = !(model.approvalPreview ?? "").isEmpty
        var actions = Papers.kind(.crm, "Quote")?.buttons(quote.id.raw, visit) ?? []
        if rights.mayAnswer, visit.may("quote.present", in: .crm) { actions.append(deed("Share", "share")) }
        if rights.mayRevise { actions.append(deed("Revise", "revise")) }
        if rights.mayResubmit { actions.append(deed("Try again", "resubmit", .go)) }
        if rights.mayChange { actions.append(.opening("Head", isOpen: isOpen("head"), QuoteForms(self).head)) }
        if rights.mayApprove {
            actions.append(.opening("Send back", .danger, isOpen: isOpen("reject"), QuoteForms(self).reject))
            actions.append(deed("Approve", "approve", .go))
        }
        if rights.maySubmit, needsApproval { actions.append(deed("Ask for approval", "submit", .go)) }
        if rights.mayPresent, !(needsApproval && quote.state == .draft) {
            actions.append(deed("Present", "present", .go))
        }
        if rights.mayAnswer {
            actions.append(.opening("Declined", isOpen: isOpen("decline"), QuoteForms(self).decline))
            actions.append(.opening("Accepted", .go, isOpen: isOpen("accept"), QuoteForms(self).accept))
        }
        return actions
    }

    private func isOpen(_ deed: String) -> Bool { refusal != nil && form?["deed"] == deed }

    // MARK: What it needs

    private var advice: HTML {
        guard sharedPath.isEmpty else {
            let here = visit.site.address(for: visit.request)
            return .advice(
                """
                <b>Send this address to the customer.</b> Whoever has it may read and answer the offer; it is shown \
                once. \
                <input class="input" readonly aria-label="Address of the offer" \
                value="\(here)\(sharedPath)">
                """, tone: .ok)
        }
        switch quote.state {
        case .refused:
            return .reasons(model.refusals, title: "The ERP refused the order: put it right and try again, or revise")
        case .accepted:
            let text =
                quote.waitingFor.isEmpty
                ? "The bridge is placing the order." : "The order waits: \(quote.waitingFor)"
            return .advice(
                "<b>\(Source.bridge.mark)Accepted.</b> \(text)", tone: quote.waitingFor.isEmpty ? .plain : .warn)
        case .rejected:
            return .advice("<b>Not approved.</b> \(quote.rejectionReason)", tone: .bad)
        case .inApproval:
            return .advice("<b>Waits for a sales manager</b>, because \(quote.approvalReason).", tone: .warn)
        case .declined:
            return .advice("<b>Declined.</b> \(quote.declinedBecause)", tone: .plain)
        case .expired:
            return .advice(
                "<b>Expired</b> on \(format.date(quote.validUntil)). A revision makes it valid again.", tone: .warn)
        default: return expiry + preview
        }
    }

    private var expiry: HTML {
        guard let days = model.daysLeft, days <= NextStep.quoteDays else { return .empty }
        return .advice(
            "<b>Valid until \(format.date(quote.validUntil)).</b> \(format.due(quote.validUntil)).", tone: .warn)
    }

    private var preview: HTML {
        guard quote.state == .draft, quote.lineCount > 0, let why = model.approvalPreview else { return .empty }
        return why.isEmpty
            ? .advice("<b>Ready.</b> Within your limits: it can be presented at once.", tone: .ok)
            : .advice("<b>Needs a sales manager</b>, because \(why).", tone: .warn)
    }

    private var facts: [Fact] {
        var facts = [
            Fact("Net", format.money(quote[\.net]), note: "\(Prose.count(quote.lineCount, "line"))", source: .crm),
            Fact("GST, estimated", format.money(quote[\.taxEstimate]), note: "the ERP decides the tax", source: .crm),
            Fact("Total", format.money(quote[\.total]), note: "\(quote.currency.code)", source: .crm),
        ]
        if let discount = quote[\.maximumDiscountPercent], !discount.isZero {
            facts.append(Fact("Largest discount", format.percent(discount), source: .crm))
        }
        if let margin = model.margin {
            facts.append(
                Fact(
                    "Margin", margin.percent.map { format.percent($0) } ?? "—",
                    note: "\(format.moneyText(margin.amount)) over standard cost", source: .erp,
                    tone: margin.amount.isNegative ? .bad : .plain))
        }
        facts.append(
            Fact(
                "Valid until", format.date(quote.validUntil),
                note: model.daysLeft == nil ? "" : "\(format.due(quote.validUntil))", source: .crm))
        return facts
    }

    // MARK: Body

    private var body: HTML {
        let problem = refusal.map { HTML.problem($0) } ?? .empty
        let lines = QuoteLinesTable(self)
        let order = HTML.each(
            "orders", live: ["crm.Quote", "crm.CustomerOrder"], model.order.map { [track($0)] } ?? [])
        let cards = [order, model.isEditable ? lines.editor : lines.table]
        return problem + "<div class=\"stack\">\(cards)\([details, revisions, note].compactMap { $0 })</div>"
    }

    private func track(_ card: OrderCard) -> HTML {
        .card(
            "Order \(card.order.number)", source: .erp, asOf: format.instant(card.order.asOf),
            action: Link("Track", "/crm/orders/\(card.order.id)").html, badge: .state(card.order.deliveryStatus),
            id: "order", .track("Order \(card.order.number)", card.steps.map(\.drawn)))
    }

    private var details: HTML? {
        let place = [
            quote.shipToName, quote.shipToStreet, quote.shipToSuburb, quote.shipToCity, quote.shipToPostcode,
            quote.shipToCountry,
        ]
        var pairs: [(label: String, value: HTML)] = [
            ("Deliver to", "\(place.filter { !$0.isEmpty }.joined(separator: ", "))"),
            ("Payment terms", quote.paymentTerms.isEmpty ? Format.none : "\(quote.paymentTerms)"),
            ("Wanted by", format.date(quote.requestedDate)),
        ]
        if !quote.acceptedBy.isEmpty {
            pairs.append(("Accepted", "by \(quote.acceptedBy), \(format.instant(quote.acceptedAt))"))
        }
        if let presented = quote.presentedAt { pairs.append(("Presented", format.instant(presented))) }
        if !quote.approvedBy.isEmpty { pairs.append(("Approved by", "\(quote.approvedBy)")) }
        return .card("Terms", source: .crm, .details(pairs))
    }

    private var revisions: HTML? {
        guard model.revisions.count > 1 else { return nil }
        return .card(
            "Revisions", source: .crm,
            .table(
                "Revisions", model.revisions,
                columns: [
                    Column("Revision") { .opener("Revision \($0.revision)", "/crm/quotes/\($0.id)") },
                    Column("State") { .state($0.state.rawValue) },
                    .number("Lines") { "\($0.lineCount)" }, .number("Total") { format.money($0[\.total]) },
                ], mark: { $0.id == quote.id ? "here" : "" }))
    }

    private var note: HTML? { quote.note.isEmpty ? nil : .card("Note", source: .crm, .pad("<p>\(quote.note)</p>")) }
}

import CRM
import ERP
import HTMLText
import Kernel
import Platform

/// What waits for a yes: each with the rule that asked, the facts beside the decision, and both answers.
struct ApprovalsPage {
    let model: ApprovalsModel
    let visit: Visit
    /// The decision that was not taken: its address, what was typed, and why.
    var refused: (path: String, form: Form, refusal: Refusal)?
    private var format: Format { visit.format }

    init(_ model: ApprovalsModel, _ visit: Visit) {
        self.model = model
        self.visit = visit
    }

    var page: Page {
        var page = Page("Approvals")
        page.section = "/bridge/approvals"
        page.subtitle = model.count == 0 ? "Nothing waits for you" : "\(Prose.count(model.count, "decision")) to take"
        page.body = body
        return page
    }

    private static let live = [
        "erp.Customer", "erp.SalesOrder", "crm.Quote", "erp.ReturnAuthorization", "bridge.Approval",
    ]

    private var body: HTML {
        let problem = refused.map { HTML.problem($0.refusal) } ?? .empty
        let cards =
            model.customers.map(customer) + model.orders.map(order) + model.quotes.map(quote)
            + model.returns.map(authorisation) + model.crossings.map(crossing)
        let none = HTML.card(
            "Nothing waits", id: "nothing", .emptyState("All decided", "What needs a person appears here by itself."))
        return problem + .each("decisions", live: Self.live, cards.isEmpty ? [none] : cards)
    }

    /// A decision: its fields and both buttons in one form, so that the comment goes with either.
    private func decide(
        _ path: String, _ fields: [Field], yes: String, no: String?, mayDecide: Bool
    ) -> HTML {
        guard mayDecide else { return .pad("<p class=\"muted\">Not yours to decide.</p>") }
        let reject: HTML = no.map { .submit($0, .danger, name: "decision", value: "no") } ?? .empty
        return .pad(
            .form(
                to: path, token: visit.token, key: visit.newKey,
                .fields(fields.scoped(path.split(separator: "/").suffix(2).joined(separator: "-")))
                    + "<div class=\"actions\">\(HTML.submit(yes, .go, name: "decision", value: "yes"))\(reject)</div>"))
    }

    private func typed(_ path: String, _ name: String, _ otherwise: String = "") -> String {
        refused?.path == path ? refused?.form[name] ?? "" : otherwise
    }

    private func error(_ path: String, _ name: String) -> String {
        refused?.path == path ? refused?.refusal.message(for: name) ?? "" : ""
    }

    private func comment(_ path: String, _ label: String = "Comment") -> Field {
        Field(
            "note", label, .area, value: typed(path, "note"), hint: "Sent back with a rejection",
            error: error(path, "note") + error(path, "reason"), isWide: true, maximumLength: 500)
    }

    // MARK: Finance: a customer

    private func customer(_ request: ApprovalsModel.CustomerRequest) -> HTML {
        let customer = request.customer
        let path = "/bridge/approvals/customers/\(customer.id)"
        let place = [customer.street, customer.suburb, customer.city, customer.postcode, customer.country]
        let facts = HTML.details([
            ("Address", "\(place.filter { !$0.isEmpty }.joined(separator: ", "))"),
            ("NZBN", customer.nzbn.isEmpty ? Format.none : "\(customer.nzbn)"),
            ("GST number", customer.taxNumber.isEmpty ? Format.none : "\(customer.taxNumber)"),
            ("E-mail", customer.email.isEmpty ? Format.none : "\(customer.email)"),
            ("Phone", customer.phone.isEmpty ? Format.none : "\(customer.phone)"),
        ])
        let twins: HTML =
            request.twins.isEmpty
            ? .advice("<b>No duplicate found</b> by tax number, NZBN or name.", tone: .ok)
            : .advice(
                "<b>May be a duplicate:</b> "
                    + request.twins.map { twin in
                        let link = RecordPath.of("erp", "Customer", twin.customer.id.raw)
                        return
                            """
                            <a href="\(link)">\(twin.customer.legalName)</a> \(twin.customer.number) \
                            (\(twin.same), \(Prose.inline(twin.customer.state.rawValue)))
                            """
                    }.joined(" · "), tone: .warn)
        let limit = request.proposal.map { $0.limit.amountText } ?? ""
        let terms = model.terms.map { (value: $0.id.raw, text: $0.code) }
        let lists = model.priceLists.map { (value: $0.id.raw, text: "\($0.code) \($0.name)") }
        let form = decide(
            path,
            [
                Field(
                    "terms", "Payment terms", .choice(terms), value: typed(path, "terms", terms.first?.value ?? ""),
                    error: error(path, "terms"), isRequired: true),
                Field(
                    "creditLimit", "Credit limit, \(format.currency.code)", .number,
                    value: typed(path, "creditLimit", limit),
                    hint: request.proposal.map { "Proposed: \($0.basis)" } ?? "Blank: no limit is watched",
                    error: error(path, "creditLimit")),
                Field(
                    "priceList", "Price list", .choice(lists), value: typed(path, "priceList"),
                    hint: "Blank: the default list"),
                comment(path),
            ], yes: "Accept the customer", no: "Reject", mayDecide: visit.may("customer.accept", in: .erp))
        return .card(
            "Customer: \(customer.legalName)", source: .erp, badge: .state(customer.state.rawValue),
            id: "customer-\(customer.id)", .pad(twins) + facts + form)
    }

    // MARK: Finance: an order on hold

    private func order(_ held: ApprovalsModel.HeldOrder) -> HTML {
        let path = "/bridge/approvals/orders/\(held.order.id)"
        var facts: [(label: String, value: HTML)] = [
            ("Order total", format.money(held.order[\.total])), ("Held since", format.instant(held.hold.placedAt)),
        ]
        if let customer = held.customer { facts.append(("Credit limit", format.money(customer[\.creditLimit]))) }
        if let credit = held.credit {
            facts.append(("Exposure", format.money(credit[\.exposure])))
            facts.append(
                ("Overdue", "\(format.money(credit[\.overdue])), oldest \(Prose.days(credit.oldestOverdueDays))"))
        }
        return .card(
            "Order \(held.order.number) for \(held.customer?.legalName ?? "a customer")", source: .erp,
            action: Link("Open", "/erp/sales-orders/\(held.order.id)").html,
            badge: .pill("\(Prose.state(held.hold.kind.rawValue)) hold", .bad), id: "order-\(held.order.id)",
            .pad(.advice("<b>Why:</b> \(held.hold.reason)", tone: .warn)) + .details(facts)
                + decide(
                    path, [comment(path, "Why it may go")], yes: "Release the order", no: nil,
                    mayDecide: visit.may("order.release", in: .erp)))
    }

    // MARK: Sales manager: a quote

    private func quote(_ quote: Visible<Quote>) -> HTML {
        let path = "/bridge/approvals/quotes/\(quote.id)"
        let account = model.accountNames[quote.account.raw] ?? "a customer"
        return .card(
            "Quote \(quote.number) for \(account)", source: .crm, action: Link("Open", "/crm/quotes/\(quote.id)").html,
            badge: .state(quote.state.rawValue), id: "quote-\(quote.id)",
            .pad(.advice("<b>Asks because</b> \(quote.approvalReason).", tone: .warn))
                + .details([
                    ("Total", format.money(quote[\.total])), ("Net", format.money(quote[\.net])),
                    ("Largest discount", format.percent(quote[\.maximumDiscountPercent])),
                    ("Asked by", "\(quote.submittedBy)"), ("Valid until", format.date(quote.validUntil)),
                ])
                + decide(
                    path, [comment(path)], yes: "Approve", no: "Send back",
                    mayDecide: visit.may("quote.approve", in: .crm)))
    }

    // MARK: A return, and what recipes ask for

    private func authorisation(_ returned: Visible<ReturnAuthorization>) -> HTML {
        let path = "/bridge/approvals/returns/\(returned.id)"
        return .card(
            "Return \(returned.number) from \(model.customerNames[returned.customer.raw] ?? "a customer")",
            source: .erp,
            action: Link("Open", RecordPath.of("erp", "ReturnAuthorization", returned.id.raw)).html,
            id: "return-\(returned.id)",
            .pad(.advice("<b>Why:</b> \(returned.reason) <span class=\"muted\">case \(returned.caseReference)</span>"))
                + decide(
                    path, [comment(path)], yes: "Authorise", no: "Reject",
                    mayDecide: visit.may("return.authorise", in: .erp)))
    }

    private func crossing(_ crossing: ApprovalsModel.Crossing) -> HTML {
        let approval = crossing.approval
        let path = "/bridge/approvals/crossings/\(approval.id)"
        let mayDecide =
            visit.may("approval.decide", in: .bridge) && visit.actor.roles.contains { $0.name == approval.role }
        return .card(
            "\(Prose.state(approval.recipe)) asks \(approval.role)", source: .bridge,
            action: crossing.link.isEmpty ? .empty : Link("The record", crossing.link).html,
            id: "crossing-\(approval.id)",
            .pad(.advice("<b>Because</b> \(approval.because)", tone: .warn))
                + decide(path, [comment(path)], yes: "Grant", no: "Decline", mayDecide: mayDecide))
    }
}

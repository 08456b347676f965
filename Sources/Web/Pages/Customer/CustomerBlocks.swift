import CRM
import HTMLText
import Kernel
import Platform

/// The cards of a customer's screen. A card is not there when its model is not: the reader's role reads no such thing.
struct CustomerBlocks {
    let customer: CustomerPage
    var model: CustomerModel { customer.model }
    var format: Format { model.format }

    init(_ customer: CustomerPage) { self.customer = customer }

    var left: [HTML] { [orders, timeline].compactMap { $0 } }
    var right: [HTML] { [planned, people, deals, quotes, invoices, units, cases].compactMap { $0 } }

    // MARK: Orders

    private var orders: HTML? {
        guard let cards = model.orders else { return nil }
        let none = HTML.card(
            "Open orders", source: .erp, id: "no-order",
            .emptyState("No open order", "An accepted quote becomes one by itself."))
        return .each("orders", live: ["crm.CustomerOrder"], cards.isEmpty ? [none] : cards.map { order($0) })
    }

    private func order(_ card: OrderCard) -> HTML {
        let order = card.order
        let badge: HTML =
            card.isLate(on: model.today)
            ? .pill("Late", .bad) : .state(order.state == "onHold" ? "onHold" : order.deliveryStatus)
        let shown = Array(card.lines.prefix(OrderCard.lineLimit))
        let table = HTML.table(
            "Lines of order \(order.number)", shown,
            columns: [
                Column("Item") { "\($0.productCode) <span class=\"under\">\($0.description)</span>" },
                .number("Ordered") { format.quantity($0.quantity) }, .number("Shipped") { format.quantity($0.shipped) },
                .number("Invoiced") { format.quantity($0.invoiced) }, .number("Net") { format.money($0[\.net]) },
            ])
        let more = card.lines.count - shown.count
        let rest: HTML = more > 0 ? .pad("<p class=\"muted\">and \(Prose.count(more, "more line"))</p>") : .empty
        return .card(
            "Order \(order.number)", source: .erp, asOf: format.instant(order.asOf),
            action: Link("Track", "/crm/orders/\(order.id)").html, badge: badge, id: "order-\(order.id)",
            .track("Order \(order.number)", card.steps.map(\.drawn)) + table + rest)
    }

    // MARK: Timeline

    private var timeline: HTML {
        let all: [HTML] = [view("All", [])] + TimelineEntry.Kind.allCases.map { view(Self.plural($0), [$0]) }
        let entries: [HTML] = model.timeline.map { entry in
            let detail: HTML = entry.detail.isEmpty ? .empty : " <span class=\"muted\">\(entry.detail)</span>"
            let time = entry.hasTime ? format.instant(entry.at) : format.date(entry.day)
            return """
                <li>\(time)<div>\(Source(system: entry.source).map(HTML.pill)) \
                <a href="\(entry.link)">\(entry.title)</a>\(detail)</div></li>
                """
        }
        let list: HTML =
            entries.isEmpty ? .emptyState("Nothing has happened yet") : "<ol class=\"timeline\">\(entries)</ol>"
        return .card(
            "Timeline", id: "timeline",
            live: [
                "crm.Activity", "crm.Note", "crm.Quote", "crm.CustomerOrder", "crm.CustomerShipment",
                "crm.CustomerInvoice", "crm.CustomerPayment", "crm.SupportCase",
            ],
            .pad("<nav class=\"views\" aria-label=\"Kinds\">\(all)</nav>") + list)
    }

    private func view(_ title: String, _ kinds: Set<TimelineEntry.Kind>) -> HTML {
        let current: HTML = customer.kinds == kinds ? " aria-current=\"true\"" : .empty
        let query = kinds.map(\.rawValue).joined(separator: ",")
        return "<a href=\"?show=\(query)#timeline\"\(current)>\(title)</a>"
    }

    private static func plural(_ kind: TimelineEntry.Kind) -> String {
        kind == .activity ? "Calls and visits" : Words.plural(Prose.state(kind.rawValue))
    }

    // MARK: CRM's own

    private var planned: HTML? {
        guard let planned = model.planned, !planned.isEmpty else { return nil }
        return .card(
            "Planned", source: .crm, id: "planned", live: ["crm.Activity"],
            .table(
                "Planned activities", planned,
                columns: [
                    Column("What") {
                        .opener(
                            $0.subject, RecordPath.of("crm", "Activity", $0.id.raw),
                            under: "\(Prose.state($0.kind.rawValue)) · \($0.owner)")
                    },
                    .number("When") { activity in
                        guard let day = activity.dueOn else { return format.instant(activity.startsAt) }
                        return .pill(format.due(day), day < model.today ? .bad : .plain)
                    },
                ]))
    }

    private var people: HTML? {
        guard let people = model.people else { return nil }
        let content: HTML =
            people.isEmpty
            ? .emptyState("Nobody yet")
            : .table(
                "People", people,
                columns: [
                    Column("Who") { person in
                        let roles = [
                            person.contact.jobTitle, person.role.role,
                            person.role.isFinanceContact ? "finance contact" : "",
                        ]
                        return .opener(
                            CustomerPage.name(of: person.contact),
                            RecordPath.of("crm", "Contact", person.contact.id.raw),
                            under: "\(roles.filter { !$0.isEmpty }.joined(separator: " · "))")
                    },
                    .number("How") { person in Self.reach(person.contact) },
                ])
        return .card(
            "People", source: .crm, action: Link("Add", "/crm/contacts/new?account=\(model.account.id)").html,
            id: "people",
            live: ["crm.Contact"], content)
    }

    private static func reach(_ contact: Visible<Contact>) -> HTML {
        let number = contact.mobile.isEmpty ? contact.phone : contact.mobile
        var ways: [HTML] = []
        if contact.doNotCall {
            ways.append("<span class=\"muted\">do not call</span>")
        } else if !number.isEmpty {
            ways.append("<a href=\"tel:\(number)\">\(number)</a>")
        }
        if contact.emailOptOut {
            ways.append("<span class=\"muted\">no e-mail wanted</span>")
        } else if !contact.email.isEmpty {
            ways.append("<a href=\"mailto:\(contact.email)\">\(contact.email)</a>")
        }
        return ways.joined("<br>")
    }

    private var deals: HTML? {
        guard let deals = model.deals else { return nil }
        let content: HTML =
            deals.open.isEmpty
            ? .emptyState("No open deal")
            : .table(
                "Open deals", deals.open,
                columns: [
                    Column("Deal") { deal in
                        let closes: HTML = deal.closeDate.map { "closes \(format.date($0))" } ?? "no closing date"
                        return .opener(
                            deal.name, RecordPath.of("crm", "Opportunity", deal.id.raw),
                            under: "\(closes) · \(deal.probability) %")
                    },
                    .number("Amount") { deal in
                        let sign: HTML =
                            deals.withoutNextStep.contains(deal.id)
                            ? .pill("No next step", .warn) : .pill("On track", .ok)
                        return "\(format.money(deal[\.amount]))<br>\(sign)"
                    },
                ])
        return .card(
            "Deals", source: .crm, action: Link("Pipeline", "/crm/pipeline").html, id: "deals",
            live: ["crm.Opportunity"], content)
    }

    private var quotes: HTML? {
        guard let quotes = model.quotes else { return nil }
        let content: HTML =
            quotes.isEmpty
            ? .emptyState("No quote yet")
            : .table(
                "Quotes", quotes,
                columns: [
                    Column("Quote") { quote in
                        let revision = quote.revision > 1 ? " rev \(quote.revision)" : ""
                        let order = quote.orderNumber.isEmpty ? "" : " · order \(quote.orderNumber)"
                        return .opener(
                            quote.number + revision, "/crm/quotes/\(quote.id)",
                            under: "valid to \(format.date(quote.validUntil))\(order)")
                    },
                    .number("Total") { "\(format.money($0[\.total]))<br>\(HTML.state($0.state.rawValue))" },
                ])
        return .card(
            "Quotes", source: .crm, action: Link("All", "/crm/quotes?account=\(model.account.id)").html, id: "quotes",
            live: ["crm.Quote"], content)
    }

    private var cases: HTML? {
        guard let cases = model.cases else { return nil }
        let content: HTML =
            cases.isEmpty
            ? .emptyState("No case")
            : .table(
                "Cases", cases,
                columns: [
                    Column("Case") {
                        .opener(
                            $0.subject, RecordPath.of("crm", "SupportCase", $0.id.raw),
                            under: "\($0.number) · \($0.warrantyVerdict)")
                    },
                    .number("State") { HTML.state($0.state.rawValue) },
                ])
        return .card("Cases", source: .crm, id: "cases", live: ["crm.SupportCase"], content)
    }

    // MARK: The ERP's word

    private var invoices: HTML? {
        guard let invoices = model.invoices else { return nil }
        let content: HTML =
            invoices.open.isEmpty
            ? .emptyState("Nothing is open")
            : .table(
                "Open invoices", invoices.open,
                columns: [
                    Column("Invoice") {
                        .opener(
                            $0.number, RecordPath.of("crm", "CustomerInvoice", $0.id.raw),
                            under: "due \(format.date($0.dueDate))")
                    },
                    .number("Open") { invoice in
                        let isLate = invoice.dueDate < model.today
                        let sign: HTML =
                            invoice.isDisputed
                            ? .pill("Disputed", .warn)
                            : .pill(isLate ? format.due(invoice.dueDate) : "Open", isLate ? .bad : .ok)
                        return "\(format.money(invoice[\.openBalance]))<br>\(sign)"
                    },
                ])
        return .card(
            "Invoices", source: .erp, asOf: invoices.open.map(\.asOf).min().map { format.instant($0) } ?? .empty,
            action: Link("All", "/crm/customer-invoices?account=\(model.account.id)").html, id: "invoices",
            live: ["crm.CustomerInvoice"], content)
    }

    private var units: HTML? {
        guard let units = model.units else { return nil }
        let content: HTML =
            units.shown.isEmpty
            ? .emptyState("No unit with a serial number")
            : .table(
                "Installed units", units.shown,
                columns: [
                    Column("Unit") { unit in
                        .opener(
                            "\(unit.productCode) · \(unit.serial)", RecordPath.of("crm", "InstalledUnit", unit.id.raw),
                            under: unit.shippedOn.map { "shipped \(format.date($0))" } ?? "\(unit.description)")
                    },
                    .number("Warranty") { unit in
                        guard let end = unit.warrantyEnd else { return .pill("No warranty known") }
                        if end < model.today { return .pill("Ended \(format.dateText(end))") }
                        let isSoon = model.today.days(until: end) <= NextStep.warrantyDays
                        return .pill("To \(format.dateText(end))", isSoon ? .warn : .ok)
                    },
                ])
        return .card(
            "Installed units", source: .erp, asOf: units.shown.map(\.asOf).min().map { format.instant($0) } ?? .empty,
            action: Link("\(units.count)", "/crm/installed-units?account=\(model.account.id)").html, id: "units",
            live: ["crm.InstalledUnit"], content)
    }
}

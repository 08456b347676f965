import CRM
import HTMLText
import Kernel
import Platform

/// "Where is my order?" on one screen: the steps with their dates, each line's promise beside what happened, and the
/// parcels and invoices that came of it. Everything here is the ERP's word, with its time.
struct OrderPage {
    let model: OrderModel
    let visit: Visit
    private var order: Visible<CustomerOrder> { model.card.order }
    private var format: Format { model.format }

    init(_ model: OrderModel, _ visit: Visit) {
        self.model = model
        self.visit = visit
    }

    var page: Page {
        var page = Page("Order \(order.number)")
        page.section = "/crm/customer-orders"
        page.trail = [Link("Orders", "/crm/customer-orders")]
        if let account = model.account { page.trail.append(Link(account.name, "/crm/accounts/\(account.id)")) }
        page.status = .state(order.state)
        page.subtitle = subtitle
        page.advice = advice
        page.facts = facts
        page.body = body
        return page
    }

    private var subtitle: HTML {
        var parts: [HTML] = ["ordered \(format.date(order.date))"]
        if !order.customerReference.isEmpty { parts.append("their order \(order.customerReference)") }
        if let quote = model.quote {
            parts.append("from <a href=\"/crm/quotes/\(quote.id)\">quote \(quote.number)</a>")
        }
        if order.revision > 1 { parts.append("changed \(order.revision - 1) times") }
        return parts.joined(" · ")
    }

    private var advice: HTML {
        if order.state == "onHold" {
            return .advice("<b>\(Source.erp.mark)On hold.</b> \(order.holdReason)", tone: .bad)
        }
        guard model.card.isLate(on: format.today), let due = model.card.dueOn else { return .empty }
        return .advice(
            """
            <b>\(Source.erp.mark)Late.</b> It was due \(format.date(due)), \(format.due(due)). \
            Tell the customer before they ask.
            """,
            tone: .bad)
    }

    private var facts: [Fact] {
        [
            Fact(
                "Delivery", .state(order.deliveryStatus),
                note: model.card.dueOn.map { "due \(format.date($0))" } ?? .empty, source: .erp),
            Fact("Billing", .state(order.billingStatus), source: .erp),
            Fact("Payment", .state(order.paymentStatus), source: .erp),
            Fact("Net", format.money(order[\.net]), source: .erp),
            Fact("Total", format.money(order[\.total]), note: "with GST and freight", source: .erp),
        ]
    }

    private var body: HTML {
        let track = HTML.card(
            "The way of this order", source: .erp, asOf: format.instant(order.asOf), id: "track",
            live: ["crm.CustomerOrder", "crm.CustomerShipment", "crm.CustomerInvoice"],
            .track("Order \(order.number)", model.card.steps.map(\.drawn)))
        return "<div class=\"stack\">\(track)\(lines)\([parcels, invoices].compactMap { $0 })</div>"
    }

    private var lines: HTML {
        .card(
            "Lines", source: .erp, asOf: format.instant(order.asOf),
            action: .csv(RecordPath.of("crm", "CustomerOrder", order.id.raw) + "/export/lines"),
            .table(
                "Lines", model.card.lines,
                columns: [
                    Column("Item") { "\($0.productCode) <span class=\"under\">\($0.description)</span>" },
                    .number("Ordered") { format.quantity($0.quantity - $0.cancelled) },
                    .number("Shipped") { format.quantity($0.shipped) },
                    .number("Invoiced") { format.quantity($0.invoiced) },
                    Column("Promised") { line in
                        let promised = line.promisedDate ?? line.requestedDate ?? order.requestedDate
                        return format.date(promised)
                    },
                    Column("Happened") { line in actual(line) },
                    .number("Net") { format.money($0[\.net]) },
                ]))
    }

    private func actual(_ line: Visible<CustomerOrderLine>) -> HTML {
        let days: [HTML] = model.actualDays(of: line.productCode).map { format.date($0) }
        let open = line.quantity - line.cancelled - max(line.shipped, line.invoiced)
        var parts = days.isEmpty ? [] : ["left \(days.joined(", "))" as HTML]
        if !open.value.isZero, !open.value.isNegative {
            let promised = line.promisedDate ?? line.requestedDate ?? order.requestedDate
            let isLate = promised.map { $0 < format.today } ?? false
            parts.append(.pill("\(Prose.number(open.value)) still to come", isLate ? .bad : .plain))
        }
        return parts.isEmpty ? Format.none : parts.joined(" ")
    }

    private var parcels: HTML? {
        guard !model.shipments.isEmpty else { return nil }
        return .card(
            "Shipments", source: .erp,
            asOf: model.shipments.map(\.shipment.asOf).min().map { format.instant($0) } ?? .empty,
            .table(
                "Shipments", model.shipments,
                columns: [
                    Column("Shipment") {
                        "\($0.shipment.number) <span class=\"under\">\(format.date($0.shipment.date))</span>"
                    },
                    Column("Parcel") { parcel in
                        let words = [parcel.shipment.carrier, parcel.shipment.trackingNumber].filter { !$0.isEmpty }
                        return words.isEmpty ? Format.none : "\(words.joined(separator: " "))"
                    },
                    Column("Goods") { parcel in
                        let goods: [HTML] = parcel.lines.map { line in
                            let serials: HTML =
                                line.serials.isEmpty ? .empty : " <span class=\"under\">\(line.serials)</span>"
                            return "\(format.quantity(line.quantity)) × \(line.productCode)\(serials)"
                        }
                        return goods.joined("<br>")
                    },
                ]))
    }

    private var invoices: HTML? {
        guard let invoices = model.invoices, !invoices.isEmpty else { return nil }
        return .card(
            "Invoices", source: .erp, asOf: invoices.map(\.asOf).min().map { format.instant($0) } ?? .empty,
            .table(
                "Invoices", invoices,
                columns: [
                    Column("Invoice") {
                        .opener(
                            $0.number, RecordPath.of("crm", "CustomerInvoice", $0.id.raw), under: format.date($0.date))
                    },
                    Column("Due") { format.date($0.dueDate) },
                    .number("Total") { format.money($0[\.total]) }, .number("Open") { format.money($0[\.openBalance]) },
                ]))
    }
}

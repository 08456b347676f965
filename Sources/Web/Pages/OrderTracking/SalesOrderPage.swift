import ERP
import HTMLText
import Kernel
import Platform

/// An order where it is worked on: what is open and what stops it, with the forms that ship, bill, hold and release.
struct SalesOrderPage {
    let model: SalesOrderModel
    let visit: Visit
    var form: Form?
    var refusal: Refusal?
    var order: Visible<SalesOrder> { model.order }
    var format: Format { model.format }
    var path: String { "/erp/sales-orders/\(order.id)" }

    var page: Page {
        var page = Page("Order \(order.number)")
        page.section = "/erp/sales-orders"
        page.trail = [Link("Orders", "/erp/sales-orders")]
        page.status = .state(order.state.rawValue)
        page.subtitle = subtitle
        page.actions = actions
        page.advice = advice
        page.facts = facts
        page.body = body
        return page
    }

    private var subtitle: HTML {
        var parts: [HTML] = []
        if let customer = model.customer {
            parts.append(
                "\(Link(customer.legalName, RecordPath.of("erp", "Customer", customer.id.raw)).html) \(customer.number)"
            )
        }
        parts.append("ordered \(format.date(order.date))")
        if !order.customerReference.isEmpty { parts.append("their order \(order.customerReference)") }
        if !order.sourceReference.isEmpty { parts.append("from \(order.sourceKind.rawValue) \(order.sourceReference)") }
        return parts.joined(" · ")
    }

    private var advice: HTML {
        let open = model.holds.filter { $0.releasedAt == nil }
        let texts: [HTML] = open.map { hold in
            let fixer = hold.kind == .credit ? "Finance" : "Sales"
            return .advice(
                """
                <b>On \(hold.kind.rawValue) hold</b> since \(format.instant(hold.placedAt)): \(hold.reason). \
                \(fixer) can release it.
                """,
                tone: .bad)
        }
        return "\(texts)"
    }

    private var facts: [Fact] {
        [
            Fact("Delivery", .state(order.deliveryStatus.rawValue), source: .erp),
            Fact("Billing", .state(order.billingStatus.rawValue), source: .erp),
            Fact("Payment", .state(order.paymentStatus.rawValue), source: .erp),
            Fact("Net", format.money(order[\.net]), source: .erp),
            Fact("GST", format.money(order[\.tax]), source: .erp),
            Fact("Total", format.money(order[\.total]), source: .erp),
        ]
    }

    // MARK: Deeds

    private func open(_ deed: String) -> Bool { refusal != nil && form?["deed"] == deed }

    private func small(_ deed: String, _ fields: [Field], _ button: HTML) -> HTML {
        let all = [Field("deed", "", .hidden, value: deed)] + fields
        return .form(to: path + "/" + deed, token: visit.token, key: visit.newKey, .fields(all.scoped(deed)) + button)
    }

    private func text(_ deed: String, _ name: String, _ label: String, isRequired: Bool = true) -> Field {
        let isTyped = form?["deed"] == deed
        return Field(
            name, label, .area, value: isTyped ? form?[name] ?? "" : "",
            error: isTyped ? refusal?.message(for: name) ?? "" : "",
            isRequired: isRequired, isWide: true)
    }

    private var actions: [HTML] {
        let rights = model.rights
        var actions = Papers.kind(.erp, "SalesOrder")?.buttons(order.id.raw, visit) ?? []
        if rights.mayCancel {
            actions.append(
                .opening(
                    "Cancel", .danger, isOpen: open("cancel"),
                    small("cancel", [text("cancel", "reason", "Why")], .submit("Cancel what is open", .danger))))
        }
        if rights.mayHold {
            actions.append(
                .opening(
                    "Hold", isOpen: open("hold"),
                    small("hold", [text("hold", "reason", "Why")], .submit("Hold", .goERP))))
        }
        if rights.mayRelease {
            actions.append(
                .opening(
                    "Release", .goERP, isOpen: open("release"),
                    small("release", [text("release", "note", "Why it may go")], .submit("Release", .goERP))))
        }
        if rights.mayInvoice {
            actions.append(
                .action("Invoice what left", to: path + "/invoice", token: visit.token, .goERP, key: visit.newKey))
        }
        if rights.mayShip { actions.append(.button("Ship", to: path + "#ship", .goERP)) }
        return actions
    }

    // MARK: Body

    private var body: HTML {
        let problem = refusal.map { HTML.problem($0) } ?? .empty
        let track = HTML.card(
            "The way of this order", source: .erp, id: "track", live: ["erp.SalesOrder"],
            .track("Order \(order.number)", model.steps.map(\.drawn)))
        let parts = [track, lines, model.rights.mayShip ? ShipForm(self).card : nil, shipments, invoices, holds]
        return problem + "<div class=\"stack\">\(parts.compactMap { $0 })</div>"
    }

    private var lines: HTML {
        .card(
            "Lines", source: .erp, action: .csv(path + "/export/lines"),
            .table(
                "Lines", model.lines,
                columns: [
                    Column("Item") { "\($0.item?.code ?? "") <span class=\"under\">\($0.line.description)</span>" },
                    .number("Ordered") { format.quantity($0.line.quantity - $0.line.cancelled) },
                    .number("Reserved") { format.quantity($0.line.reserved) },
                    .number("Shipped") { format.quantity($0.line.shipped) },
                    .number("Invoiced") { format.quantity($0.line.invoiced) },
                    Column("Promised") { format.date($0.line.promisedDate ?? $0.line.requestedDate) },
                    Column("Happened") { line in
                        let days: [HTML] = line.shippedOn.map { format.date($0) }
                        if line.line.awaitsStock { return .pill("Waits for stock", .warn) }
                        return days.isEmpty ? Format.none : "left \(days.joined(", "))"
                    },
                    .number("Unit price") { format.unitPrice($0.line[\.unitPrice]) },
                    .number("Net", total: format.money(order[\.net])) { format.money($0.line[\.net]) },
                ]))
    }

    private var shipments: HTML? {
        guard let shipments = model.shipments, !shipments.isEmpty else { return nil }
        return .card(
            "Shipments", source: .erp,
            .table(
                "Shipments", shipments,
                columns: [
                    Column("Shipment") { .opener($0.number, RecordPath.of("erp", "Shipment", $0.id.raw)) },
                    Column("Left") { format.date($0.date) },
                    Column("Parcel") {
                        "\([$0.carrier, $0.trackingNumber].filter { !$0.isEmpty }.joined(separator: " "))"
                    },
                ]))
    }

    private var invoices: HTML? {
        guard let invoices = model.invoices, !invoices.isEmpty else { return nil }
        return .card(
            "Invoices and payments", source: .erp,
            .table(
                "Invoices", invoices,
                columns: [
                    Column("Document") { item in
                        let object =
                            item.kind == .invoice
                            ? "Invoice" : item.kind == .creditMemo ? "CreditMemo" : "CustomerPayment"
                        return .opener(
                            item.number, RecordPath.of("erp", object, item.documentID),
                            under: "\(Prose.state(item.kind.rawValue))")
                    },
                    Column("Due") { format.date($0.dueDate) },
                    .number("Amount") { format.money($0[\.original]) }, .number("Open") { format.money($0[\.open]) },
                ]))
    }

    private var holds: HTML? {
        guard !model.holds.isEmpty else { return nil }
        return .card(
            "Holds", source: .erp,
            .table(
                "Holds", model.holds,
                columns: [
                    Column("Why") {
                        "\($0.reason) <span class=\"under\">\(Prose.state($0.kind.rawValue)) · \($0.placedBy)</span>"
                    },
                    Column("Placed") { format.instant($0.placedAt) },
                    Column("Released") { hold in
                        guard let at = hold.releasedAt else { return .pill("Holds", .bad) }
                        return
                            "\(format.instant(at)) \(HTML.under("\(hold.releasedBy ?? ""): \(hold.releaseNote ?? "")"))"
                    },
                ]))
    }
}

import ERP
import HTMLText
import Kernel
import Platform

/// The warehouse's screen: one card for each order that can leave, the most urgent first.
struct PickingPage {
    let model: PickingModel
    let visit: Visit
    private var format: Format { visit.format }

    init(_ model: PickingModel, _ visit: Visit) {
        self.model = model
        self.visit = visit
    }

    var page: Page {
        var page = Page("Shipments")
        page.section = "/erp/shipments"
        page.subtitle = "\(Prose.count(model.ready.count, "order")) can leave now"
        page.body = scan + .columns([.each("ready", live: ["erp.SalesOrder"], ready)], [lately])
        return page
    }

    private var scan: HTML {
        let missed = visit.query("missed") ?? ""
        let error: HTML =
            missed.isEmpty ? .empty : "<span class=\"error\" role=\"alert\">Nothing is called \(missed)</span>"
        return """
            <form class="filters" action="/erp/shipments/scan"><div class="field grow"><label for="scan">\
            Scan an order or a serial number</label>\
            <input class="input" id="scan" type="text" name="code" autofocus autocomplete="off" \
            data-scan>\(error)</div>\(HTML.submit("Find", .plain))</form>
            """
    }

    private var ready: [HTML] {
        if model.ready.isEmpty {
            return [
                .card(
                    "Ready to pick", source: .erp, id: "no-pick",
                    .emptyState("Nothing can leave now", "Orders appear here when stock is reserved for them."))
            ]
        }
        return model.ready.map { pick in
            let wanted: HTML =
                pick.order.requestedDate.map { day in
                    .pill("wanted \(format.due(day))", day < format.today ? .bad : .plain)
                } ?? .empty
            return .card(
                "\(pick.order.number) for \(pick.customer)", source: .erp,
                action: HTML.button("Ship", to: "/erp/sales-orders/\(pick.order.id)#ship", .goERP), badge: wanted,
                id: "pick-\(pick.order.id)",
                .table(
                    "To pick for \(pick.order.number)", pick.picks,
                    columns: [
                        Column("Item") { pick in
                            "\(pick.code) \(HTML.under("\(pick.name)\(pick.isSerialised ? " · scan each" : "")"))"
                        },
                        .number("Take") { format.quantity($0.quantity) }, Column("From") { "\($0.warehouse)" },
                    ]))
        }
    }

    private var lately: HTML {
        guard !model.lately.isEmpty else { return .card("Left lately", source: .erp, .emptyState("Nothing left yet")) }
        return .card(
            "Left lately", source: .erp, action: .csv(RecordPath.list("erp", "Shipment") + ".csv"), id: "lately",
            live: ["erp.Shipment"],
            .table(
                "Shipments", model.lately,
                columns: [
                    Column("Shipment") { shipment in
                        .opener(
                            shipment.number, RecordPath.of("erp", "Shipment", shipment.id.raw),
                            under:
                                "\(model.orderNumbers[shipment.order] ?? "") · "
                                + "\(model.names[shipment.customer] ?? "")")
                    },
                    Column("Left") {
                        "\(format.date($0.date)) <span class=\"under\">\($0.carrier) \($0.trackingNumber)</span>"
                    },
                ]))
    }
}

extension SiteMap {
    /// Picking and shipping.
    mutating func addPicking() {
        navigate(
            NavigationEntry(.erp, "Shipments", "/erp/shipments", reads: [Shipment.self, Reservation.self], order: 20))
        page("erp/shipments") { visit in PickingPage(try visit.read(.erp) { try PickingModel.load(by: $0) }, visit).page
        }
        resource("erp/shipments/scan") { visit in
            let code = visit.query("code") ?? ""
            let found = try visit.read(.erp) { try PickingModel.find(code, by: $0) }
            return SiteMap.redirect(to: found ?? "/erp/shipments?missed=\(Form.encoded(code))")
        }
    }
}

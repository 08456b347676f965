import CRM
import ERP
import Kernel
import Platform

extension SiteMap {
    /// Orders as the CRM follows them, and as the ERP works on them.
    mutating func addOrders() {
        for path in ["crm/orders/:id", "crm/customer-orders/:id"] {
            page(path) { visit in
                let id = ID<CustomerOrder>(visit.parameter("id"))
                guard let model = try visit.read(.crm, { try OrderModel.load(id, visit.format, by: $0) }) else {
                    throw PageNotFound("This order")
                }
                return OrderPage(model, visit).page
            }
        }
        page("erp/sales-orders/:id") { visit in try SalesOrderScreen.show(visit).page }
        deed("ship", "It left, and the stock is posted.") { order, visit, form in
            var ship = ShipOrder(order: order, lines: try ShipForm.lines(form))
            ship.carrier = form["carrier"]
            ship.trackingNumber = form["trackingNumber"]
            ship.date = try FormReading.optionalDate(form, "date")
            ship.picksSerials = form["picksSerials"] == "true"
            ship.onlyAvailable = form["onlyAvailable"] == "true"
            try await visit.run(ship, in: .erp, key: form.key)
        }
        deed("invoice", "The invoice was issued.") { order, visit, form in
            try await visit.run(IssueInvoice(order: order), in: .erp, key: form.key)
        }
        deed("hold", "The order is on hold.") { order, visit, form in
            try await visit.run(HoldOrder(order: order, reason: form["reason"]), in: .erp, key: form.key)
        }
        deed("release", "The order was released.") { order, visit, form in
            try await visit.run(ReleaseOrder(order: order, note: form["note"]), in: .erp, key: form.key)
        }
        deed("cancel", "What was open is cancelled.") { order, visit, form in
            try await visit.run(CancelOrder(order: order, reason: form["reason"]), in: .erp, key: form.key)
        }
    }

    /// One thing done with an order; refused, the screen shows why and keeps what was typed.
    private mutating func deed(
        _ verb: String, _ said: String, _ body: @escaping @Sendable (ID<SalesOrder>, Visit, Form) async throws -> Void
    ) {
        action("erp/sales-orders/:id/" + verb) { visit, form in
            let order = ID<SalesOrder>(visit.parameter("id"))
            do {
                try await body(order, visit, form)
                return .go(to: "/erp/sales-orders/\(order)", saying: said)
            } catch let refusal as Refusal {
                var page = try SalesOrderScreen.show(visit)
                page.form = form
                page.refusal = refusal
                return .again(page.page)
            }
        }
    }
}

/// How an order's screen answers.
enum SalesOrderScreen {
    static func show(_ visit: Visit) throws -> SalesOrderPage {
        let id = ID<SalesOrder>(visit.parameter("id"))
        guard let model = try visit.read(.erp, { try SalesOrderModel.load(id, visit.format, by: $0) }) else {
            throw PageNotFound("This order")
        }
        return SalesOrderPage(model: model, visit: visit)
    }
}

import Bridge
import ERP
import Kernel
import Platform

extension SuiteConnector {
    /// The built-in ERP as the bridge meets it.
    public static func erp(_ bus: CommandBus) -> SuiteConnector {
        SuiteConnector(
            bus: bus, objects: erpObjects(bus.module),
            answers: [
                "price": { try price($0, $1, $2) }, "availability": { try availability($0, $1, $2) },
                "credit": { try credit($0, $1, $2) },
            ])
    }

    /// How each of its objects is read and written.
    public static func erpObjects(_ module: Module) -> [SuiteObject] {
        [
            SuiteObject(Customer.self)
                .showing("terms.code", in: module)
                .following(CreditStatus.self, by: "customer", as: "credit")
                .created(by: RequestCustomer.self).updated(by: UpdateCustomer.self, id: "customer"),
            SuiteObject(Item.self).showing("replacedBy.code", in: module),
            SuiteObject(PriceListLine.self)
                .showing("priceList.code", "priceList.isDefault", in: module),
            SuiteObject(SalesOrder.self)
                .showing("lines.item.code", in: module)
                .enriched(fields: ["holds": .text]) { try showHolds(&$0, $1) }
                .created(by: PlaceOrder.self),
            SuiteObject(Shipment.self).showing(
                "order.number", "lines.item.code", "lines.orderLine.description", in: module),
            SuiteObject(Invoice.self)
                .showing("salesOrder.number", "lines.item.code", in: module)
                .following(ReceivableItem.self, by: "documentID", as: "receivable"),
            SuiteObject(CreditMemo.self)
                .showing("invoice.number", "returnAuthorization.number", "lines.item.code", in: module)
                .following(ReceivableItem.self, by: "documentID", as: "receivable"),
            SuiteObject(CustomerPayment.self)
                .following(ReceivableItem.self, by: "documentID", as: "receivable")
                .enriched(lists: [applications]) { try showApplications(&$0, $1) },
            SuiteObject(SerialUnit.self)
                .showing("item.code", "item.name", in: module)
                .enriched(fields: [
                    "holder": .reference("Customer"), "order": .reference("SalesOrder"), "orderNumber": .text,
                    "shipmentNumber": .text,
                ]) { try showJourney(&$0, $1) },
            SuiteObject(ReturnAuthorization.self).created(by: RequestReturn.self),
        ]
    }

    /// Why an order is held, in one line: "credit: over the limit by 120.00 NZD".
    private static func showHolds(_ record: inout Record, _ session: any StoreSession) throws {
        let holds = try session.rows(
            "SELECT kind, reason FROM order_hold WHERE order_ = ? AND released_at IS NULL ORDER BY id",
            [.text(record.id)], as: [.text, .text])
        record.fields["holds"] = .text(holds.map { "\($0[0].text): \($0[1].text)" }.joined(separator: "; "))
    }

    private static let applications: ListDescriptor = {
        var element = ObjectDescriptor(name: "PaymentApplicationLine")
        for (name, kind) in [
            ("position", FieldKind.integer), ("date", .date), ("amount", .money), ("discount", .money),
            ("invoice", .reference("Invoice")), ("invoiceNumber", .text),
        ] {
            element.fields.append(FieldDescriptor(name: name, kind: kind, isOptional: true))
        }
        return ListDescriptor(name: "applications", element: element)
    }()

    /// What a payment paid: invoice, date, amount, discount.
    private static func showApplications(_ record: inout Record, _ session: any StoreSession) throws {
        let rows = try session.rows(
            """
            SELECT a.id, a.date, a.amount, a.amount_currency, a.discount, a.discount_currency, t.document_id, t.number
            FROM payment_application a
            JOIN receivable_item f ON f.id = a.from_item
            JOIN receivable_item t ON t.id = a.to_item
            WHERE f.document_id = ? ORDER BY a.id
            """, [.text(record.id)], as: [.text, .date, .money, .money, .text, .text])
        record.lists["applications"] = rows.enumerated().map { index, row in
            Record(
                object: "PaymentApplication", id: row[0].text,
                fields: [
                    "position": .integer(Int64(index + 1)), "date": row[1], "amount": row[2], "discount": row[3],
                    "invoice": row[4], "invoiceNumber": row[5],
                ])
        }
    }

    /// On which order and shipment a serialised unit left the house.
    private static func showJourney(_ record: inout Record, _ session: any StoreSession) throws {
        record.fields["holder"] = try holder(of: record, session)
        guard let line = record.fields["shipmentLine"], !line.isBlank else { return }
        let rows = try session.rows(
            """
            SELECT o.id, o.number, s.number FROM shipment_line l
            JOIN shipment s ON s.id = l.shipment JOIN sales_order o ON o.id = s.order_ WHERE l.id = ?
            """, [line], as: [.text, .text, .text])
        guard let row = rows.first else { return }
        record.fields["order"] = row[0]
        record.fields["orderNumber"] = row[1]
        record.fields["shipmentNumber"] = row[2]
    }

    /// Who has the unit, or had it last: a returned unit stays in its former owner's history.
    private static func holder(of record: Record, _ session: any StoreSession) throws -> Value {
        if let customer = record.fields["customer"], !customer.isBlank { return customer }
        let returned = try session.rows(
            """
            SELECT r.customer FROM return_line l JOIN return_authorization r ON r.id = l.return_authorization
            WHERE l.item = ? AND l.serial = ? ORDER BY l.id DESC LIMIT 1
            """, [record.fields["item"] ?? .null, record.fields["serial"] ?? .null], as: [.text])
        return returned.first?[0] ?? .null
    }
}

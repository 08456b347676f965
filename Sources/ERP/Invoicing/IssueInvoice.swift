import Kernel
import Platform

/// Invoices what an order has shipped and not yet invoiced: one shipment, or all of it. Services are invoiced as
/// ordered. Posts Dr Receivable, Cr Sales, GST, Freight.
/// Refuses: notFound, nothingToInvoice, closedPeriod, datedBeforeDocument, missingExchangeRate, missingTaxCode.
/// Emits InvoiceIssued.
public struct IssueInvoice: Command {
    public static let name = "invoice.issue"
    public static let permission: Permission = "invoice.issue"
    public static let emits: [any Event.Type] = [InvoiceIssued.self]
    public var order = ID<SalesOrder>.blank
    /// Only this shipment; without it, all that is shipped and not yet invoiced.
    public var shipment: ID<Shipment>?
    /// Without it, today.
    public var date: CalendarDate?
    /// Company currency for one unit of the order's; without it, the order's own rate.
    public var exchangeRate: FixedDecimal?
    public init() {}

    public init(
        order: ID<SalesOrder>, shipment: ID<Shipment>? = nil, date: CalendarDate? = nil,
        exchangeRate: FixedDecimal? = nil
    ) {
        self.order = order
        self.shipment = shipment
        self.date = date
        self.exchangeRate = exchangeRate
    }

    public static let input = Schema<IssueInvoice>("IssueInvoice") { s in
        s.field("salesOrder", \.order, .required)
        s.field("shipment", \.shipment)
        s.field("date", \.date)
        s.field("exchangeRate", \.exchangeRate, .aboveZero)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Invoice> {
        let company = try Company.current(in: tx)
        let order = try tx.load(self.order)
        let shipment: Shipment? = if let id = self.shipment { try tx.load(id) } else { nil }
        let date = self.date ?? tx.today
        var lines = try tx.all(
            Select<SalesOrderLine>().where(\.order, .equal, order.id).ordered(by: \.position))
        try check(order, shipment, date)
        let billing = try OrderBilling(of: order, lines: lines, shipment: shipment, on: date, in: tx)
        guard !billing.lines.isEmpty else { throw nothing(order) }
        let orderValueBefore = try Credit.openValue(of: order, in: tx)
        let invoice = try post(billing, order, date, company, in: tx)
        for line in billing.lines {
            guard let index = lines.firstIndex(where: { $0.id == line.orderLine.id }) else { continue }
            lines[index].invoiced += line.quantity
            try tx.update(lines[index])
        }
        var billed = order
        billed.derive(lines: lines)
        billed.paymentStatus = try ReceivableItem.paymentStatus(of: billed, in: tx)
        billed = try tx.update(billed)
        let item = try tx.first(Select<ReceivableItem>().where(\.documentID, .equal, invoice.id.raw))
        let orderValue = try Credit.openValue(of: billed, in: tx) - orderValueBefore
        try Credit.change(order.customer, receivables: item?.originalBook ?? .none, orders: orderValue, in: tx)
        tx.emit(InvoiceIssued(subject: invoice.id))
        return invoice.id
    }

    private func check(_ order: SalesOrder, _ shipment: Shipment?, _ date: CalendarDate) throws(Refusal) {
        let document = "Sales order \(order.number)"
        var reasons: [Reason] = []
        if let shipment, shipment.order != order.id {
            reasons.append(
                Reason(
                    .notFound, "Shipment \(shipment.number) is not of this order", document: document,
                    field: "shipment", allowed: "a shipment of \(order.number)", fixedBy: "finance"))
        }
        if date < order.date {
            reasons.append(
                Reason(
                    .datedBeforeDocument, "An invoice of \(date) is older than the order", document: document,
                    field: "date", allowed: "\(order.date) or later", fixedBy: "finance"))
        }
        if !reasons.isEmpty { throw Refusal(reasons) }
    }

    private func nothing(_ order: SalesOrder) -> Refusal {
        Refusal(
            .nothingToInvoice, "Nothing of this order is shipped and not yet invoiced",
            document: "Sales order \(order.number)", field: "lines", allowed: "an order with shipped, unbilled lines",
            fixedBy: "warehouse", waitsFor: "SalesOrder/\(order.id)")
    }
}

/// An invoice went out.
public struct InvoiceIssued: Event {
    public let subject: ID<Invoice>
}

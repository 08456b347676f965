import Kernel
import Platform

/// "Where is my order?", answered from the CRM's own database.
public enum OrderTracking {
    /// By the ERP's order number, the customer's own reference or our quote's number; the newest first.
    public static func status(
        orderNumber: String, in session: any StoreSession
    ) throws(StoreError) -> OrderStatus? {
        let byNumber = Select<CustomerOrder>().where(\.number, .equal, orderNumber)
        let byReference = Select<CustomerOrder>().where(\.customerReference, .equal, orderNumber)
        let newest = { (select: Select<CustomerOrder>) in select.ordered(by: \.date, descending: true).limit(1) }
        var order = try session.all(newest(byNumber)).first
        if order == nil { order = try session.all(newest(byReference)).first }
        guard let order else { return nil }
        let lines = try session.all(
            Select<CustomerOrderLine>().where(\.customerOrder, .equal, order.id).ordered(by: \.position))
        let shipments = try session.all(
            Select<CustomerShipment>().where(\.customerOrder, .equal, order.id).ordered(by: \.date))
        let invoices = try session.all(
            Select<CustomerInvoice>().where(\.customerOrder, .equal, order.id).ordered(by: \.date))
        return OrderStatus(order: order, lines: lines, shipments: shipments, invoices: invoices)
    }
}

/// An order with everything that has become of it.
public struct OrderStatus: Sendable {
    public let order: CustomerOrder
    public let lines: [CustomerOrderLine]
    public let shipments: [CustomerShipment]
    public let invoices: [CustomerInvoice]

    /// As fresh as its oldest part.
    public var freshness: Freshness {
        let times = [order.asOf] + shipments.map(\.asOf) + invoices.map(\.asOf)
        return Freshness(source: order.source, asOf: times.min() ?? order.asOf)
    }

    /// "SO-000012 confirmed; delivery partly; 1 shipment (NZ Post NZ123); as of …"
    public var summary: String {
        let parcels = shipments.map { [$0.number, $0.carrier, $0.trackingNumber].filter { !$0.isEmpty } }
        let sent = parcels.map { $0.joined(separator: " ") }.joined(separator: ", ")
        let parts = [
            "\(order.number) \(order.state)", order.holdReason, "delivery \(order.deliveryStatus)",
            sent.isEmpty ? "nothing shipped yet" : "shipped: \(sent)", "payment \(order.paymentStatus)",
            freshness.description,
        ]
        return parts.filter { !$0.isEmpty && !$0.hasSuffix(" ") }.joined(separator: "; ")
    }
}

import CRM
import Kernel
import Platform

/// "Where is my order?": the ERP's order as the CRM last heard of it, step by step and line by line.
struct OrderModel: Sendable {
    let card: OrderCard
    let account: Visible<Account>?
    let quote: Visible<Quote>?
    let shipments: [Parcel]
    let invoices: [Visible<CustomerInvoice>]?
    let format: Format

    struct Parcel: Sendable {
        let shipment: Visible<CustomerShipment>
        let lines: [Visible<CustomerShipmentLine>]
    }

    static let lineLimit = 200

    static func load(_ id: ID<CustomerOrder>, _ format: Format, by reading: Reading) throws -> OrderModel? {
        guard let order = try reading.find(id) else { return nil }
        let lines = try reading.all(
            Select<CustomerOrderLine>().where(\.customerOrder, .equal, id).ordered(by: \.position).limit(lineLimit))
        let shipments = try reading.part { try parcels(of: id, by: reading) } ?? []
        let invoices = try reading.part {
            try reading.all(
                Select<CustomerInvoice>().where(\.customerOrder, .equal, id).ordered(by: \.date).limit(100))
        }
        let quote = try order.quote.flatMap { id in try reading.part { try reading.find(id) } ?? nil }
        let card = OrderCard(
            order, lines: lines, lastShippedOn: shipments.last?.shipment.date, quotedOn: quote?.priceDate,
            lastInvoicedOn: invoices?.last?.date, format)
        return OrderModel(
            card: card, account: try reading.part { try reading.find(order.account) } ?? nil, quote: quote,
            shipments: shipments, invoices: invoices, format: format)
    }

    private static func parcels(of id: ID<CustomerOrder>, by reading: Reading) throws -> [Parcel] {
        let shipments = try reading.all(
            Select<CustomerShipment>().where(\.customerOrder, .equal, id).ordered(by: \.date).limit(100))
        let lines = try reading.all(
            Select<CustomerShipmentLine>().where(\.shipment, in: shipments.map(\.id)).ordered(by: \.position)
                .limit(1_000))
        return shipments.map { shipment in
            Parcel(shipment: shipment, lines: lines.filter { $0.shipment == shipment.id })
        }
    }

    /// When the goods of a product left, by its code: what stands beside the promise.
    func actualDays(of code: String) -> [CalendarDate] {
        shipments.filter { $0.lines.contains { $0.productCode == code } }.map(\.shipment.date)
    }
}

import CRM
import Kernel
import Platform

/// An order of the customer as a track, with its lines.
struct OrderCard: Sendable {
    let order: Visible<CustomerOrder>
    let lines: [Visible<CustomerOrderLine>]
    let steps: [TrackStep]
    let dueOn: CalendarDate?

    /// Open orders drawn at once; the list has the rest.
    static let limit = 4
    static let lineLimit = 12

    var isDelivered: Bool { order.deliveryStatus == "delivered" }
    func isLate(on today: CalendarDate) -> Bool { !isDelivered && dueOn.map { $0 < today } ?? false }

    /// The open ones, the newest first: three queries for all of them.
    static func open(of account: ID<Account>, _ format: Format, by reading: Reading) throws -> [OrderCard] {
        let orders = try reading.all(
            Select<CustomerOrder>().where(\.account, .equal, account).where(\.state, in: ["confirmed", "onHold"])
                .ordered(by: \.date, descending: true).limit(limit))
        let ids = orders.map(\.id)
        let lines = try reading.all(
            Select<CustomerOrderLine>().where(\.customerOrder, in: ids).ordered(by: \.customerOrder)
                .ordered(by: \.position).limit(500))
        let shipments =
            try reading.part {
                try reading.all(
                    Select<CustomerShipment>().where(\.customerOrder, in: ids.map { Optional($0) })
                        .ordered(by: \.date, descending: true).limit(100))
            } ?? []
        return orders.map { order in
            let own = lines.filter { $0.customerOrder == order.id }
            return OrderCard(
                order, lines: own, lastShippedOn: shipments.first { $0.customerOrder == order.id }?.date,
                quotedOn: nil, lastInvoicedOn: nil, format)
        }
    }

    init(
        _ order: Visible<CustomerOrder>, lines: [Visible<CustomerOrderLine>], lastShippedOn: CalendarDate?,
        quotedOn: CalendarDate?, lastInvoicedOn: CalendarDate?, _ format: Format
    ) {
        self.order = order
        self.lines = lines
        var facts = OrderFacts()
        facts.quotedOn = quotedOn
        facts.orderedOn = order.date
        facts.state = order.state
        facts.holdReason = order.holdReason
        facts.delivery = order.deliveryStatus
        facts.billing = order.billingStatus
        facts.payment = order.paymentStatus
        facts.lastShippedOn = lastShippedOn
        facts.lastInvoicedOn = lastInvoicedOn
        let open = lines.filter { max($0.shipped, $0.invoiced).value < ($0.quantity - $0.cancelled).value }
        let promises = open.compactMap { $0.promisedDate ?? $0.requestedDate }
        facts.dueOn = promises.max() ?? order.requestedDate
        for line in lines {
            facts.quantities.add(
                committed: line.quantity - line.cancelled, shipped: line.shipped, invoiced: line.invoiced)
        }
        dueOn = facts.dueOn
        steps = facts.steps(format)
    }
}

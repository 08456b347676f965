import ERP
import Kernel
import Platform

/// An order where it is worked on: what is open, what stops it, what left, what was billed and paid.
struct SalesOrderModel: Sendable {
    let order: Visible<SalesOrder>
    let customer: Visible<Customer>?
    let lines: [Line]
    let holds: [Visible<OrderHold>]
    let shipments: [Visible<Shipment>]?
    let invoices: [Visible<ReceivableItem>]?
    let steps: [TrackStep]
    let rights: Rights
    let format: Format

    struct Line: Sendable {
        let line: Visible<SalesOrderLine>
        let item: Visible<Item>?
        let shippedOn: [CalendarDate]
        /// Serial numbers in stock that could be scanned, when there are few.
        let serials: [String]

        var open: Quantity {
            let rest = line.quantity - line.cancelled - line.shipped
            return rest.isNegative ? .zero(line.quantity.unit) : rest
        }
        var isSerialised: Bool { item?.tracking == .serial }
    }

    /// Buttons follow from this; the commands decide.
    struct Rights: Hashable, Sendable {
        var mayShip = false
        var mayInvoice = false
        var mayHold = false
        var mayRelease = false
        var mayCancel = false
    }

    static let lineLimit = 200
    static let serialLimit = 20

    static func load(_ id: ID<SalesOrder>, _ format: Format, by reading: Reading) throws -> SalesOrderModel? {
        guard let order = try reading.find(id) else { return nil }
        let held = try reading.all(
            Select<SalesOrderLine>().where(\.order, .equal, id).ordered(by: \.position).limit(lineLimit))
        let shipments = try reading.part {
            try reading.all(Select<Shipment>().where(\.order, .equal, id).ordered(by: \.date).limit(100))
        }
        let invoices = try reading.part {
            try reading.all(
                Select<ReceivableItem>().where(\.salesOrder, .equal, id).ordered(by: \.date).limit(100))
        }
        let holds =
            try reading.part {
                try reading.all(Select<OrderHold>().where(\.order, .equal, id).ordered(by: \.id).limit(50))
            } ?? []
        let facts = facts(order, held, holds, shipments ?? [], invoices ?? [])
        return SalesOrderModel(
            order: order, customer: try reading.part { try reading.find(order.customer) } ?? nil,
            lines: try lines(held, shipments ?? [], by: reading), holds: holds, shipments: shipments,
            invoices: invoices, steps: facts.steps(format), rights: rights(order, held, holds, by: reading),
            format: format)
    }

    private static func facts(
        _ order: Visible<SalesOrder>, _ lines: [Visible<SalesOrderLine>], _ holds: [Visible<OrderHold>],
        _ shipments: [Visible<Shipment>], _ invoices: [Visible<ReceivableItem>]
    ) -> OrderFacts {
        var facts = OrderFacts()
        facts.orderedOn = order.date
        facts.state = order.state.rawValue
        facts.holdReason = holds.filter { $0.releasedAt == nil }.map(\.reason).joined(separator: "; ")
        facts.delivery = order.deliveryStatus.rawValue
        facts.billing = order.billingStatus.rawValue
        facts.payment = order.paymentStatus.rawValue
        facts.lastShippedOn = shipments.last?.date
        facts.lastInvoicedOn = invoices.last { $0.kind == .invoice }?.date
        for line in lines {
            facts.quantities.add(
                committed: line.quantity - line.cancelled, shipped: line.shipped, invoiced: line.invoiced)
        }
        let open = lines.filter { $0.shipped.value < ($0.quantity - $0.cancelled).value }
        facts.dueOn = open.compactMap { $0.promisedDate ?? $0.requestedDate }.max() ?? order.requestedDate
        return facts
    }

    private static func lines(
        _ lines: [Visible<SalesOrderLine>], _ shipments: [Visible<Shipment>], by reading: Reading
    ) throws -> [Line] {
        let items = try reading.part { try reading.all(Select<Item>().where(\.id, in: lines.map(\.item))) } ?? []
        let byID = Dictionary(items.map { ($0.id, $0) }) { first, _ in first }
        let shipped =
            try reading.part {
                try reading.all(
                    Select<ShipmentLine>().where(\.shipment, in: shipments.map(\.id)).limit(1_000))
            } ?? []
        let days = Dictionary(shipments.map { ($0.id, $0.date) }) { first, _ in first }
        let tracked = lines.filter { byID[$0.item]?.tracking == .serial && $0.shipped.value < $0.quantity.value }
        var serials: [ID<Item>: [String]] = [:]
        for item in Set(tracked.map(\.item)).sorted().prefix(10) {
            serials[item] = try reading.part {
                try reading.all(
                    Select<SerialUnit>().where(\.item, .equal, item).where(\.status, .equal, .inStock)
                        .ordered(by: \.serial).limit(serialLimit)
                ).map(\.serial)
            }
        }
        return lines.map { line in
            Line(
                line: line, item: byID[line.item],
                shippedOn: shipped.filter { $0.orderLine == line.id }.compactMap { days[$0.shipment] },
                serials: serials[line.item] ?? [])
        }
    }

    private static func rights(
        _ order: Visible<SalesOrder>, _ lines: [Visible<SalesOrderLine>], _ holds: [Visible<OrderHold>],
        by reading: Reading
    ) -> Rights {
        let isRunning = order.state == .confirmed || order.state == .onHold
        let hasOpen = lines.contains { $0.shipped.value < ($0.quantity - $0.cancelled).value }
        let isUnbilled = lines.contains { $0.invoiced.value < $0.shipped.value }
        var rights = Rights()
        rights.mayShip = order.state == .confirmed && hasOpen && reading.may("shipment.create")
        rights.mayInvoice = isUnbilled && reading.may("invoice.issue")
        rights.mayHold = isRunning && hasOpen && reading.may("order.hold")
        rights.mayRelease = holds.contains { $0.releasedAt == nil } && reading.may("order.release")
        rights.mayCancel = isRunning && hasOpen && reading.may("order.cancel")
        return rights
    }
}

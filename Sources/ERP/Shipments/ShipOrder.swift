import Kernel
import Platform

/// What leaves of one order line.
public struct ShipLineInput: Sendable {
    public var position = 0
    /// In the line's unit; without it, all that is open.
    public var quantity: FixedDecimal?
    /// One number for each piece of an item with serial numbers.
    public var serials = ""
    /// Without it the lots that expire first are taken.
    public var lot = ""
    public init() {}
    public init(position: Int, quantity: FixedDecimal? = nil, serials: String = "", lot: String = "") {
        self.position = position
        self.quantity = quantity
        self.serials = serials
        self.lot = lot
    }

    public static let schema = Schema<ShipLineInput>("ShipLineInput") { s in
        s.field("position", \.position, .within(0...1_000_000))
        s.field("quantity", \.quantity)
        s.field("serials", \.serials)
        s.field("lot", \.lot, .maxLength(60))
    }
}

/// Ships an order, in whole or in part, and posts Dr Cost of goods sold Cr Inventory at the moving average of this
/// moment. What is not shipped stays open, with its reservation.
/// Refuses: notFound, wrongState, orderOnHold, customerOnHold, nothingOpen, badQuantity, overDelivery, notInStock,
/// wrongSerial, wrongLot, closedPeriod. Emits OrderShipped, ShipmentPosted.
public struct ShipOrder: Command {
    public static let name = "order.ship"
    public static let permission: Permission = "shipment.create"
    public static let emits: [any Event.Type] = [ShipmentPosted.self, OrderShipped.self]
    public var order = ID<SalesOrder>.blank
    public var date: CalendarDate?
    public var carrier = ""
    public var trackingNumber = ""
    /// Takes the first serial numbers in stock where none are given.
    public var picksSerials = false
    /// Ships of the open lines what is there, instead of refusing.
    public var onlyAvailable = false
    /// None: all that is open.
    public var lines: [ShipLineInput] = []
    public init() {}
    public init(order: ID<SalesOrder>, lines: [ShipLineInput] = []) {
        self.order = order
        self.lines = lines
    }

    public static let input = Schema<ShipOrder>("ShipOrder") { s in
        s.field("order", \.order, .required)
        s.field("date", \.date)
        s.field("carrier", \.carrier, .maxLength(100))
        s.field("trackingNumber", \.trackingNumber, .maxLength(100))
        s.field("picksSerials", \.picksSerials)
        s.field("onlyAvailable", \.onlyAvailable)
        s.list("lines", \.lines, ShipLineInput.schema, blank: { ShipLineInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Shipment> {
        var running = try RunningOrder(order, changesValue: false, in: tx)
        try requireShippable(running, in: tx)
        var picking = ShipmentPicking(picksSerials: picksSerials, onlyAvailable: onlyAvailable)
        for line in lines { try picking.pick(line, of: running, in: tx) }
        if lines.isEmpty {
            for line in running.lines where line.open.value > .zero {
                try picking.pick(ShipLineInput(position: line.position), of: running, in: tx)
            }
        }
        if !picking.reasons.isEmpty { throw Refusal(picking.reasons) }
        if picking.picks.isEmpty {
            throw Refusal(
                .nothingOpen, "\(running.title) has nothing to ship", document: running.title, field: "lines",
                allowed: "a line with something open and in stock", fixedBy: "warehouse")
        }
        let shipment = try post(picking.picks, &running, in: tx)
        tx.emit(ShipmentPosted(subject: shipment))
        tx.emit(OrderShipped(subject: order))
        return shipment
    }

    private func requireShippable(_ running: RunningOrder, in tx: Transaction) throws(Refusal) {
        if running.order.state == .onHold {
            let open = Select<OrderHold>().where(\.order, .equal, order).where(\.releasedAt, .equal, nil)
            let holds = try tx.all(open)
            let why = holds.map { "\($0.kind.rawValue): \($0.reason)" }.joined(separator: "; ")
            throw Refusal(
                .orderOnHold, "\(running.title) is on hold (\(why))", document: running.title, field: "state",
                allowed: "an order whose holds are released",
                fixedBy: holds.contains { $0.kind == .credit } ? "finance" : "sales", waitsFor: "SalesOrder/\(order)")
        }
        let customer = try tx.load(running.order.customer)
        if customer.state == .hold || customer.state == .blocked {
            throw Refusal(
                .customerOnHold, "\(customer.title) is \(customer.state.rawValue): \(customer.holdReason)",
                document: running.title, field: "customer", allowed: "an active customer", fixedBy: "finance",
                waitsFor: "Customer/\(customer.id)")
        }
    }

    private func post(
        _ picks: [ShipmentPick], _ running: inout RunningOrder, in tx: Transaction
    ) throws(Refusal) -> ID<Shipment> {
        var shipment = Shipment()
        shipment.id = tx.newID()
        shipment.number = try tx.nextNumber("SHP")
        shipment.order = order
        shipment.customer = running.order.customer
        shipment.date = date ?? tx.today
        shipment.carrier = carrier
        shipment.trackingNumber = trackingNumber
        shipment.lineCount = picks.count
        var draft = JournalDraft(
            date: shipment.date, source: (object: "Shipment", id: shipment.id.raw, number: shipment.number),
            memo: "Shipment \(shipment.number) of order \(running.order.number)")
        let template = StockMove(.shipment, on: shipment.date, document: "Shipment", id: shipment.id.raw)
        var rows: [ShipmentLine] = []
        for (index, pick) in picks.enumerated() {
            var row = ShipmentLine(pick, in: shipment.id, position: index + 1, of: running.lines[pick.line])
            row.id = tx.newID()
            row.cost = .zero(running.company.currency)
            for part in running.supply(of: running.lines[pick.line]).parts {
                let cost = running.book.issue(
                    part.item, part.base(pick.quantity), pieces: pick.pieces, template)
                draft.debit(.costOfGoodsSold, cost, party: shipment.customer, item: part.item.id)
                draft.credit(.inventory, cost, item: part.item.id)
                row.cost += cost
            }
            rows.append(row)
            running.lines[pick.line].shipped += Quantity(pick.quantity, running.lines[pick.line].quantity.unit)
        }
        running.reserve()
        if rows.contains(where: { !$0.cost.isZero }) { shipment.entry = try tx.post(draft).id }
        try tx.insert(shipment)
        for (pick, row) in zip(picks, rows) {
            try tx.insert(row)
            for unit in pick.units {
                try tx.update(unit.shipped(by: row.id, to: shipment.customer, on: shipment.date, item: pick.item))
            }
        }
        try running.save(entry: shipment.entry, in: tx)
        return shipment.id
    }
}

/// Goods left the house.
public struct ShipmentPosted: Event { public let subject: ID<Shipment> }

/// An order was shipped, in whole or in part.
public struct OrderShipped: Event { public let subject: ID<SalesOrder> }

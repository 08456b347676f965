import Kernel
import Platform

/// Finds what was shipped for each thing that is to come back, and collects every reason against it.
struct ReturnReading {
    private(set) var order: ID<SalesOrder>?
    let document: String
    private(set) var rows: [ReturnLine] = []
    private(set) var reasons: [Reason] = []

    init(order: ID<SalesOrder>?, document: String) {
        self.order = order.flatMap { $0.isBlank ? nil : $0 }
        self.document = document
    }

    mutating func refuse(_ code: RefusalCode, _ message: String, _ line: Int?, _ field: String, _ allowed: String) {
        reasons.append(
            Reason(code, message, document: document, line: line, field: field, allowed: allowed, fixedBy: "support"))
    }

    mutating func read(_ input: ReturnLineInput, line: Int, in tx: Transaction) throws(Refusal) {
        if !input.serial.isEmpty { return try readSerial(input.serial, line: line, in: tx) }
        guard let order else {
            return refuse(.notFound, "no order is named", line, "order", "an order, or a serial number")
        }
        let select = Select<SalesOrderLine>().where(\.order, .equal, order).where(\.position, .equal, input.position)
        guard let sold = try tx.first(select) else {
            return refuse(
                .notFound, "the order has no line \(input.position)", line, "position", "a line of the order")
        }
        let item = try tx.load(sold.item)
        if item.tracking == .serial {
            return refuse(.wrongSerial, "\(item.code) comes back by its serial number", line, "serial", "a number")
        }
        if input.quantity <= .zero {
            return refuse(.badQuantity, "\(input.quantity) cannot come back", line, "quantity", "more than 0")
        }
        try spread(input, over: sold, item, line: line, in: tx)
    }

    private mutating func readSerial(_ serial: String, line: Int, in tx: Transaction) throws(Refusal) {
        let units = try tx.all(Select<SerialUnit>().where(\.serial, .equal, serial))
        guard let unit = units.first(where: { $0.status == .shipped }), let id = unit.shipmentLine else {
            let known = units.first.map { "is \($0.status.rawValue)" } ?? "is not known"
            return refuse(.wrongSerial, "\(serial) \(known)", line, "serial", "a number that was shipped")
        }
        let shipped = try tx.load(id)
        let sold = try tx.load(shipped.orderLine)
        if let order, order != sold.order {
            return refuse(.wrongSerial, "\(serial) left with another order", line, "serial", "a number of this order")
        }
        order = sold.order
        let waiting = try tx.integer(
            """
            SELECT count(*) FROM return_line l JOIN return_authorization r ON r.id = l.return_authorization
            WHERE l.shipment_line = ? AND l.serial = ? AND r.state IN ('requested', 'authorised', 'received')
            """, [.text(id.raw), .text(serial)])
        if waiting > 0 || rows.contains(where: { $0.serial == serial && $0.shipmentLine == id }) {
            return refuse(.moreThanShipped, "\(serial) is on a return already", line, "serial", "each number once")
        }
        let item = try tx.load(sold.item)
        var row = row(of: shipped, sold, quantity: pieces(1, sold), earlier: try returned(of: shipped, in: tx))
        row.serial = serial
        row.warrantyVerdict = unit.warrantyEnd.map { $0 >= tx.today ? .inWarranty : .expired } ?? .notCovered
        if item.warrantyMonths == 0, unit.warrantyEnd == nil { row.warrantyVerdict = .notCovered }
        rows.append(row)
    }

    /// Line units that so many base units make.
    private func pieces(_ count: Int, _ sold: SalesOrderLine) -> FixedDecimal {
        FixedDecimal(count * sold.unitDenominator).divided(by: FixedDecimal(sold.unitNumerator), rounding: .halfUp)
    }

    /// Takes the quantity from the newest shipments of the line first.
    private mutating func spread(
        _ input: ReturnLineInput, over sold: SalesOrderLine, _ item: Item, line: Int, in tx: Transaction
    ) throws(Refusal) {
        let shipped = Select<ShipmentLine>().where(\.orderLine, .equal, sold.id).ordered(by: \.id, descending: true)
        var rest = input.quantity
        for part in try tx.all(shipped) where rest > .zero {
            if !input.lot.isEmpty, !part.lots.contains(input.lot) { continue }
            let earlier = try returned(of: part, in: tx)
            let taken = min(rest, part.quantity.value - earlier)
            if taken <= .zero { continue }
            rest = rest - taken
            var row = row(of: part, sold, quantity: taken, earlier: earlier)
            row.lot = input.lot.isEmpty ? Self.onlyLot(part) : input.lot
            let left = try tx.load(part.shipment).date
            if item.warrantyMonths > 0 {
                row.warrantyVerdict = left.adding(months: item.warrantyMonths) >= tx.today ? .inWarranty : .expired
            }
            rows.append(row)
        }
        if rest > .zero {
            refuse(
                .moreThanShipped, "\(input.quantity) of \(item.code) are \(rest) more than were shipped and kept", line,
                "quantity", "at most \(input.quantity - rest) \(sold.quantity.unit)")
        }
    }

    /// "L-7 × 4 EA" names one lot; of several none can be told.
    private static func onlyLot(_ line: ShipmentLine) -> String? {
        guard !line.lots.isEmpty, let end = line.lots.firstRange(of: " × ") else { return nil }
        return String(line.lots[..<end.lowerBound])
    }

    /// What was asked back of a shipment line before, and of this request.
    private func returned(of shipped: ShipmentLine, in tx: Transaction) throws(Refusal) -> FixedDecimal {
        let micros = try tx.integer(
            """
            SELECT coalesce(sum(l.quantity), 0) FROM return_line l
            JOIN return_authorization r ON r.id = l.return_authorization
            WHERE l.shipment_line = ? AND r.state <> 'rejected' AND coalesce(l.disposition, '') <> 'repair'
            """, [.text(shipped.id.raw)])
        let here = rows.filter { $0.shipmentLine == shipped.id }.reduce(FixedDecimal.zero) { $0 + $1.quantity.value }
        return FixedDecimal(micros: Int128(micros)) + here
    }

    /// At the cost it left with: what the first part did not take remains for the last.
    private func row(
        of shipped: ShipmentLine, _ sold: SalesOrderLine, quantity: FixedDecimal, earlier: FixedDecimal
    ) -> ReturnLine {
        var row = ReturnLine()
        row.shipmentLine = shipped.id
        row.orderLine = sold.id
        row.item = shipped.item
        row.quantity = Quantity(quantity, sold.quantity.unit)
        let whole = shipped.quantity.value.micros
        row.originalCost =
            shipped.cost.share((earlier + quantity).micros, of: whole)
            - shipped.cost.share(earlier.micros, of: whole)
        row.unitPrice = sold.unitPrice
        row.discountPercent = sold.discountPercent
        return row
    }
}

import Kernel
import Platform

/// What is taken off the shelf for one order line.
struct ShipmentPick {
    /// The index of the order line.
    let line: Int
    let item: Item
    /// In the line's unit.
    let quantity: FixedDecimal
    var pieces: [StockBook.Piece] = []
    var units: [SerialUnit] = []
}

/// Checks a shipment line by line, and collects every reason against it.
struct ShipmentPicking {
    let picksSerials: Bool
    let onlyAvailable: Bool
    private(set) var picks: [ShipmentPick] = []
    private(set) var reasons: [Reason] = []
    /// Base units that earlier lines of this shipment take already.
    private var taken: [ID<Item>: FixedDecimal] = [:]
    private var takenSerials: Set<ID<SerialUnit>> = []

    init(picksSerials: Bool, onlyAvailable: Bool) {
        self.picksSerials = picksSerials
        self.onlyAvailable = onlyAvailable
    }

    mutating func pick(_ input: ShipLineInput, of running: RunningOrder, in tx: Transaction) throws(Refusal) {
        let index = try running.index(of: input.position)
        let line = running.lines[index]
        let item = running.item(of: line)
        let supply = running.supply(of: line)
        var quantity = input.quantity ?? line.open.value
        guard isAllowed(quantity, line, item, running) else { return }
        for part in supply.parts {
            let free = running.book.free(part.item, for: line.id) - (taken[part.item.id] ?? .zero)
            if part.base(quantity) <= free { continue }
            if onlyAvailable {
                quantity = min(quantity, part.lineUnits(max(free, .zero)))
            } else {
                refuse(
                    .notInStock, "\(part.base(quantity)) \(part.item.baseUnit) of \(part.item.code) are not there",
                    line.position, "quantity", "at most \(max(free, .zero)) \(part.item.baseUnit) now", running)
                return
            }
        }
        if item.tracking == .serial {
            quantity = quantity.rounded(toPlaces: 0, .floor)
        }
        guard quantity > .zero else { return }
        var pick = ShipmentPick(line: index, item: item, quantity: quantity)
        switch item.tracking {
        case .none: break
        case .lot:
            do throws(Refusal) {
                pick.pieces = try LotPicking.pick(
                    item, supply.parts.first?.base(quantity) ?? quantity, lot: input.lot,
                    from: running.order.warehouse, document: running.title, line: line.position, in: tx)
            } catch {
                if error.code == .storeFailed { throw error }
                reasons += error.reasons
                return
            }
        case .serial:
            let pieces = supply.parts.first?.base(quantity) ?? quantity
            guard let units = try serials(input, pieces, item, line, running, in: tx) else { return }
            pick.units = units
            pick.pieces = units.map { StockBook.Piece(quantity: .one, serial: $0.serial) }
        }
        for part in supply.parts { taken[part.item.id, default: .zero] += part.base(quantity) }
        picks.append(pick)
    }

    private mutating func isAllowed(
        _ quantity: FixedDecimal, _ line: SalesOrderLine, _ item: Item, _ running: RunningOrder
    ) -> Bool {
        if quantity <= .zero {
            refuse(
                line.open.isZero ? .nothingOpen : .badQuantity, "\(quantity) of \(item.code) cannot be shipped",
                line.position, "quantity", "more than 0, at most \(line.open)", running)
            return false
        }
        if picks.contains(where: { running.lines[$0.line].id == line.id && $0.item.tracking != .lot }) {
            refuse(.duplicate, "line \(line.position) is listed twice", line.position, "position", "once", running)
            return false
        }
        let mine = picks.filter { running.lines[$0.line].id == line.id }
        let earlier = mine.reduce(FixedDecimal.zero) { $0 + $1.quantity }
        let tolerance = line.committed.value.multiplied(
            by: running.company.overDeliveryPercent, rounding: .floor
        ).divided(by: 100, rounding: .floor)
        let most = line.committed.value + tolerance - line.shipped.value - earlier
        if quantity > most {
            refuse(
                .overDelivery, "\(quantity) of \(item.code) is \(quantity - most) more than was ordered",
                line.position, "quantity", "at most \(most) \(line.quantity.unit)", running)
            return false
        }
        return true
    }

    /// The numbered pieces that leave, or nil when they are not right.
    private mutating func serials(
        _ input: ShipLineInput, _ pieces: FixedDecimal, _ item: Item, _ line: SalesOrderLine,
        _ running: RunningOrder, in tx: Transaction
    ) throws(Refusal) -> [SerialUnit]? {
        let listed = SerialNumbers.read(input.serials)
        let count = Int(pieces.micros / FixedDecimal.microsPerOne)
        let here = Select<SerialUnit>().where(\.item, .equal, item.id)
            .where(\.warehouse, .equal, running.order.warehouse).where(\.status, .equal, .inStock)
            .ordered(by: \.serial)
        if listed.isEmpty, picksSerials {
            let free = try tx.all(here.limit(count + takenSerials.count)).filter { !takenSerials.contains($0.id) }
            let units = Array(free.prefix(count))
            takenSerials.formUnion(units.map(\.id))
            return units
        }
        let known = try SerialNumbers.find(listed, of: item.id, in: tx)
        var wrong: [String] = []
        if listed.count != count { wrong.append("\(listed.count) numbers are given for \(count) pieces") }
        for serial in SerialNumbers.repeated(listed) { wrong.append("\(serial) is listed twice") }
        for serial in listed {
            if let unit = known[serial] {
                if unit.status != .inStock || unit.warehouse != running.order.warehouse {
                    wrong.append("\(serial) is \(unit.status == .inStock ? "elsewhere" : unit.status.rawValue)")
                } else if takenSerials.contains(unit.id) {
                    wrong.append("\(serial) is on another line")
                }
            } else {
                wrong.append("\(serial) is not known")
            }
        }
        guard wrong.isEmpty else {
            let free = try tx.all(here.limit(5)).map(\.serial)
            refuse(
                .wrongSerial, "\(item.code): \(wrong.joined(separator: "; "))", line.position, "serials",
                free.isEmpty ? "none is in stock" : "such as \(SerialNumbers.write(free))", running)
            return nil
        }
        let units = listed.compactMap { known[$0] }
        takenSerials.formUnion(units.map(\.id))
        return units
    }

    private mutating func refuse(
        _ code: RefusalCode, _ message: String, _ line: Int, _ field: String, _ allowed: String,
        _ running: RunningOrder
    ) {
        reasons.append(
            Reason(
                code, message, document: running.title, line: line, field: field, allowed: allowed,
                fixedBy: "warehouse"))
    }
}

extension ShipmentLine {
    init(_ pick: ShipmentPick, in shipment: ID<Shipment>, position: Int, of line: SalesOrderLine) {
        self.init()
        self.shipment = shipment
        self.position = position
        orderLine = line.id
        item = line.item
        quantity = Quantity(pick.quantity, line.quantity.unit)
        serials = SerialNumbers.write(pick.units.map(\.serial))
        let lots = pick.pieces.filter { $0.lot != nil }
        self.lots = LotPicking.text(lots, unit: pick.item.baseUnit)
    }
}

extension SerialUnit {
    /// The piece as it is with the customer; its warranty starts on the day it leaves.
    func shipped(
        by line: ID<ShipmentLine>, to customer: ID<Customer>, on date: CalendarDate, item: Item
    ) -> SerialUnit {
        var unit = self
        unit.status = .shipped
        unit.warehouse = nil
        unit.customer = customer
        unit.shipmentLine = line
        unit.shippedOn = date
        unit.warrantyStart = item.warrantyMonths > 0 ? date : nil
        unit.warrantyEnd = item.warrantyMonths > 0 ? date.adding(months: item.warrantyMonths) : nil
        return unit
    }
}

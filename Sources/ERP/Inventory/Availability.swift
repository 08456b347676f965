import Kernel

/// A quantity that can be promised for a day.
public struct Promise: Hashable, Sendable {
    /// nil: no date can be given yet.
    public let date: CalendarDate?
    /// In the item's base unit.
    public let quantity: Quantity
}

/// What is on one shelf.
public struct ShelfStock: Hashable, Sendable {
    public let warehouse: ID<Warehouse>
    public let code: String
    public let onHand: Quantity
    public let reserved: Quantity
    public var available: Quantity { onHand - reserved }
}

/// Answers what is there and what may be promised. No receipts are scheduled yet, so what is not on a shelf has no
/// date.
public enum Availability {
    /// By warehouse; a kit is as available as its scarcest part.
    public static func shelves(of item: Item, in reader: some RecordReader) throws(Refusal) -> [ShelfStock] {
        let sql = """
            SELECT w.id, w.code, s.on_hand, s.on_hand_unit, s.reserved, s.reserved_unit
            FROM stock_level s JOIN warehouse w ON w.id = s.warehouse WHERE s.item = ? ORDER BY w.code
            """
        var shelves: [ShelfStock] = []
        for row in try reader.rows(sql, [.text(item.id.raw)], as: [.text, .text, .quantity, .quantity]) {
            guard case .quantity(let onHand) = row[2], case .quantity(let reserved) = row[3] else { continue }
            shelves.append(
                ShelfStock(warehouse: ID(row[0].text), code: row[1].text, onHand: onHand, reserved: reserved))
        }
        return shelves
    }

    /// What may be promised over all warehouses, in the base unit.
    public static func available(_ item: Item, in reader: some RecordReader) throws(Refusal) -> Quantity {
        var parts = [(item: item, quantity: FixedDecimal.one)]
        if item.type == .kit { parts = try LineSupply.components(of: item, in: reader) }
        var least: FixedDecimal?
        for part in parts {
            let free = try shelves(of: part.item, in: reader).reduce(FixedDecimal.zero) { $0 + $1.available.value }
            let whole = free.divided(by: part.quantity, rounding: .floor)
            least = min(least ?? whole, whole)
        }
        return Quantity(max(least ?? .zero, .zero), item.baseUnit)
    }

    /// When how much of `quantity` (in the base unit) can be promised: what is free from `date` on, the rest without
    /// a date. A service can always be promised.
    public static func promise(
        _ item: Item, quantity: FixedDecimal, on date: CalendarDate, in reader: some RecordReader
    ) throws(Refusal) -> [Promise] {
        let wanted = Quantity(quantity, item.baseUnit)
        if item.type == .service { return [Promise(date: date, quantity: wanted)] }
        let now = min(wanted, try available(item, in: reader))
        var promises: [Promise] = []
        if now.value > .zero { promises.append(Promise(date: date, quantity: now)) }
        if now < wanted { promises.append(Promise(date: nil, quantity: wanted - now)) }
        return promises
    }
}

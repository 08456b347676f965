import Kernel
import Platform

/// Takes lots off the shelf: the named one, or those that expire first.
enum LotPicking {
    /// The pieces that make up `quantity`. Refuses: wrongLot, notInStock.
    static func pick(
        _ item: Item, _ quantity: FixedDecimal, lot: String, from warehouse: ID<Warehouse>, document: String,
        line: Int, in tx: Transaction
    ) throws(Refusal) -> [StockBook.Piece] {
        let stock = Select<LotStock>().where(\.item, .equal, item.id).where(\.warehouse, .equal, warehouse)
        let lots = try tx.all(stock).filter { !$0.onHand.isZero }.sorted { one, other in
            switch (one.expiresOn, other.expiresOn) {
            case (let first?, let second?) where first != second: first < second
            case (.some, nil): true
            case (nil, .some): false
            default: one.lot < other.lot
            }
        }
        var rest = quantity
        var pieces: [StockBook.Piece] = []
        for var row in lots where rest > .zero && (lot.isEmpty || row.lot == lot) {
            let taken = min(rest, row.onHand.value)
            rest = rest - taken
            row.onHand.value = row.onHand.value - taken
            try tx.update(row)
            pieces.append(StockBook.Piece(quantity: taken, lot: row.lot))
        }
        guard rest.isZero else {
            let there = lots.map { "\($0.lot): \($0.onHand)" }.joined(separator: ", ")
            throw Refusal(
                lot.isEmpty || lots.contains { $0.lot == lot } ? .notInStock : .wrongLot,
                "\(rest) \(item.baseUnit) of \(item.code) \(lot.isEmpty ? "" : "in lot \(lot) ")are missing",
                document: document, line: line, field: "lot", allowed: there.isEmpty ? "no lot is in stock" : there,
                fixedBy: "warehouse")
        }
        return pieces
    }

    /// Puts so much of a lot on the shelf.
    static func put(
        _ item: Item, _ quantity: FixedDecimal, lot: String, expiresOn: CalendarDate? = nil,
        into warehouse: ID<Warehouse>, in tx: Transaction
    ) throws(Refusal) {
        let select = Select<LotStock>().where(\.item, .equal, item.id).where(\.warehouse, .equal, warehouse)
            .where(\.lot, .equal, lot)
        if var row = try tx.first(select) {
            row.onHand.value = row.onHand.value + quantity
            if let expiresOn { row.expiresOn = expiresOn }
            try tx.update(row)
        } else {
            var row = LotStock()
            row.item = item.id
            row.warehouse = warehouse
            row.lot = lot
            row.onHand = Quantity(quantity, item.baseUnit)
            row.expiresOn = expiresOn
            try tx.insert(row)
        }
    }

    static func text(_ pieces: [StockBook.Piece], unit: UnitOfMeasure) -> String {
        pieces.map { "\($0.lot ?? "") × \($0.quantity) \(unit)" }.joined(separator: ", ")
    }
}

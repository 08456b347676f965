import Kernel
import Platform

/// What one line of a count changes in the books.
struct StockChange {
    let item: Item
    let line: Int
    /// In the base unit.
    let counted: FixedDecimal
    /// In the base unit; negative when goods are gone.
    var change: FixedDecimal
    let unitCost: FixedDecimal?
    let lot: String
    let expiresOn: CalendarDate?
    /// Numbers that come in and go out.
    var serialsIn: [String] = []
    var serialsOut: [String] = []

    var pieces: [StockBook.Piece] {
        let serials = change.isNegative ? serialsOut : serialsIn
        if !serials.isEmpty { return serials.map { StockBook.Piece(quantity: .one, serial: $0) } }
        return lot.isEmpty ? [] : [StockBook.Piece(quantity: change.magnitude, lot: lot)]
    }
}

/// Turns the lines of a count into changes of the books, and collects every reason against them.
struct StockCountReading {
    let kind: StockCountKind
    let warehouse: Warehouse
    let document: String
    private(set) var changes: [StockChange] = []
    private(set) var reasons: [Reason] = []

    init(kind: StockCountKind, warehouse: Warehouse, document: String) {
        self.kind = kind
        self.warehouse = warehouse
        self.document = document
    }

    mutating func read(_ input: StockCountInput, line: Int, book: inout StockBook, in tx: Transaction) throws(Refusal) {
        guard let item = try tx.find(input.item) else {
            return refuse(
                .notFound, "there is no item '\(input.item)'", line, "item", "an existing item", "operations")
        }
        guard item.type == .stock else {
            return refuse(.badQuantity, "\(item.code) is never on a shelf", line, "item", "a stock item", "operations")
        }
        let counted: FixedDecimal
        do throws(Refusal) {
            counted = try base(input.counted, of: item, line: line, in: tx)
        } catch {
            reasons += error.reasons
            return
        }
        if counted.isNegative, kind != .adjustment {
            return refuse(.badQuantity, "\(counted) of \(item.code) cannot be found", line, "counted", "0 or more")
        }
        if changes.contains(where: { $0.item.id == item.id && $0.lot == input.lot && $0.line != line }) {
            return refuse(.duplicate, "\(item.code) is listed twice", line, "item", "each item and lot once")
        }
        try book.load([item], in: tx)
        var change = StockChange(
            item: item, line: line, counted: counted, change: counted, unitCost: input.unitCost, lot: input.lot,
            expiresOn: input.expiresOn)
        switch item.tracking {
        case .serial: return try readSerials(input, change, in: tx)
        case .lot:
            if input.lot.isEmpty {
                return refuse(.wrongLot, "\(item.code) is kept in lots and none is named", line, "lot", "a lot")
            }
            let there = try onHand(item, lot: input.lot, in: tx)
            if kind == .count { change.change = counted - there }
            if there + change.change < .zero {
                return refuse(
                    .notInStock, "\(counted.magnitude) of lot \(input.lot) of \(item.code) cannot leave", line,
                    "quantity", "at most \(there) \(item.baseUnit)")
            }
        case .none:
            if kind == .count { change.change = counted - book.onHand(item) }
        }
        changes.append(change)
    }

    private func base(
        _ quantity: Quantity, of item: Item, line: Int, in tx: Transaction
    ) throws(Refusal) -> FixedDecimal {
        let conversion = try item.conversion(from: quantity.unit, in: tx, line: line)
        do throws(ValueError) {
            return try conversion.convert(quantity).value
        } catch {
            throw Refusal(
                .badUnit, error.message, document: document, line: line, field: "counted", allowed: error.allowed)
        }
    }

    private func onHand(_ item: Item, lot: String, in tx: Transaction) throws(Refusal) -> FixedDecimal {
        let select = Select<LotStock>().where(\.item, .equal, item.id).where(\.warehouse, .equal, warehouse.id)
            .where(\.lot, .equal, lot)
        return try tx.first(select)?.onHand.value ?? .zero
    }

    /// Compares the numbers that were found with those in the books.
    private mutating func readSerials(
        _ input: StockCountInput, _ change: StockChange, in tx: Transaction
    ) throws(Refusal) {
        let item = change.item
        let listed = SerialNumbers.read(input.serials)
        let twice = SerialNumbers.repeated(listed)
        if !twice.isEmpty || FixedDecimal(listed.count) != change.counted.magnitude {
            return refuse(
                .wrongSerial,
                twice.isEmpty
                    ? "\(listed.count) serial numbers stand for \(change.counted.magnitude) of \(item.code)"
                    : "\(SerialNumbers.write(twice)) of \(item.code) is listed twice",
                change.line, "serials", "one number for each piece, each once")
        }
        let known = try SerialNumbers.find(listed, of: item.id, in: tx)
        let shelf = warehouse.id
        let here = { (unit: SerialUnit) in unit.status == .inStock && unit.warehouse == shelf }
        var incoming = change
        var outgoing = change
        let leaves = kind == .adjustment && change.change.isNegative
        if !leaves {
            incoming.serialsIn = listed.filter { serial in kind != .count || !(known[serial].map(here) ?? false) }
            for serial in incoming.serialsIn {
                guard let unit = known[serial], unit.status != .scrapped else { continue }
                refuse(
                    .wrongSerial, "\(serial) of \(item.code) is already known as \(unit.status.rawValue)", change.line,
                    "serials", "numbers that are not in the books")
            }
        } else {
            outgoing.serialsOut = listed
            for serial in listed where !(known[serial].map(here) ?? false) {
                refuse(
                    .wrongSerial, "\(serial) of \(item.code) is not in \(warehouse.code)", change.line, "serials",
                    "numbers that are in stock there")
            }
        }
        if kind == .count {
            let stock = Select<SerialUnit>().where(\.item, .equal, item.id)
                .where(\.warehouse, .equal, warehouse.id).where(\.status, .equal, .inStock)
            let found = Set(listed)
            outgoing.serialsOut = try tx.all(stock).map(\.serial).filter { !found.contains($0) }.sorted()
        }
        incoming.change = FixedDecimal(incoming.serialsIn.count)
        outgoing.change = -FixedDecimal(outgoing.serialsOut.count)
        if !outgoing.serialsOut.isEmpty { changes.append(outgoing) }
        if !incoming.serialsIn.isEmpty || outgoing.serialsOut.isEmpty { changes.append(incoming) }
    }

    private mutating func refuse(
        _ code: RefusalCode, _ message: String, _ line: Int, _ field: String, _ allowed: String,
        _ fixedBy: String = "warehouse"
    ) {
        reasons.append(
            Reason(code, message, document: document, line: line, field: field, allowed: allowed, fixedBy: fixedBy))
    }
}

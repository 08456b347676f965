import Kernel
import Platform

extension StockCount {
    /// Writes a count: document, moves, levels, pieces and the posting; then serves lines that wait for stock, or takes
    /// promises back. All reasons of all lines are collected.
    static func post(
        _ kind: StockCountKind, in chosen: ID<Warehouse>?, on date: CalendarDate?, reason: String,
        lines: [StockCountInput], in tx: Transaction
    ) throws(Refusal) -> StockCount {
        let company = try Company.current(in: tx)
        let warehouse = try Warehouse.chosen(chosen, in: tx)
        let document = kind == .adjustment ? "Adjustment" : "Count of \(warehouse.code)"
        var book = StockBook(warehouse: warehouse.id, currency: company.currency)
        var reading = StockCountReading(kind: kind, warehouse: warehouse, document: document)
        for (index, line) in lines.enumerated() { try reading.read(line, line: index + 1, book: &book, in: tx) }
        var reasons = reading.reasons
        if lines.isEmpty {
            reasons.append(
                Reason(.badQuantity, "nothing was counted", document: document, field: "lines", allowed: "a line"))
        }
        if !reasons.isEmpty { throw Refusal(reasons) }

        var count = StockCount()
        count.id = tx.newID()
        count.number = try tx.nextNumber(kind == .adjustment ? "ADJ" : "CNT")
        count.kind = kind
        count.warehouse = warehouse.id
        count.date = date ?? tx.today
        count.reason = reason
        count.lineCount = reading.changes.count
        var draft = JournalDraft(
            date: count.date, source: (object: "StockCount", id: count.id.raw, number: count.number),
            memo: "\(document) \(count.number)\(reason.isEmpty ? "" : ": " + reason)")
        var rows: [StockCountLine] = []
        for (index, change) in reading.changes.enumerated() {
            let value = try count.move(change, document: document, currency: company.currency, book: &book)
            let account: AccountRole = kind == .opening ? .openingEquity : .shrinkage
            draft.debit(.inventory, value, item: change.item.id)
            draft.credit(account, value, item: change.item.id)
            rows.append(count.line(change, position: index + 1, value: value))
        }
        let isValued = rows.contains { !$0.value.isZero }
        count.entry = isValued ? try tx.post(draft).id : nil
        try tx.insert(count)
        for row in rows { try tx.insert(row) }
        for change in reading.changes { try change.keepPieces(in: warehouse.id, tx) }
        try book.save(entry: count.entry, in: tx)
        let items = reading.changes.map(\.item)
        try BackOrders.shrink(items, &book, in: tx)
        try BackOrders.fill(items, &book, in: tx)
        try book.save(in: tx)
        return count
    }

    private func move(
        _ change: StockChange, document: String, currency: Currency, book: inout StockBook
    ) throws(Refusal) -> Money {
        let kinds: [StockCountKind: StockMoveKind] = [.opening: .opening, .count: .count, .adjustment: .adjustment]
        let template = StockMove(kinds[kind] ?? .count, on: date, document: "StockCount", id: id.raw)
        if change.change.isZero { return .zero(currency) }
        if change.change.isNegative {
            guard book.onHand(change.item) + change.change >= .zero else {
                throw Refusal(
                    .notInStock, "\(change.change.magnitude) of \(change.item.code) cannot leave", document: document,
                    line: change.line, field: "quantity",
                    allowed: "at most \(book.onHand(change.item)) \(change.item.baseUnit)", fixedBy: "warehouse")
            }
            return -book.issue(change.item, change.change.magnitude, pieces: change.pieces, template)
        }
        let value = try value(of: change, average: book.averageCost(change.item), document: document, currency)
        book.receive(change.item, change.change, value: value, pieces: change.pieces, template)
        return value
    }

    /// At the given cost, else at the average, else at the standard.
    private func value(
        of change: StockChange, average: FixedDecimal, document: String, _ currency: Currency
    ) throws(Refusal) -> Money {
        let known = average.isZero ? change.item.standardCost : average
        guard let cost = change.unitCost ?? (known.isZero ? nil : known), !cost.isNegative else {
            throw Refusal(
                .costMissing, "what \(change.item.code) costs is not known", document: document, line: change.line,
                field: "unitCost", allowed: "a cost of 0 or more per \(change.item.baseUnit)", fixedBy: "finance")
        }
        do throws(ValueError) {
            return try Money.lineNet(quantity: change.change, unitPrice: cost, currency: currency)
        } catch {
            throw Refusal(
                .badQuantity, error.message, document: document, line: change.line, field: "counted",
                allowed: error.allowed)
        }
    }

    private func line(_ change: StockChange, position: Int, value: Money) -> StockCountLine {
        var line = StockCountLine()
        line.stockCount = id
        line.position = position
        line.item = change.item.id
        line.counted = Quantity(change.counted, change.item.baseUnit)
        line.change = Quantity(change.change, change.item.baseUnit)
        line.value = value
        line.lot = change.lot.isEmpty ? nil : change.lot
        let serials = change.serialsIn + change.serialsOut
        line.serials = serials.isEmpty ? nil : SerialNumbers.write(serials)
        return line
    }
}

extension StockChange {
    /// Brings lots and numbered pieces to what was found.
    func keepPieces(in warehouse: ID<Warehouse>, _ tx: Transaction) throws(Refusal) {
        if item.tracking == .lot, !change.isZero {
            try LotPicking.put(item, change, lot: lot, expiresOn: expiresOn, into: warehouse, in: tx)
        }
        let known = try SerialNumbers.find(serialsIn + serialsOut, of: item.id, in: tx)
        for serial in serialsIn {
            var unit = known[serial] ?? SerialUnit()
            unit.serial = serial
            unit.item = item.id
            unit.status = .inStock
            unit.warehouse = warehouse
            if unit.version == 0 { try tx.insert(unit) } else { try tx.update(unit) }
        }
        for serial in serialsOut {
            guard var unit = known[serial] else { continue }
            try SerialUnit.transitions.check(unit.status, to: .scrapped, document: "Serial \(serial)")
            unit.status = .scrapped
            unit.warehouse = nil
            try tx.update(unit)
        }
    }
}

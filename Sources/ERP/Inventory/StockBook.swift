import Kernel
import Platform

/// The stock that one command touches in one warehouse: levels, reservations and moves, changed in memory and written
/// once by `save`. Issues are valued at the moving average at the moment of posting, whatever the document's date.
struct StockBook {
    /// A numbered or lotted piece of what moves.
    struct Piece {
        var quantity: FixedDecimal
        var lot: String?
        var serial: String?
    }

    let warehouse: ID<Warehouse>
    let currency: Currency
    private var levels: [ID<Item>: StockLevel] = [:]
    private var reservations: [ID<SalesOrderLine>: [ID<Item>: Reservation]] = [:]
    private var moves: [StockMove] = []

    init(warehouse: ID<Warehouse>, currency: Currency) {
        self.warehouse = warehouse
        self.currency = currency
    }

    /// Reads what is there of these items, and what these order lines have reserved.
    mutating func load(
        _ items: [Item], reservedBy lines: [ID<SalesOrderLine>] = [], in tx: Transaction
    ) throws(Refusal) {
        let missing = items.filter { levels[$0.id] == nil && $0.type == .stock }
        if !missing.isEmpty {
            let found = Select<StockLevel>().where(\.warehouse, .equal, warehouse).where(\.item, in: missing.map(\.id))
            for level in try tx.all(found) { levels[level.item] = level }
            for item in missing where levels[item.id] == nil { levels[item.id] = blank(item) }
        }
        guard !lines.isEmpty else { return }
        for row in try tx.all(Select<Reservation>().where(\.orderLine, in: lines)) {
            reservations[row.orderLine, default: [:]][row.item] = row
        }
    }

    private func blank(_ item: Item) -> StockLevel {
        var level = StockLevel()
        level.item = item.id
        level.warehouse = warehouse
        level.onHand = .zero(item.baseUnit)
        level.reserved = .zero(item.baseUnit)
        level.value = .zero(currency)
        return level
    }

    private func level(_ item: Item) -> StockLevel { levels[item.id] ?? blank(item) }

    func onHand(_ item: Item) -> FixedDecimal { level(item).onHand.value }
    func averageCost(_ item: Item) -> FixedDecimal { level(item).averageCost }
    /// What nobody has been promised.
    func available(_ item: Item) -> FixedDecimal { level(item).available.value }

    /// What this line may take: what is free, and what it has reserved itself.
    func free(_ item: Item, for line: ID<SalesOrderLine>) -> FixedDecimal {
        available(item) + (reservations[line]?[item.id]?.quantity.value ?? .zero)
    }

    // MARK: Reserving

    /// Brings a line's reservations to what is still open of it, as far as stock reaches; to nothing when `isHeld`.
    mutating func reserve(_ line: inout SalesOrderLine, _ supply: LineSupply, isHeld: Bool = false) {
        let open = isHeld ? FixedDecimal.zero : line.open.value
        var covered = open
        for part in supply.parts {
            let need = part.base(open)
            let got = max(.zero, min(need, free(part.item, for: line.id)))
            set(got, of: part.item, for: line.id)
            if got < need { covered = min(covered, part.lineUnits(got)) }
        }
        let reserved = supply.parts.isEmpty ? FixedDecimal.zero : covered
        line.reserved = Quantity(reserved, line.quantity.unit)
        line.awaitsStock = !supply.parts.isEmpty && reserved < open
    }

    private mutating func set(_ quantity: FixedDecimal, of item: Item, for line: ID<SalesOrderLine>) {
        var row = reservations[line]?[item.id] ?? Reservation()
        let change = quantity - row.quantity.value
        guard !change.isZero else { return }
        row.orderLine = line
        row.item = item.id
        row.warehouse = warehouse
        row.quantity = Quantity(quantity, item.baseUnit)
        reservations[line, default: [:]][item.id] = row
        var level = level(item)
        level.reserved.value = level.reserved.value + change
        levels[item.id] = level
    }

    // MARK: Moving

    /// Takes goods off the shelf and gives what they had cost: the moving average, and the whole rest with the last.
    mutating func issue(
        _ item: Item, _ quantity: FixedDecimal, pieces: [Piece] = [], _ template: StockMove
    ) -> Money {
        var level = level(item)
        let rest = level.onHand.value - quantity
        precondition(!rest.isNegative, "\(item.code): \(quantity) leave and only \(level.onHand) are there")
        let cost = rest.isZero ? level.value : level.value.allocated(over: [quantity, rest])[0]
        level.onHand.value = rest
        level.value -= cost
        levels[item.id] = priced(level)
        record(item, -quantity, -cost, pieces, template)
        return cost
    }

    /// Puts goods on the shelf at a value.
    mutating func receive(
        _ item: Item, _ quantity: FixedDecimal, value: Money, pieces: [Piece] = [], _ template: StockMove
    ) {
        var level = level(item)
        level.onHand.value = level.onHand.value + quantity
        level.value += value
        levels[item.id] = priced(level)
        record(item, quantity, value, pieces, template)
    }

    private func priced(_ level: StockLevel) -> StockLevel {
        var level = level
        level.averageCost =
            level.onHand.isZero ? .zero : level.value.amount.divided(by: level.onHand.value, rounding: .halfUp)
        return level
    }

    /// One move for a plain item, one a piece for a tracked one.
    private mutating func record(
        _ item: Item, _ quantity: FixedDecimal, _ value: Money, _ pieces: [Piece], _ template: StockMove
    ) {
        let pieces = pieces.isEmpty ? [Piece(quantity: quantity.magnitude)] : pieces
        let values = value.allocated(over: pieces.map(\.quantity))
        for (piece, value) in zip(pieces, values) {
            var move = template
            move.item = item.id
            move.warehouse = warehouse
            move.quantity = Quantity(quantity.isNegative ? -piece.quantity : piece.quantity, item.baseUnit)
            move.value = value
            move.lot = piece.lot
            move.serial = piece.serial
            moves.append(move)
        }
    }

    // MARK: Saving

    /// Writes levels and reservations that changed, and the moves under their posting.
    mutating func save(entry: ID<JournalEntry>? = nil, in tx: Transaction) throws(Refusal) {
        for var move in moves {
            move.entry = entry
            try tx.insert(move)
        }
        moves = []
        for (item, level) in levels.sorted(by: { $0.key < $1.key }) {
            if level.version > 0 {
                levels[item] = try tx.update(level)
            } else if !level.onHand.isZero || !level.reserved.isZero {
                levels[item] = try tx.insert(level)
            }
        }
        for (line, rows) in reservations.sorted(by: { $0.key < $1.key }) {
            for (item, row) in rows.sorted(by: { $0.key < $1.key }) {
                let saved = try save(row, in: tx)
                reservations[line]?[item] = saved
            }
        }
    }

    private func save(_ row: Reservation, in tx: Transaction) throws(Refusal) -> Reservation? {
        if row.version == 0 { return row.quantity.isZero ? nil : try tx.insert(row) }
        if !row.quantity.isZero { return try tx.update(row) }
        try tx.delete(row)
        return nil
    }
}

extension StockMove {
    /// What all moves of one document have in common.
    init(_ kind: StockMoveKind, on date: CalendarDate, document: String, id: String) {
        self.init()
        self.kind = kind
        self.date = date
        self.document = document
        documentID = id
    }
}

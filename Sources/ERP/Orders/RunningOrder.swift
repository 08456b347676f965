import Kernel
import Platform

/// An order opened for a change, with its lines and the stock they touch. `save` derives the facets, keeps credit in
/// step and writes only what differs.
struct RunningOrder {
    var order: SalesOrder
    var lines: [SalesOrderLine]
    let company: Company
    var items: [ID<Item>: Item] = [:]
    var book: StockBook
    private var supplies: [ID<SalesOrderLine>: LineSupply] = [:]
    private let creditBefore: Money?

    /// `changesValue`: the change may alter what the order adds to the customer's exposure.
    init(_ id: ID<SalesOrder>, changesValue: Bool, in tx: Transaction) throws(Refusal) {
        order = try tx.load(id)
        try order.requireRunning()
        company = try Company.current(in: tx)
        lines = try tx.all(Select<SalesOrderLine>().where(\.order, .equal, id).ordered(by: \.position))
        book = StockBook(warehouse: order.warehouse, currency: company.currency)
        creditBefore = changesValue ? try Credit.openValue(of: order, in: tx) : nil
        for item in try tx.all(Select<Item>().where(\.id, in: lines.map(\.item))) { items[item.id] = item }
        var stocked: [Item] = []
        for line in lines {
            try supplyLine(line, in: tx)
            stocked += supply(of: line).parts.map(\.item)
        }
        try book.load(stocked, reservedBy: lines.map(\.id), in: tx)
    }

    var title: String { "Order \(order.number)" }

    /// Adds or renews what a line takes from the shelves.
    mutating func supplyLine(_ line: SalesOrderLine, in tx: Transaction) throws(Refusal) {
        var found = items[line.item]
        if found == nil { found = try tx.find(line.item) }
        guard let item = found else { return }
        items[line.item] = item
        supplies[line.id] = LineSupply(
            line: line, item: item, components: try LineSupply.components(of: item, in: tx))
        try book.load(supply(of: line).parts.map(\.item), in: tx)
    }

    func supply(of line: SalesOrderLine) -> LineSupply {
        supplies[line.id] ?? LineSupply(line: line, item: Item.nothing, components: [])
    }

    func item(of line: SalesOrderLine) -> Item { items[line.item] ?? Item.nothing }

    /// Refuses notFound, naming the positions there are.
    func index(of position: Int) throws(Refusal) -> Int {
        guard let index = lines.firstIndex(where: { $0.position == position }) else {
            throw Refusal(
                .notFound, "\(title) has no line \(position)", document: title, line: position, field: "position",
                allowed: lines.map { String($0.position) }.joined(separator: ", "), fixedBy: "sales")
        }
        return index
    }

    /// Brings every line's reservation to what is open of it.
    mutating func reserve() {
        for index in lines.indices {
            let before = lines[index].awaitsStock
            book.reserve(&lines[index], supply(of: lines[index]))
            if before, !lines[index].awaitsStock, lines[index].promisedDate == nil {
                lines[index].promisedDate = lines[index].requestedDate ?? order.requestedDate ?? order.date
            }
        }
    }

    /// Gives back everything that one line has reserved.
    mutating func release(_ index: Int) {
        book.reserve(&lines[index], supply(of: lines[index]), isHeld: true)
    }

    /// A held order takes no more stock, and keeps no more than is still open.
    mutating func shrinkReservations() {
        for index in lines.indices {
            let had = lines[index].reserved
            if had > lines[index].open { book.reserve(&lines[index], supply(of: lines[index])) }
        }
    }

    /// Works out the totals again. Recorded amounts of an imported order do not survive a change of its lines.
    mutating func total(in tx: Transaction) throws(Refusal) {
        var codes: [ID<TaxCode>: TaxCode] = [:]
        for code in try tx.all(Select<TaxCode>().where(\.id, in: Array(Set(lines.map(\.taxCode))))) {
            codes[code.id] = code
        }
        order.givenTax = nil
        order.sourceTotal = nil
        if let given = order.givenFreight { order.freight = given }
        order.givenFreight = nil
        try order.total(&lines, codes: codes)
    }

    /// Writes order, lines and stock. `fills`: what became free goes to lines that wait for it.
    mutating func save(fills: Bool = false, entry: ID<JournalEntry>? = nil, in tx: Transaction) throws(Refusal) {
        order.derive(lines: lines)
        order = try tx.update(order)
        for index in lines.indices {
            lines[index] = lines[index].version == 0 ? try tx.insert(lines[index]) : try tx.update(lines[index])
        }
        try book.save(entry: entry, in: tx)
        if fills {
            var stocked: [ID<Item>: Item] = [:]
            for line in lines { for part in supply(of: line).parts { stocked[part.item.id] = part.item } }
            try BackOrders.fill(stocked.values.sorted { $0.code < $1.code }, &book, in: tx)
            try book.save(in: tx)
        }
        guard let creditBefore else { return }
        let change = try Credit.openValue(of: order, in: tx) - creditBefore
        if !change.isZero { try Credit.refresh(order.customer, orderValueChange: change, in: tx) }
    }

    /// Puts a stop on the order.
    mutating func hold(_ kind: HoldKind, _ reason: String, in tx: Transaction) throws(Refusal) {
        try tx.insert(OrderHold(on: order.id, kind, reason, at: tx.now, by: tx.actor))
        order.openHolds += 1
    }
}

extension Item {
    /// Stands for an item that cannot be read; it takes nothing from a shelf.
    static var nothing: Item {
        var item = Item()
        item.type = .service
        return item
    }
}

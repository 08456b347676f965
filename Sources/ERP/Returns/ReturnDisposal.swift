import Kernel
import Platform

/// Moves received goods out of quarantine, line by line, and posts it in one entry.
struct ReturnDisposal {
    private let authorization: ReturnAuthorization
    private let date: CalendarDate
    private var order: SalesOrder
    private var orderLines: [SalesOrderLine]
    private var book: StockBook
    private var draft: JournalDraft
    private var restocked: [Item] = []
    private var isValued = false
    /// Lines whose goods are credited, and lines whose goods are sent again.
    var credited: [ReturnLine] = []
    var replaced: [ReturnLine] = []

    init(_ authorization: ReturnAuthorization, on date: CalendarDate, in tx: Transaction) throws(Refusal) {
        self.authorization = authorization
        self.date = date
        order = try tx.load(authorization.order)
        orderLines = try tx.all(Select<SalesOrderLine>().where(\.order, .equal, order.id).ordered(by: \.position))
        book = StockBook(warehouse: order.warehouse, currency: try Company.current(in: tx).currency)
        draft = JournalDraft(
            date: date,
            source: (object: "ReturnAuthorization", id: authorization.id.raw, number: authorization.number),
            memo: "\(authorization.title) inspected, order \(order.number)")
    }

    mutating func place(
        _ row: ReturnLine, _ disposition: Disposition, restocks: Bool, in tx: Transaction
    ) throws(Refusal) {
        var unit = try row.unit(in: tx)
        let status: SerialStatus
        if disposition == .repair {
            draft.debit(.costOfGoodsSold, row.originalCost, party: authorization.customer, item: row.item)
            if let index = orderLines.firstIndex(where: { $0.id == row.orderLine }) {
                orderLines[index].returned -= row.quantity
            }
            status = .shipped
        } else if restocks {
            draft.debit(.inventory, row.originalCost, item: row.item)
            try restock(row, in: tx)
            status = .inStock
        } else {
            draft.debit(.scrap, row.originalCost, item: row.item)
            status = .scrapped
        }
        draft.credit(.quarantine, row.originalCost, item: row.item)
        if !row.originalCost.isZero { isValued = true }
        guard unit != nil else { return }
        unit?.status = status
        unit?.warehouse = status == .inStock ? order.warehouse : nil
        if status == .inStock {
            unit?.customer = nil
            unit?.shipmentLine = nil
            unit?.shippedOn = nil
            unit?.warrantyStart = nil
            unit?.warrantyEnd = nil
        }
        if let unit { try tx.update(unit) }
    }

    /// A kit's value goes to its parts by what they cost now.
    private mutating func restock(_ row: ReturnLine, in tx: Transaction) throws(Refusal) {
        guard let line = orderLines.first(where: { $0.id == row.orderLine }) else { return }
        let item = try tx.load(row.item)
        var sold = line
        sold.item = row.item
        let supply = LineSupply(line: sold, item: item, components: try LineSupply.components(of: item, in: tx))
        try book.load(supply.parts.map(\.item), in: tx)
        let template = StockMove(.return, on: date, document: "ReturnAuthorization", id: authorization.id.raw)
        let quantities = supply.parts.map { $0.base(row.quantity.value) }
        guard !quantities.isEmpty else { return }
        var weights: [FixedDecimal] = []
        for (part, quantity) in zip(supply.parts, quantities) {
            weights.append(book.averageCost(part.item).multiplied(by: quantity, rounding: .halfUp))
        }
        let values = row.originalCost.allocated(over: weights)
        for ((part, quantity), value) in zip(zip(supply.parts, quantities), values) {
            var pieces: [StockBook.Piece] = []
            if let serial = row.serial { pieces = [StockBook.Piece(quantity: quantity, serial: serial)] }
            if part.item.tracking == .lot {
                let lot = row.lot ?? authorization.number
                pieces = [StockBook.Piece(quantity: quantity, lot: lot)]
                try LotPicking.put(part.item, quantity, lot: lot, into: order.warehouse, in: tx)
            }
            book.receive(part.item, quantity, value: value, pieces: pieces, template)
            restocked.append(part.item)
        }
    }

    /// Posts, writes stock and order, and serves lines that wait for what came back.
    mutating func finish(in tx: Transaction) throws(Refusal) {
        let entry = isValued ? try tx.post(draft).id : nil
        for line in orderLines { try tx.update(line) }
        order.derive(lines: orderLines)
        try tx.update(order)
        try book.save(entry: entry, in: tx)
        try BackOrders.fill(restocked, &book, in: tx)
        try book.save(in: tx)
    }

    func credit(in tx: Transaction) throws(Refusal) {
        guard !credited.isEmpty else { return }
        try tx.creditReturn(
            authorization, lines: credited.map { (orderLine: $0.orderLine, quantity: $0.quantity) },
            reason: "\(authorization.title): \(authorization.reason)", date: date)
    }

    /// The order that sends the goods again, free of charge.
    func replace(by actor: Actor, in tx: Transaction) throws(Refusal) -> ID<SalesOrder>? {
        guard !replaced.isEmpty else { return nil }
        var again = PlaceOrder(
            customer: authorization.customer,
            lines: replaced.map { OrderLineInput(item: $0.item, quantity: $0.quantity, unitPrice: .zero) })
        again.sourceReference = authorization.number
        again.currency = order.currency
        again.exchangeRate = order.exchangeRate
        again.warehouse = order.warehouse
        again.shipToName = order.shipToName
        again.shipToStreet = order.shipToStreet
        again.shipToSuburb = order.shipToSuburb
        again.shipToCity = order.shipToCity
        again.shipToRegion = order.shipToRegion
        again.shipToPostcode = order.shipToPostcode
        again.shipToCountry = order.shipToCountry
        return try again.execute(in: tx, by: actor)
    }
}

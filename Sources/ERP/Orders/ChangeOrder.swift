import Kernel
import Platform

/// What changes on one line; what is not mentioned stays. A line without a position is new.
public struct ChangeOrderLine: Sendable {
    public var position = 0
    public var item = ID<Item>.blank
    public var itemCode = ""
    public var description: String?
    /// In the line's unit; for a new line with its unit.
    public var quantity: Quantity?
    public var unitPrice: FixedDecimal?
    public var discountPercent: FixedDecimal?
    public var requestedDate: CalendarDate?
    public var promisedDate: CalendarDate?
    public init() {}
    public init(position: Int, quantity: Quantity? = nil, unitPrice: FixedDecimal? = nil) {
        self.position = position
        self.quantity = quantity
        self.unitPrice = unitPrice
    }

    public static let schema = Schema<ChangeOrderLine>("ChangeOrderLine") { s in
        s.field("position", \.position, .within(0...1_000_000))
        s.field("item", \.item)
        s.field("itemCode", \.itemCode, .maxLength(40))
        s.field("description", \.description)
        s.field("quantity", \.quantity)
        s.field("unitPrice", \.unitPrice)
        s.field("discountPercent", \.discountPercent)
        s.field("requestedDate", \.requestedDate)
        s.field("promisedDate", \.promisedDate)
    }
}

/// Changes a running order: quantities not below what is shipped, prices not of what is invoiced, dates, new lines. The
/// reservation follows, the revision goes up by one, and a dearer order passes credit again.
/// Refuses: notFound, wrongState, belowShipped, alreadyInvoiced, badQuantity, badDiscount, badUnit, itemObsolete,
/// itemNotSellable, priceMissing, missingTaxCode, overCredit. Emits OrderChanged, OrderHeld.
public struct ChangeOrder: Command {
    public static let name = "order.change"
    public static let permission: Permission = "order.change"
    public static let emits: [any Event.Type] = [OrderChanged.self, OrderHeld.self]
    public var order = ID<SalesOrder>.blank
    public var customerReference: String?
    public var requestedDate: CalendarDate?
    public var freight: Money?
    public var lines: [ChangeOrderLine] = []
    public init() {}
    public init(order: ID<SalesOrder>, lines: [ChangeOrderLine]) {
        self.order = order
        self.lines = lines
    }

    public static let input = Schema<ChangeOrder>("ChangeOrder") { s in
        s.field("order", \.order, .required)
        s.field("customerReference", \.customerReference, .maxLength(60))
        s.field("requestedDate", \.requestedDate)
        s.field("freight", \.freight, .notNegative)
        s.list("lines", \.lines, ChangeOrderLine.schema, blank: { ChangeOrderLine() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var running = try RunningOrder(order, changesValue: true, in: tx)
        let before = running.order.total
        if let customerReference { running.order.customerReference = customerReference }
        if let requestedDate { running.order.requestedDate = requestedDate }
        if let freight {
            guard freight.currency == running.order.currency else {
                throw Refusal(
                    .currencyMismatch, "\(freight) is not in the order's currency", document: running.title,
                    field: "freight", allowed: running.order.currency.code, fixedBy: "sales")
            }
            running.order.freight = freight
            running.order.givenFreight = nil
        }
        var reasons: [Reason] = []
        for line in lines where line.position > 0 {
            reasons += try change(line, at: try running.index(of: line.position), of: &running)
        }
        reasons += try add(lines.filter { $0.position <= 0 }, to: &running, in: tx)
        if !reasons.isEmpty { throw Refusal(reasons) }
        running.order.revision += 1
        if !lines.isEmpty || freight != nil { try running.total(in: tx) }
        if running.order.total > before { try checkCredit(&running, more: running.order.total - before, in: tx) }
        if running.order.openHolds == 0 { running.reserve() } else { running.shrinkReservations() }
        try running.save(fills: true, in: tx)
        tx.emit(OrderChanged(subject: order))
        return NoAnswer()
    }

    private func change(
        _ input: ChangeOrderLine, at index: Int, of running: inout RunningOrder
    ) throws(Refusal) -> [Reason] {
        var line = running.lines[index]
        var reasons: [Reason] = []
        let (title, position) = (running.title, line.position)
        let refuse = { (code: RefusalCode, message: String, field: String, allowed: String) in
            Reason(
                code, message, document: title, line: position, field: field, allowed: allowed, fixedBy: "sales")
        }
        if let quantity = input.quantity {
            if quantity.unit != line.quantity.unit && quantity.unit != .none {
                reasons.append(
                    refuse(.badUnit, "the line is in \(line.quantity.unit)", "quantity", line.quantity.unit.code))
            } else if quantity.value < line.shipped.value {
                reasons.append(
                    refuse(
                        .belowShipped, "\(line.shipped) are shipped, so \(quantity.value) is too little", "quantity",
                        "\(line.shipped) or more; what is shipped comes back by a return"))
            } else {
                line.quantity.value = quantity.value
                line.cancelled.value = .zero
            }
        }
        let price = input.unitPrice ?? line.unitPrice
        let discount = input.discountPercent ?? line.discountPercent
        if price != line.unitPrice || discount != line.discountPercent {
            if line.invoiced.value > .zero {
                reasons.append(
                    refuse(
                        .alreadyInvoiced, "\(line.invoiced) are invoiced at \(line.unitPrice)", "unitPrice",
                        "the invoiced price; a lower one by credit memo"))
            }
            if price.isNegative {
                reasons.append(refuse(.badQuantity, "a price of \(price) is not possible", "unitPrice", "0 or more"))
            }
            if discount.isNegative || discount > 100 {
                reasons.append(
                    refuse(.badDiscount, "a discount of \(discount) % is not possible", "discountPercent", "0 to 100"))
            }
            line.unitPrice = price
            line.discountPercent = discount
            line.priceExplanation = ""
        }
        if let description = input.description { line.description = description }
        if let date = input.requestedDate { line.requestedDate = date }
        if let date = input.promisedDate { line.promisedDate = date }
        running.lines[index] = line
        return reasons
    }

    private func add(
        _ inputs: [ChangeOrderLine], to running: inout RunningOrder, in tx: Transaction
    ) throws(Refusal) -> [Reason] {
        guard !inputs.isEmpty else { return [] }
        var reading = OrderLineReading(
            customer: try tx.find(running.order.customer), currency: running.order.currency, date: tx.today,
            priceDate: nil, document: running.title)
        let lines = inputs.map { input in
            var line = OrderLineInput(
                item: input.item, quantity: input.quantity ?? .none, unitPrice: input.unitPrice,
                discountPercent: input.discountPercent ?? .zero)
            line.itemCode = input.itemCode
            line.description = input.description ?? ""
            line.requestedDate = input.requestedDate
            return line
        }
        try reading.load(lines, in: tx)
        for input in lines {
            let position = (running.lines.map(\.position).max() ?? 0) + 1
            guard var line = try reading.read(input, position: position, in: tx) else { continue }
            line.id = tx.newID()
            line.order = running.order.id
            running.lines.append(line)
            try running.supplyLine(line, in: tx)
        }
        return reading.reasons
    }

    /// The part that was added passes credit like an order of its own.
    private func checkCredit(_ running: inout RunningOrder, more: Money, in tx: Transaction) throws(Refusal) {
        guard running.order.openHolds == 0 else { return }
        let customer = try tx.load(running.order.customer)
        let decision = try Credit.decide(
            order: more, exchangeRate: running.order.exchangeRate, for: customer, in: tx)
        guard case .hold(let reason) = decision else { return }
        if running.company.overCreditPolicy == .refuse {
            throw Refusal(
                .overCredit, reason, document: running.title, field: "total",
                allowed: "an order within the available credit", fixedBy: "finance",
                waitsFor: "CreditStatus/\(customer.id)")
        }
        try running.hold(.credit, reason, in: tx)
        tx.emit(OrderHeld(subject: order))
    }
}

/// What was ordered was changed.
public struct OrderChanged: Event { public let subject: ID<SalesOrder> }

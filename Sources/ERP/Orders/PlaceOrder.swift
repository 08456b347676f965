import Kernel
import Platform

/// Takes a customer's order, with stock and credit in the same moment. Over the credit limit the order is taken on
/// hold, or refused where the company's policy says so. Every reason of every line is given at once.
/// Refuses: notFound, itemObsolete, itemNotSellable, badUnit, badQuantity, badDiscount, priceMissing, priceOutOfDate,
/// customerAwaitingAcceptance, customerOnHold, customerNotActive, duplicateReference, currencyMismatch,
/// missingExchangeRate, missingTaxCode, overCredit, invalidValue, warehouseMissing, companyNotSetUp.
/// Emits OrderPlaced.
public struct PlaceOrder: Command {
    public static let name = "order.place"
    public static let permission: Permission = "order.place"
    public static let emits: [any Event.Type] = [OrderPlaced.self]
    public var customer = ID<Customer>.blank
    public var customerReference = ""
    public var sourceReference = ""
    public var sourceKind = OrderSource.direct
    public var date: CalendarDate?
    public var requestedDate: CalendarDate?
    /// The day on which the given prices were quoted: they are compared with today's lists.
    public var priceDate: CalendarDate?
    public var currency: Currency?
    public var exchangeRate: FixedDecimal?
    public var shipToName = ""
    public var shipToStreet = ""
    public var shipToSuburb = ""
    public var shipToCity = ""
    public var shipToRegion = ""
    public var shipToPostcode = ""
    public var shipToCountry = ""
    public var warehouse: ID<Warehouse>?
    public var freight: Money?
    /// Recorded amounts of an order that was made elsewhere, taken as given.
    public var givenTax: Money?
    public var givenFreight: Money?
    public var sourceTotal: FixedDecimal?
    public var lines: [OrderLineInput] = []
    public init() {}
    public init(customer: ID<Customer>, customerReference: String = "", lines: [OrderLineInput] = []) {
        self.customer = customer
        self.customerReference = customerReference
        self.lines = lines
    }

    public static let input = Schema<PlaceOrder>("PlaceOrder") { s in
        s.field("customer", \.customer, .required)
        s.field("customerReference", \.customerReference, .maxLength(60))
        s.field("sourceReference", \.sourceReference, .maxLength(60))
        s.field("sourceKind", \.sourceKind)
        s.field("date", \.date)
        s.field("requestedDate", \.requestedDate)
        s.field("priceDate", \.priceDate)
        s.field("currency", \.currency)
        s.field("exchangeRate", \.exchangeRate, .aboveZero)
        s.field("shipToName", \.shipToName, .maxLength(200))
        s.field("shipToStreet", \.shipToStreet, .maxLength(200))
        s.field("shipToSuburb", \.shipToSuburb, .maxLength(100))
        s.field("shipToCity", \.shipToCity, .maxLength(100))
        s.field("shipToRegion", \.shipToRegion, .maxLength(100))
        s.field("shipToPostcode", \.shipToPostcode, .maxLength(20))
        s.field("shipToCountry", \.shipToCountry, .maxLength(2))
        s.field("warehouse", \.warehouse)
        s.field("freight", \.freight, .notNegative)
        s.field("givenTax", \.givenTax, .notNegative)
        s.field("givenFreight", \.givenFreight, .notNegative)
        s.field("sourceTotal", \.sourceTotal)
        s.list("lines", \.lines, OrderLineInput.schema, blank: { OrderLineInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<SalesOrder> {
        let company = try Company.current(in: tx)
        let buyer = try tx.find(customer)
        var order = header(for: buyer, company, on: date ?? tx.today)
        var reading = OrderLineReading(
            customer: buyer, currency: order.currency, date: order.date, priceDate: priceDate, document: document)
        try check(buyer, order, company, &reading, in: tx)
        order.warehouse = try Warehouse.chosen(warehouse, in: tx).id
        try reading.load(lines, in: tx)
        var placed: [SalesOrderLine] = []
        for (index, input) in lines.enumerated() {
            guard var line = try reading.read(input, position: index + 1, in: tx) else { continue }
            line.id = tx.newID()
            placed.append(line)
        }
        guard reading.reasons.isEmpty, let buyer else { throw Refusal(reading.reasons) }
        try order.total(&placed, codes: reading.codes)
        order.id = tx.newID()
        let hold = try creditHold(on: order, buyer, company, in: tx)
        order.openHolds = hold == nil ? 0 : 1
        order.number = try tx.nextNumber("SO")
        order.derive(lines: placed)
        try save(order, &placed, hold, items: reading.items, company, in: tx)
        tx.emit(OrderPlaced(subject: order.id))
        return order.id
    }

    private var document: String {
        if !sourceReference.isEmpty { return "Quote \(sourceReference)" }
        return customerReference.isEmpty ? "Order" : "Order \(customerReference)"
    }

    private func save(
        _ order: SalesOrder, _ placed: inout [SalesOrderLine], _ hold: OrderHold?, items: [ID<Item>: Item],
        _ company: Company, in tx: Transaction
    ) throws(Refusal) {
        try tx.insert(order)
        if let hold { try tx.insert(hold) }
        var book = StockBook(warehouse: order.warehouse, currency: company.currency)
        try book.load(placed.compactMap { items[$0.item] }, in: tx)
        for index in placed.indices {
            guard let item = items[placed[index].item] else { continue }
            placed[index].order = order.id
            let components = try LineSupply.components(of: item, in: tx)
            let supply = LineSupply(line: placed[index], item: item, components: components)
            try book.load(supply.parts.map(\.item), in: tx)
            book.reserve(&placed[index], supply, isHeld: hold != nil)
            let isReady = !placed[index].awaitsStock && hold == nil
            let wanted = placed[index].requestedDate ?? order.requestedDate ?? order.date
            placed[index].promisedDate = isReady ? wanted : nil
            placed[index] = try tx.insert(placed[index])
        }
        try book.save(in: tx)
        if hold == nil {
            let value = try order.total.converted(to: company.currency, at: order.exchangeRate)
            try Credit.refresh(order.customer, orderValueChange: value, in: tx)
        }
    }

    /// The hold that an order beyond its credit is taken on; what is free of charge needs none. Refuses overCredit
    /// where the policy says so.
    private func creditHold(
        on order: SalesOrder, _ customer: Customer, _ company: Company, in tx: Transaction
    ) throws(Refusal) -> OrderHold? {
        if order.total.isZero { return nil }
        let decision = try Credit.decide(
            order: order.total, exchangeRate: order.exchangeRate, for: customer, in: tx)
        guard case .hold(let reason) = decision else { return nil }
        if company.overCreditPolicy == .refuse {
            throw Refusal(
                .overCredit, reason, document: document, field: "total",
                allowed: "an order within the available credit", fixedBy: "finance",
                waitsFor: "CreditStatus/\(customer.id)")
        }
        return OrderHold(on: order.id, .credit, reason, at: tx.now, by: tx.actor)
    }
}

/// An order was taken.
public struct OrderPlaced: Event { public let subject: ID<SalesOrder> }

import ERP
import Kernel
import Platform
import Suite

/// What finance, operations and the warehouse do in the story. They see the ERP and nothing else.
struct BackOffice {
    let suite: Suite
    let finance = Actor(id: "priya", name: "Priya Nair", roles: [.finance])
    let operations = Actor(id: "joe", name: "Joe Faleolo", roles: [.operations])
    let warehouse = Actor(id: "hemi", name: "Hemi Parata", roles: [.warehouse])

    func setUp() throws {
        var company = SetUpCompany(name: "Kauri Pumps Ltd", country: "NZ", currency: .nzd)
        company.fields[\.gstNumber] = "49098576"
        company.fields[\.nzbn] = "9429041535134"
        company.fields[\.street] = "8 Foundry Road"
        company.fields[\.city] = "Whangārei"
        company.fields[\.postcode] = "0110"
        try suite.erp.run(company, by: .system, why: "first start")
        try suite.erp.run(CreateWarehouse(code: "MAIN", name: "Whangārei"), by: .system)
        let list = try suite.erp.run(
            CreatePriceList(code: "NZD", name: "List prices", currency: .nzd, isDefault: true), by: .system)
        let pump = try item("PMP-200", "Bilge pump 200", .serial, cost: 210, price: 480, list, warrantyMonths: 24)
        let seal = try item("SEAL-10", "Shaft seal kit", .none, cost: 6, price: 18, list)
        let filter = try item("FLT-5", "Suction filter", .none, cost: 14, price: 39, list)
        let gasket = try item("GSK-7", "Gasket set, old pattern", .none, cost: 4, price: 12, list)
        try suite.erp.run(
            SetPrice(priceList: list, item: seal, unitPrice: 15, minimumQuantity: 20), by: operations)
        let serials = (1...5).map { "KP-26-000\($0)" }.joined(separator: "\n")
        try suite.erp.run(
            CountStock(
                [
                    StockCountInput(item: pump, counted: Quantity(5, .each), unitCost: 210, serials: serials),
                    StockCountInput(item: seal, counted: Quantity(200, .each), unitCost: 6),
                    StockCountInput(item: filter, counted: Quantity(60, .each), unitCost: 14),
                    StockCountInput(item: gasket, counted: Quantity(10, .each), unitCost: 4),
                ], isOpening: true), by: operations, why: "take-on count")
    }

    private func item(
        _ code: String, _ name: String, _ tracking: Tracking, cost: Int, price: Int, _ list: ID<PriceList>,
        warrantyMonths: Int = 0
    ) throws -> ID<Item> {
        var create = CreateItem(code: code, name: name, tracking: tracking)
        create.fields[\.standardCost] = FixedDecimal(cost)
        create.fields[\.warrantyMonths] = warrantyMonths
        create.fields[\.source] = .make
        let id = try suite.erp.run(create, by: operations)
        try suite.erp.run(SetPrice(priceList: list, item: id, unitPrice: FixedDecimal(price)), by: operations)
        return id
    }

    /// The old gasket is no longer made: a quote that offers it cannot become an order.
    func retire(_ code: String) throws {
        guard let item = try read({ try $0.all(Select<Item>().where(\.code, .equal, code)).first }) else { return }
        var update = UpdateItem(item: item.id)
        update.fields[\.lifecycle] = .obsolete
        try suite.erp.run(update, by: operations, why: "replaced by a new pattern")
    }

    func waitingCustomer() throws -> Customer? {
        try read { try $0.all(Select<Customer>().where(\.state, .equal, .requested)).first }
    }

    func accept(_ customer: ID<Customer>, limit: Money) throws {
        let terms = try read { try $0.all(Select<PaymentTerms>().where(\.code, .equal, "20EOM")).first }
        guard let terms else { return }
        try suite.erp.run(ReviewCustomer(customer: customer, note: "references called"), by: finance)
        try suite.erp.run(
            AcceptCustomer(customer: customer, terms: terms.id, creditLimit: limit, note: "two good references"),
            by: finance, why: "credit application 2026-31")
    }

    func order() throws -> SalesOrder? { try read { try $0.all(Select<SalesOrder>()).first } }

    /// Two of three pumps, with their serial numbers, and the seals; the rest is back-ordered.
    func shipPart(_ order: ID<SalesOrder>) throws -> String {
        let ship = ShipOrder(
            order: order,
            lines: [
                ShipLineInput(position: 1, quantity: 2, serials: "KP-26-0001\nKP-26-0002"),
                ShipLineInput(position: 2),
            ])
        return try shipped(ship, tracking: "NZP-4411-7")
    }

    func shipRest(_ order: ID<SalesOrder>) throws -> String {
        var ship = ShipOrder(order: order)
        ship.picksSerials = true
        return try shipped(ship, tracking: "NZP-4420-1")
    }

    private func shipped(_ ship: ShipOrder, tracking: String) throws -> String {
        var ship = ship
        ship.carrier = "NZ Post"
        ship.trackingNumber = tracking
        let id = try suite.erp.run(ship, by: warehouse)
        return try read { try $0.find(id)?.number ?? "" }
    }

    func invoice(_ order: ID<SalesOrder>) throws -> Invoice? {
        let id = try suite.erp.run(IssueInvoice(order: order), by: finance)
        return try read { try $0.find(id) }
    }

    func receivePayment(_ invoice: Invoice, reference: String) throws {
        try suite.erp.run(
            RecordPayment(
                customer: invoice.customer, amount: invoice.total, reference: reference,
                applications: [ApplicationInput(invoice: invoice.number, amount: invoice.total)]), by: finance)
    }

    func waitingReturn() throws -> ReturnAuthorization? {
        try read { try $0.all(Select<ReturnAuthorization>().where(\.state, .equal, .requested)).first }
    }

    func takeBack(_ authorization: ID<ReturnAuthorization>) throws {
        try suite.erp.run(AuthoriseReturn(authorization, note: "warranty"), by: finance)
        try suite.erp.run(ReceiveReturn(authorization), by: warehouse)
        try suite.erp.run(DisposeReturn(authorization, lines: [DisposeLineInput(position: 1, .credit)]), by: warehouse)
        try suite.erp.run(CloseReturn(authorization), by: operations)
    }

    func trialBalance() throws -> TrialBalance {
        try read { try TrialBalance.over(in: $0) }
    }

    func read<T>(_ body: (any StoreSession) throws -> T) throws -> T { try suite.erp.store.read(body) }

    /// What the ERP holds now, in one line.
    func holding() throws -> String {
        try read { session in
            var parts: [String] = []
            func count(_ table: String, _ word: String) throws {
                let number = try session.integer("SELECT count(*) FROM " + table)
                if number > 0 { parts.append("\(number) \(word)\(number == 1 ? "" : "s")") }
            }
            try count("item", "item")
            for customer in try session.all(Select<Customer>().limit(1)) {
                parts.append("\(customer.number) \(customer.state.rawValue)")
            }
            for order in try session.all(Select<SalesOrder>().limit(1)) {
                parts.append(
                    "\(order.number) \(order.state.rawValue) \(order.total) "
                        + "\(order.deliveryStatus.rawValue)/\(order.billingStatus.rawValue)/"
                        + order.paymentStatus.rawValue
                )
            }
            try count("shipment", "shipment")
            try count("invoice", "invoice")
            try count("credit_memo", "credit memo")
            try count("customer_payment", "payment")
            parts.append("\(try session.integer("SELECT count(*) FROM journal_entry")) in the journal")
            return parts.joined(separator: " · ")
        }
    }
}

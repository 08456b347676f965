import ERP
import Kernel
import Platform

/// What finance, operations and the warehouse do in a scenario. It sees the ERP alone.
struct OfficeSide {
    typealias CreditPolicy = OverCreditPolicy
    let bus: CommandBus

    func setUp(overCredit: OverCreditPolicy = .hold) throws {
        var company = SetUpCompany(name: "Waitematā Pumps Ltd", country: "NZ", currency: .nzd)
        company.fields[\.overCreditPolicy] = overCredit
        try bus.run(company, by: .system)
        try bus.run(CreateWarehouse(code: "AKL", name: "Auckland"), by: .system)
        let list = try bus.run(
            CreatePriceList(code: "NZD", name: "Standard", currency: .nzd, isDefault: true), by: .system)
        var counted: [StockCountInput] = []
        for (code, price) in [("PMP-200", 480), ("SEAL-10", 18), ("FLT-5", 39), ("GSK-7", 12)] {
            let isSerial = code == "PMP-200"
            let item = try bus.run(
                CreateItem(code: code, name: "Part \(code)", tracking: isSerial ? .serial : .none), by: .system)
            try bus.run(SetPrice(priceList: list, item: item, unitPrice: FixedDecimal(price)), by: .system)
            counted.append(
                StockCountInput(
                    item: item, counted: Quantity(isSerial ? 9 : 90, .each), unitCost: 5,
                    serials: isSerial ? "KP-001..KP-009" : ""))
        }
        try bus.run(CountStock(counted, isOpening: true), by: .system)
    }

    // MARK: Customers

    func acceptWaitingCustomer(limit dollars: Int64) throws {
        let waiting = try bus.store.read { try $0.all(Select<Customer>().where(\.state, .equal, .requested)) }
        for customer in waiting { try accept(customer.id, limit: dollars) }
    }

    func accept(_ customer: ID<Customer>, limit dollars: Int64) throws {
        let limit = Money(minorUnits: dollars * 100, currency: .nzd)
        try bus.run(AcceptCustomer(customer: customer, terms: ID("NET20"), creditLimit: limit), by: .financeClerk)
    }

    func request(_ name: String, postcode: String, taxNumber: String = "") throws -> ID<Customer> {
        var request = RequestCustomer(legalName: name)
        request.fields[\.postcode] = postcode
        request.fields[\.taxNumber] = taxNumber
        return try bus.run(request, by: .financeClerk)
    }

    func type(
        _ customer: ID<Customer>, name: String? = nil, city: String? = nil, suburb: String? = nil,
        street: String? = nil, email: String? = nil
    ) throws {
        var update = UpdateCustomer(customer: customer)
        if let name { update.fields[\.legalName] = name }
        if let city { update.fields[\.city] = city }
        if let suburb { update.fields[\.suburb] = suburb }
        if let street { update.fields[\.street] = street }
        if let email { update.fields[\.email] = email }
        try bus.run(update, by: .financeClerk)
    }

    func customer(named name: String = "Harbour Marine Ltd") throws -> Customer {
        try load(Select<Customer>().where(\.legalName, .equal, name))
    }

    func hold(_ customer: ID<Customer>) throws {
        try bus.run(HoldCustomer(customer: customer, reason: "an old invoice is disputed"), by: .financeClerk)
    }

    // MARK: Orders and items

    func orders() throws -> [SalesOrder] { try bus.store.read { try $0.all(Select<SalesOrder>()) } }

    func item(_ code: String) throws -> Item { try load(Select<Item>().where(\.code, .equal, code)) }

    func lines(_ lines: [(code: String, quantity: Int)]) throws -> [OrderLineInput] {
        try lines.map { OrderLineInput(item: try item($0.code).id, quantity: Quantity($0.quantity, .each)) }
    }

    func place(
        _ customer: ID<Customer>, _ goods: [(code: String, quantity: Int)], reference: String = ""
    ) throws -> ID<SalesOrder> {
        let order = PlaceOrder(customer: customer, customerReference: reference, lines: try lines(goods))
        return try bus.run(order, by: .system)
    }

    func retire(_ code: String) throws {
        var update = UpdateItem(item: try item(code).id)
        update.fields[\.lifecycle] = .obsolete
        try bus.run(update, by: .system)
    }

    func takeOffSale(_ code: String) throws {
        var update = UpdateItem(item: try item(code).id)
        update.fields[\.isSellable] = false
        try bus.run(update, by: .system)
    }

    func setPrice(_ code: String, _ dollars: Int, from date: CalendarDate) throws {
        let list = try load(Select<PriceList>().where(\.code, .equal, "NZD"))
        try bus.run(
            SetPrice(
                priceList: list.id, item: try item(code).id, unitPrice: FixedDecimal(dollars), from: date),
            by: .system)
    }

    private func load<Object: BusinessObject>(_ select: Select<Object>) throws -> Object {
        guard let object = try bus.store.read({ try $0.all(select).first }) else {
            throw Refusal(.notFound, "the ERP holds no such \(Object.objectName)")
        }
        return object
    }
}

import ERP
import Kernel
import Platform
import StoreSQLite

/// The back office: what its people set up and do.
extension SimulatedCompany {
    func setUpERP() throws {
        let bus = suite.erp
        try ask(bus, SetUpCompany(name: "Waitematā Pumps Ltd", country: "NZ", currency: .nzd))
        try ask(bus, CreateWarehouse(code: "AKL", name: "Auckland"))
        let list = try ask(bus, CreatePriceList(code: "NZD-2026", name: "Standard", currency: .nzd, isDefault: true))
        fixture.priceList = list?.raw ?? ""
        var counted: [StockCountInput] = []
        for (code, name, cents) in Fixture.prices {
            let isSerial = code == "PMP-200"
            var create = CreateItem(
                code: code, name: name, type: code == "INSTALL" ? .service : .stock,
                tracking: isSerial ? .serial : .none)
            create.fields[\.warrantyMonths] = isSerial ? 24 : 0
            guard let item = try ask(bus, create), let list else { continue }
            fixture.items[code] = item.raw
            let price = FixedDecimal(micros: Int128(cents) * 10_000)
            try ask(bus, SetPrice(priceList: list, item: item, unitPrice: price, from: simulated.world.today()))
            if code == "INSTALL" { continue }
            counted.append(
                StockCountInput(
                    item: item, counted: Quantity(isSerial ? 12 : 60, .each), unitCost: 40,
                    serials: isSerial ? "KP-001..KP-012" : ""))
        }
        try ask(bus, CountStock(counted, isOpening: true))
    }

    /// Finance takes the fixture's customers on.
    func acceptFixtureCustomers() throws {
        for (name, cents) in [(Fixture.harbourMarine, Int64(9_000_000)), (Fixture.kauriBoats, 150_000)] {
            guard let id = try erpText("SELECT id FROM customer WHERE legal_name = ?", [.text(name)]).first else {
                preconditionFailure("\(name) did not reach the ERP")
            }
            try ask(
                suite.erp,
                AcceptCustomer(
                    customer: ID(id), terms: ID("NET20"), creditLimit: Money(minorUnits: cents, currency: .nzd)))
        }
    }

    /// Finance takes on a customer that was asked for, or turns it down.
    func decide(customer id: String, accepts: Bool) throws {
        if accepts {
            let limit = Money(minorUnits: 2_000_000, currency: .nzd)
            try ask(suite.erp, AcceptCustomer(customer: ID(id), terms: ID("NET20"), creditLimit: limit))
        } else {
            try ask(suite.erp, RejectCustomer(customer: ID(id), reason: "unknown to the trade"))
        }
    }

    func hold(customer id: String) throws {
        try ask(suite.erp, HoldCustomer(customer: ID(id), reason: "an old invoice is disputed"))
    }

    func release(customer id: String) throws { try ask(suite.erp, ReleaseCustomer(customer: ID(id))) }

    func setCredit(customer id: String, cents: Int64) throws {
        try ask(suite.erp, SetCreditLimit(customer: ID(id), limit: Money(minorUnits: cents, currency: .nzd)))
    }

    /// Types a customer's field in the ERP.
    func edit(customer id: String, _ field: String, _ text: String) throws -> Bool {
        var update = UpdateCustomer(customer: ID(id))
        switch field {
        case "phone": update.fields[\.phone] = text
        case "email": update.fields[\.email] = text
        case "street": update.fields[\.street] = text
        case "suburb": update.fields[\.suburb] = text
        default: update.fields[\.city] = text
        }
        return try ask(suite.erp, update) != nil
    }

    func ship(order id: String, onlyOneLine: Bool = false, quantity: Int? = nil) throws {
        var ship = ShipOrder(order: ID(id))
        ship.picksSerials = true
        ship.onlyAvailable = true
        if onlyOneLine { ship.lines = [ShipLineInput(position: 1, quantity: quantity.map { FixedDecimal($0) })] }
        try ask(suite.erp, ship)
    }

    func invoice(order id: String) throws { try ask(suite.erp, IssueInvoice(order: ID(id))) }

    func cancel(order id: String) throws { try ask(suite.erp, CancelOrder(order: ID(id), reason: "not wanted")) }

    func releaseHolds(order id: String) throws {
        try ask(suite.erp, ReleaseOrder(order: ID(id), note: "talked to the customer"))
    }

    /// More, or less, of an order's first line.
    func change(order id: String, quantity: Int) throws {
        try ask(
            suite.erp,
            ChangeOrder(order: ID(id), lines: [ChangeOrderLine(position: 1, quantity: Quantity(quantity, .each))]))
    }

    /// Money for an invoice, in full or in part.
    func pay(invoice id: String, percent: Int) throws {
        guard let invoice = try erp.read({ try $0.find(ID<Invoice>(id)) }) else { return }
        let cents = max(1, invoice.total.minorUnits * Int64(percent) / 100)
        let amount = Money(minorUnits: cents, currency: .nzd)
        try ask(
            suite.erp,
            RecordPayment(
                customer: invoice.customer, amount: amount, reference: "R\(happened.commands)",
                applications: [ApplicationInput(invoice: invoice.number, amount: amount)]))
    }

    /// Takes the newest application of a payment back.
    func unapply() throws {
        let ids = try erpText("SELECT id FROM payment_application ORDER BY id DESC LIMIT 1")
        guard let id = ids.first else { return }
        try ask(suite.erp, UnapplyPayment(application: ID(id), reason: "paid by another"))
    }

    func credit(invoice id: String, cents: Int64) throws {
        let amount = Money(minorUnits: cents, currency: .nzd)
        try ask(
            suite.erp,
            IssueCreditMemo(
                invoice: ID(id), reason: "scratched", lines: [CreditLineInput(position: 1, amount: amount)]))
    }

    func setPrice(_ code: String, cents: Int) throws {
        try ask(
            suite.erp,
            SetPrice(
                priceList: ID(fixture.priceList), item: ID(fixture.items[code] ?? ""),
                unitPrice: FixedDecimal(micros: Int128(cents) * 10_000), from: simulated.world.today()))
    }

    func setObsolete(_ code: String, _ isObsolete: Bool) throws {
        var update = UpdateItem(item: ID(fixture.items[code] ?? ""))
        update.fields[\.lifecycle] = isObsolete ? .obsolete : .active
        update.fields[\.isSellable] = !isObsolete
        try ask(suite.erp, update)
    }

    /// The next thing that a return needs.
    func advanceReturn(_ id: String) throws {
        guard let found = try erp.read({ try $0.find(ID<ReturnAuthorization>(id)) }) else { return }
        switch found.state {
        case .requested: try ask(suite.erp, AuthoriseReturn(found.id))
        case .authorised: try ask(suite.erp, ReceiveReturn(found.id))
        case .received: try ask(suite.erp, DisposeReturn(found.id, lines: [DisposeLineInput(position: 1, .credit)]))
        case .inspected: try ask(suite.erp, CloseReturn(found.id))
        case .closed, .rejected: break
        }
    }

    /// The first column of a query.
    func erpText(_ sql: String, _ arguments: [Value] = []) throws -> [String] {
        try erp.read { try $0.rows(sql, arguments, as: [.text]).map { $0[0].text } }
    }
}

import Kernel
import Platform
import StoreSQLite
import Testing

@testable import ERP

/// *Kauri Pumps* of Auckland, with one customer, a pump with serial numbers, a seal kit and the work of putting it in.
/// Opening stock: five pumps at 800.00 and a hundred seal kits at 12.50.
struct KauriPumps {
    let clock: TestClock
    let store: SQLiteStore
    let bus: CommandBus
    let harbourMarine: ID<Customer>
    let pump: ID<Item>
    let seal: ID<Item>
    let install: ID<Item>
    let prices: ID<PriceList>
    let warehouse: ID<Warehouse>

    init(
        today: CalendarDate = date("2026-03-02"), creditLimit: Money = nz("50000.00"),
        policy: OverCreditPolicy = .hold, withStock: Bool = true
    ) throws {
        clock = TestClock(today)
        store = try SQLiteStore.inMemory(ERP.module)
        bus = CommandBus(
            module: ERP.module, store: store, world: clock.world, access: AccessPolicy([.system: ["*"]]))
        var company = SetUpCompany(name: "Kauri Pumps", country: "NZ", currency: .nzd)
        company.fields[\.overCreditPolicy] = policy
        try bus.run(company, by: .system)
        warehouse = try bus.run(CreateWarehouse(code: "AKL", name: "Auckland"), by: .system)
        var pumpItem = CreateItem(code: "PMP-200", name: "Bilge pump 200", tracking: .serial)
        pumpItem.fields[\.warrantyMonths] = 24
        pump = try bus.run(pumpItem, by: .system)
        var sealItem = CreateItem(code: "SEAL-10", name: "Seal kit 10")
        sealItem.units = [ItemUnitInput(unit: try UnitOfMeasure("BOX"), numerator: 12)]
        seal = try bus.run(sealItem, by: .system)
        install = try bus.run(CreateItem(code: "INSTALL", name: "Installation", type: .service), by: .system)
        prices = try bus.run(
            CreatePriceList(code: "STD", name: "Standard", currency: .nzd, isDefault: true), by: .system)
        let from = date("2026-01-01")
        for (item, price) in [(pump, "1250.00"), (seal, "24.50"), (install, "180.00")] {
            try bus.run(
                SetPrice(priceList: prices, item: item, unitPrice: decimal(price), from: from), by: .system)
        }
        var customer = ImportCustomer(legalName: "Harbour Marine Limited")
        customer.fields[\.street] = "12 Quay Street"
        customer.fields[\.city] = "Auckland"
        customer.fields[\.postcode] = "1010"
        customer.fields[\.country] = "NZ"
        customer.fields[\.currency] = .nzd
        customer.fields[\.creditLimit] = creditLimit
        harbourMarine = try bus.run(customer, by: .system)
        if withStock {
            try bus.run(
                CountStock(
                    [
                        StockCountInput(
                            item: pump, counted: Quantity(5, .each), unitCost: 800, serials: "KP-001..KP-005"),
                        StockCountInput(item: seal, counted: Quantity(100, .each), unitCost: decimal("12.5")),
                    ], isOpening: true),
                by: .system)
        }
    }

    @discardableResult
    func run<C: Command>(_ command: C) throws -> C.Answer { try bus.run(command, by: .system) }

    /// The refusal of a command; the test fails when it was done.
    func refusal<C: Command>(of command: C, at location: SourceLocation = #_sourceLocation) throws -> Refusal {
        do {
            try bus.run(command, by: .system)
        } catch let refusal as Refusal {
            return refusal
        }
        Issue.record("\(C.name) was done and should have been refused", sourceLocation: location)
        return Refusal(.notFound, "not refused")
    }

    func load<Object: BusinessObject>(_ id: ID<Object>) throws -> Object {
        try #require(try store.read { try $0.find(id) })
    }

    func all<Object: BusinessObject>(_ select: Select<Object>) throws -> [Object] {
        try store.read { try $0.all(select) }
    }

    func lines(of order: ID<SalesOrder>) throws -> [SalesOrderLine] {
        try all(Select<SalesOrderLine>().where(\.order, .equal, order).ordered(by: \.position))
    }

    func level(_ item: ID<Item>) throws -> StockLevel {
        try #require(try all(Select<StockLevel>().where(\.item, .equal, item)).first)
    }

    func serial(_ number: String) throws -> SerialUnit {
        try #require(try all(Select<SerialUnit>().where(\.serial, .equal, number)).first)
    }

    /// The balance of an account: debits less credits.
    func balance(_ role: AccountRole) throws -> Money {
        let cents = try store.read {
            try $0.integer(
                "SELECT coalesce(sum(amount), 0) FROM journal_line WHERE account = ?", [.text(role.code)])
        }
        return Money(minorUnits: Int64(cents), currency: .nzd)
    }

    /// Stock agrees with its ledger, orders with their lines, and every entry balances.
    func expectSound(_ location: SourceLocation = #_sourceLocation) throws {
        let findings = try store.read { try StockVerification.findings(in: $0) }
        #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))", sourceLocation: location)
        let unbalanced = try store.read {
            try $0.rows(
                "SELECT entry FROM journal_line GROUP BY entry HAVING sum(amount) <> 0", [], as: [.text])
        }
        #expect(unbalanced.isEmpty, sourceLocation: location)
    }

    /// An order of Harbour Marine at list price.
    func order(_ quantities: (ID<Item>, Int)..., reference: String = "") throws -> ID<SalesOrder> {
        try run(
            PlaceOrder(
                customer: harbourMarine, customerReference: reference,
                lines: quantities.map { OrderLineInput(item: $0.0, quantity: Quantity($0.1, .each)) }))
    }
}

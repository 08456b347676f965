import Kernel
import Platform
import StoreSQLite
import Synchronization
import Testing

@testable import ERP

/// A company in Auckland with a shelf of pumps, its books open, and a clock that the test moves.
final class FinanceHouse: Sendable {
    let store: SQLiteStore
    let bus: CommandBus
    let warehouse: ID<Warehouse>
    /// PMP-200: a thousand on the shelf at 40.00 each.
    let pump: ID<Item>
    let start: CalendarDate

    init(
        country: String = "NZ", currency: Currency = .nzd, from start: String = "2026-01-05", overdueHoldDays: Int = 60
    ) throws {
        let start = try CalendarDate(start)
        let counter = Mutex(0)
        let clock = Clock(today: start)
        let world = World(
            now: { Instant(microseconds: Int64(clock.day.daysSinceEpoch) * 86_400_000_000) },
            today: { clock.day },
            newID: {
                let next = counter.withLock { count in
                    count += 1
                    return count
                }
                return "id-" + String(repeating: "0", count: 9 - String(next).count) + String(next)
            },
            random: { 4 })
        self.clock = clock
        self.start = start
        store = try SQLiteStore.inMemory(ERP.module)
        bus = CommandBus(module: ERP.module, store: store, world: world, access: AccessPolicy([.system: ["*"]]))
        var setUp = SetUpCompany(name: "Waitematā Pumps Limited", country: country, currency: currency)
        setUp.fields[\.overdueHoldDays] = overdueHoldDays
        try bus.run(setUp, by: .system)
        warehouse = try bus.run(CreateWarehouse(code: "AKL", name: "Auckland"), by: .system)
        pump = try bus.run(CreateItem(code: "PMP-200", name: "Bilge pump 200"), by: .system)
        let each = UnitOfMeasure.each
        try bus.run(
            CountStock(
                [StockCountInput(item: pump, counted: Quantity(1_000, each), unitCost: 40)], isOpening: true,
                warehouse: warehouse), by: .system)
    }

    final class Clock: Sendable {
        private let date: Mutex<CalendarDate>
        init(today: CalendarDate) { date = Mutex(today) }
        var day: CalendarDate { date.withLock { $0 } }
        func set(_ day: CalendarDate) { date.withLock { $0 = day } }
    }
    let clock: Clock

    func on(_ day: String) throws { clock.set(try CalendarDate(day)) }

    @discardableResult
    func run<C: Command>(_ command: C) throws -> C.Answer { try bus.run(command, by: .system) }

    /// An accepted customer; Harbour Marine unless said otherwise.
    func customer(
        _ name: String = "Harbour Marine Limited", terms: String = "NET20", limit: Money? = nil,
        taxCode: String? = nil, currency: Currency? = nil, country: String = ""
    ) throws -> ID<Customer> {
        var request = RequestCustomer(legalName: name)
        request.fields[\.country] = country
        request.fields[\.currency] = currency ?? .none
        let id = try run(request)
        let company = try read { try $0.find(Company.only) }
        let own = company?.currency ?? .nzd
        try run(
            AcceptCustomer(
                customer: id, terms: ID(terms), creditLimit: limit ?? Money(minorUnits: 100_000_000, currency: own),
                taxCode: taxCode.map { ID($0) }))
        return id
    }

    /// An order of pumps: one line for each price.
    @discardableResult
    func order(
        _ customer: ID<Customer>, _ lines: [(quantity: Int, price: String)],
        with change: (inout PlaceOrder) -> Void = { _ in }
    ) throws -> ID<SalesOrder> {
        var command = PlaceOrder(customer: customer)
        command.lines = try lines.map { line in
            OrderLineInput(
                item: pump, quantity: Quantity(line.quantity, .each), unitPrice: try FixedDecimal(line.price))
        }
        change(&command)
        return try run(command)
    }

    /// Orders, ships and invoices in one go, on the clock's day.
    @discardableResult
    func invoice(
        _ customer: ID<Customer>, _ lines: [(quantity: Int, price: String)],
        with change: (inout PlaceOrder) -> Void = { _ in }
    ) throws -> Invoice {
        let order = try order(customer, lines, with: change)
        try run(ShipOrder(order: order))
        return try load(try run(IssueInvoice(order: order)))
    }

    func read<T>(_ body: (any StoreSession) throws -> T) throws -> T { try store.read(body) }

    func load<Object: BusinessObject>(_ id: ID<Object>) throws -> Object {
        try #require(try read { try $0.find(id) })
    }

    func all<Object: BusinessObject>(_ select: Select<Object>) throws -> [Object] {
        try read { try $0.all(select) }
    }

    func item(_ number: String) throws -> ReceivableItem {
        try #require(try all(Select<ReceivableItem>().where(\.number, .equal, number)).first)
    }

    /// The lines of one entry as "1100 115.00".
    func posting(_ entry: ID<JournalEntry>) throws -> [String] {
        try all(Select<JournalLine>().where(\.entry, .equal, entry).ordered(by: \.account))
            .map { "\($0.account) \($0.amount.amountText)" }
    }

    /// The entry last posted.
    func lastPosting() throws -> [String] {
        let entry = try #require(try all(Select<JournalEntry>().ordered(by: \.number, descending: true).limit(1)).first)
        return try posting(entry.id)
    }

    func balance(_ role: AccountRole) throws -> String {
        try read { try TrialBalance.over(in: $0).balance(role).amountText }
    }

    /// Every invariant of the books holds.
    func expectSoundBooks(_ location: SourceLocation = #_sourceLocation) throws {
        let findings = try read { try LedgerVerification.findings(in: $0).map(\.description) }
        #expect(findings == [], sourceLocation: location)
        let ageing = try read { try Ageing.at(clock.day, in: $0) }
        #expect(ageing.total.total == ageing.control, sourceLocation: location)
        let sheet = try read { try BalanceSheet.at(in: $0) }
        #expect(sheet.difference.isZero, sourceLocation: location)
    }

    /// The refusal's codes.
    func refusal<C: Command>(
        of command: C, _ location: SourceLocation = #_sourceLocation
    ) -> Refusal? {
        do {
            try run(command)
            Issue.record("\(C.name) was not refused", sourceLocation: location)
            return nil
        } catch let refusal as Refusal {
            return refusal
        } catch {
            Issue.record("\(C.name) failed: \(error)", sourceLocation: location)
            return nil
        }
    }

    func codes<C: Command>(_ command: C, _ location: SourceLocation = #_sourceLocation) -> [RefusalCode] {
        refusal(of: command, location)?.reasons.map(\.code) ?? []
    }
}

func kiwi(_ text: String) throws -> Money { try Money(text: text, currency: .nzd) }
func greenback(_ text: String) throws -> Money { try Money(text: text, currency: .usd) }

extension Store where Self == SQLiteStore {
    static func inMemoryERP() throws -> SQLiteStore { try SQLiteStore.inMemory(ERP.module) }
}

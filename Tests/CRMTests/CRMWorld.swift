import CRM
import Kernel
import Platform
import StoreSQLite
import Synchronization

/// A CRM in memory with a clock that the test moves and the people who work in it.
final class CRMWorld: Sendable {
    let store: SQLiteStore
    let bus: CommandBus
    private let clock: Clock

    static let sales = Actor(id: "mere", name: "Mere, sales", roles: [.sales])
    static let manager = Actor(id: "tama", name: "Tama, sales manager", roles: [.salesManager])
    static let support = Actor(id: "ana", name: "Ana, support", roles: [.support])

    /// 21 November 2026, 09:00 in Auckland's morning as far as the test cares.
    init() throws {
        store = try SQLiteStore.inMemory(CRM.module)
        let clock = Clock()
        self.clock = clock
        let world = World(
            now: { clock.now }, today: { clock.now.date }, newID: { clock.nextID() }, random: { clock.nextNumber() })
        bus = CommandBus(
            module: CRM.module, store: store, world: world,
            access: .standard(in: "crm"))
        try bus.run(SetUpCRM(), by: .system)
    }

    var today: CalendarDate { clock.now.date }
    func wait(days: Int) { clock.advance(seconds: days * 86_400) }
    func wait(seconds: Int) { clock.advance(seconds: seconds) }

    @discardableResult
    func run<C: Command>(_ command: C, by actor: Actor = CRMWorld.sales, key: String? = nil) throws -> C.Answer {
        try bus.run(command, by: actor, key: key)
    }

    /// Runs a command as the bridge does: from a travelling record.
    @discardableResult
    func run<C: Command>(_ type: C.Type, from fields: [String: Value], by actor: Actor = .bridge) throws -> String {
        let record = Record(object: C.input.descriptor.name, fields: fields)
        switch try bus.run([CommandCall.reading(type, from: record, by: actor)])[0] {
        case .done(let answer, _, _): return answer
        case .refused(let refusal): throw refusal
        case .failed(let failure): throw failure
        case .moved: throw Unexpected(text: "the document has moved")
        }
    }

    /// The refusal of a command that must be refused.
    func refusal<C: Command>(_ command: C, by actor: Actor = CRMWorld.sales) throws -> Refusal {
        do {
            let answer = try bus.run(command, by: actor)
            throw Unexpected(text: "\(C.name) was not refused but gave '\(answer)'")
        } catch let refusal as Refusal {
            return refusal
        }
    }

    func get<Object: BusinessObject>(_ id: ID<Object>) throws -> Object {
        guard let object = try store.read({ try $0.find(id) }) else { throw Unexpected(text: "no \(id)") }
        return object
    }

    func all<Object: BusinessObject>(_ select: Select<Object>) throws -> [Object] {
        try store.read { try $0.all(select) }
    }

    func feed(after sequence: Int64 = 0) throws -> [FeedEntry] {
        try store.read { try Feed.entries(after: sequence, limit: 1_000, in: $0) }
    }

    func count(_ table: String) throws -> Int {
        try store.read { try $0.integer("SELECT count(*) FROM " + table) }
    }

    struct Unexpected: Error { let text: String }
}

private final class Clock: Sendable {
    private let state = Mutex((now: Instant(microseconds: 1_795_251_600_000_000), number: UInt64(0)))
    var now: Instant { state.withLock { $0.now } }
    func advance(seconds: Int) { state.withLock { $0.now = $0.now.adding(seconds: seconds) } }
    func nextNumber() -> UInt64 {
        state.withLock {
            $0.number += 1
            return $0.number
        }
    }
    func nextID() -> String {
        let text = String(nextNumber())
        return "id" + String(repeating: "0", count: 8 - text.count) + text
    }
}

extension CRMWorld {
    /// Harbour Marine Limited of Devonport, a boat builder.
    func harbourMarine() throws -> ID<Account> {
        var account = Account()
        account.name = "Harbour Marine Limited"
        account.nzbn = "9429041535134"
        account.taxNumber = "49-091-850"
        account.phone = "09 445 0123"
        account.email = "Office@HarbourMarine.co.nz"
        account.street = "12 Victoria Road"
        account.suburb = "Devonport"
        account.city = "Auckland"
        account.postcode = "0624"
        return try run(CreateAccount(account))
    }

    /// The bilge pump PMP-200, as the ERP's mirror tells it.
    func pump(code: String = "PMP-200", isSellable: Bool = true) throws -> ID<Product> {
        var product = Product()
        product.code = code
        product.name = "Bilge pump " + code
        product.isSellable = isSellable
        product.isSerialised = true
        product.warrantyMonths = 24
        product.sourceID = "item-" + code
        return try run(RecordMirror(product), by: .bridge)
    }

    /// A quote for ten pumps at 249.50, list 280.
    func quoteForTenPumps(
        to account: ID<Account>, of product: ID<Product>, discountPercent: FixedDecimal = .zero,
        opportunity: ID<Opportunity>? = nil
    ) throws -> ID<Quote> {
        let line = QuoteLineInput(
            product: product, quantity: Quantity(10, .each), unitPrice: try FixedDecimal("249.50"),
            listPrice: 280, priceExplanation: #"{"date":"2026-11-21","steps":[{"kind":"list","unitPrice":"280"}]}"#,
            discountPercent: discountPercent)
        var create = CreateQuote(account: account, lines: [line])
        if let opportunity { create.fields[\.opportunity] = opportunity }
        return try run(create)
    }

    func money(_ text: String) throws -> Money { try Money(text: text, currency: .nzd) }
}

import Foundation
import Kernel
import Platform
import StoreSQLite
import Synchronization
import Testing

@testable import FilesConnector

/// Whom the small system of these tests sells to.
struct Customer: BusinessObject {
    var id = ID<Customer>.blank
    var version = 0
    var number = ""
    var name = ""
    var city = ""
    var creditLimit = Money.none
    var since: CalendarDate?
    var isActive = true
    var margin = FixedDecimal.zero

    static let schema = Schema<Customer>("Customer") { s in
        s.field("number", \.number, .required, .unique, .maxLength(20))
        s.field("name", \.name, .required, .maxLength(40))
        s.field("city", \.city)
        s.field("creditLimit", \.creditLimit)
        s.field("since", \.since)
        s.field("isActive", \.isActive)
        s.field("margin", \.margin, .sensitive)
    }
}

/// Takes on a customer. Refuses: invalidValue (Atlantis; a limit below zero), duplicate.
struct TakeOnCustomer: Command {
    static let name = "customer.takeOn"
    static let permission: Permission = "customer.takeOn"
    var customer = Customer()
    init() {}

    static let input = Schema<TakeOnCustomer>("TakeOnCustomer") { s in
        s.field("number", \.customer.number, .required, .maxLength(20))
        s.field("name", \.customer.name, .required, .maxLength(40))
        s.field("city", \.customer.city)
        s.field("creditLimit", \.customer.creditLimit)
        s.field("since", \.customer.since)
        s.field("isActive", \.customer.isActive)
        s.field("margin", \.customer.margin)
    }

    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Customer> {
        var reasons: [Reason] = []
        if customer.city == "Atlantis" {
            reasons.append(
                Reason(
                    .invalidValue, "nobody delivers to Atlantis", field: "city", allowed: "a port", fixedBy: "sales"))
        }
        if customer.creditLimit.isNegative {
            reasons.append(
                Reason(
                    .invalidValue, "a limit is not below zero", field: "creditLimit", allowed: "0 or more",
                    fixedBy: "finance"))
        }
        if !reasons.isEmpty { throw Refusal(reasons) }
        return try tx.insert(customer).id
    }
}

/// An order with its lines.
struct SalesOrder: BusinessObject {
    var id = ID<SalesOrder>.blank
    var version = 0
    var reference = ""
    var customer = ID<Customer>.blank

    static let schema = Schema<SalesOrder>("SalesOrder") { s in
        s.field("reference", \.reference, .required, .unique)
        s.field("customer", \.customer, .required)
        s.lines("lines", of: OrderLine.self)
    }
}

/// A line of an order.
struct OrderLine: BusinessObject {
    var id = ID<OrderLine>.blank
    var version = 0
    var document = ID<SalesOrder>.blank
    var item = ""
    var quantity = Quantity.none
    var percent = FixedDecimal.zero

    static let schema = Schema<OrderLine>("OrderLine") { s in
        s.parent("document")
        s.field("document", \.document, .required)
        s.field("item", \.item, .required)
        s.field("quantity", \.quantity)
        s.field("percent", \.percent)
    }
}

/// One line as it is entered.
struct LineInput: Sendable {
    var item = ""
    var quantity = Quantity.none
    var percent = FixedDecimal.zero

    static let schema = Schema<LineInput>("LineInput") { s in
        s.field("item", \.item, .required)
        s.field("quantity", \.quantity)
        s.field("percent", \.percent)
    }
}

/// Takes on an order. Refuses: invalidValue (a quantity below one), notFound.
struct TakeOnOrder: Command {
    static let name = "order.takeOn"
    static let permission: Permission = "order.takeOn"
    var reference = ""
    var customer = ID<Customer>.blank
    var lines: [LineInput] = []
    init() {}

    static let input = Schema<TakeOnOrder>("TakeOnOrder") { s in
        s.field("reference", \.reference, .required)
        s.field("customer", \.customer, .required)
        s.list("lines", \.lines, LineInput.schema, blank: { LineInput() })
    }

    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<SalesOrder> {
        var reasons: [Reason] = []
        for (index, line) in lines.enumerated() where line.quantity.value < 1 {
            reasons.append(
                Reason(
                    .invalidValue, "\(line.quantity) is too little", line: index + 1, field: "quantity",
                    allowed: "1 or more", fixedBy: "sales"))
        }
        if !reasons.isEmpty { throw Refusal(reasons) }
        var order = SalesOrder()
        order.reference = reference
        order.customer = customer
        order = try tx.insert(order)
        for input in lines {
            var line = OrderLine()
            line.document = order.id
            line.item = input.item
            line.quantity = input.quantity
            line.percent = input.percent
            try tx.insert(line)
        }
        return order.id
    }
}

/// A folder of files, a system to import into, and a clock that stands still.
final class Harbour {
    static let module = Module(
        name: "erp", schemaVersion: 1, objects: [Customer.self, SalesOrder.self, OrderLine.self],
        commands: [TakeOnCustomer.self, TakeOnOrder.self])
    let folder: String
    let store: SQLiteStore
    let bus: CommandBus
    /// Commits left until the process dies; nil = it lives.
    private let commitsLeft = DeathClock()

    init() throws {
        folder = try temporaryFolder()
        store = try SQLiteStore.inMemory(Self.module)
        let ids = DeathClock()
        let clock = commitsLeft
        let world = World(
            now: { Instant(microseconds: 1_790_000_000_000_000) }, today: { CalendarDate(daysSinceEpoch: 20_700) },
            newID: { "id" + String(1_000_000 + ids.next()) }, random: { 4 },
            faultPoint: { point throws(SimulatedCrash) in
                if point == .beforeCommit, clock.isDead() { throw SimulatedCrash(point) }
            })
        bus = CommandBus(module: Self.module, store: store, world: world, access: AccessPolicy([.system: ["*"]]))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func dieAfter(commits: Int?) { commitsLeft.set(commits) }

    func put(_ file: String, _ text: String) throws { try put(file, Array(text.utf8)) }

    func put(_ file: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + file))
    }

    func text(_ file: String) throws -> String { String(decoding: try contents(folder + "/" + file), as: UTF8.self) }

    func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: folder + "/" + file) }

    func map(_ text: String) throws -> FileMap {
        try FileMapParser.parse(text, path: "harbour.map.yaml", modules: [Self.module])
    }

    func job(_ text: String) throws -> FileImport {
        FileImport(try map(text), into: bus, folder: folder, rejectFolder: folder + "/rejects")
    }

    var customers: [Customer] {
        get throws { try store.read { try $0.all(Select<Customer>().ordered(by: \.number)) } }
    }

    var orders: [SalesOrder] {
        get throws { try store.read { try $0.all(Select<SalesOrder>().ordered(by: \.reference)) } }
    }
    var lines: [OrderLine] { get throws { try store.read { try $0.all(Select<OrderLine>().ordered(by: \.item)) } } }
}

/// Counts up, or down to a death.
final class DeathClock: Sendable {
    private let count = Mutex<Int?>(nil)
    private let numbers = Mutex(0)

    func set(_ value: Int?) { count.withLock { $0 = value } }
    func next() -> Int {
        numbers.withLock { number in
            number += 1
            return number
        }
    }
    func isDead() -> Bool {
        count.withLock { left in
            guard let now = left else { return false }
            left = max(0, now - 1)
            return now == 0
        }
    }
}

let customerMap = """
    map: customers
    file: Customers.csv
    into: erp
    command: customer.takeOn
    key: Number
    fields:
      number: Number
      name: { column: Name, aliases: [Company, Firma] }
      city: { column: City, default: Tauranga }
      creditLimit: { column: Limit, money: NZD, rounding: halfUp }
      since: { column: Since, date: d/m/yyyy }
      isActive: { column: Active, values: { A: "yes", X: "no" } }
    """
let customerHeader = "Number,Name,City,Limit,Since,Active\n"

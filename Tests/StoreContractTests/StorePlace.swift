import Foundation
import Kernel
import Platform
import PostgresRig
import StorePostgres
import StoreSQLite
import Testing

/// Where a database may be: every promise of a store is kept in each of these.
enum StorePlace: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory = "SQLite in memory"
    case file = "SQLite in a file"
    case server = "PostgreSQL"
    var testDescription: String { rawValue }

    /// Those that a second program can open.
    static let lasting: [StorePlace] = [.file, .server]
}

/// A database of the marina, fresh, and gone when nobody needs it.
final class Basin {
    let place: StorePlace
    let store: any Store
    private let name: String

    init(_ place: StorePlace) throws {
        self.place = place
        name = PostgresRig.freshName()
        store = try Self.open(Marina.module, place, name)
    }

    deinit {
        switch place {
        case .memory: break
        case .file: try? FileManager.default.removeItem(atPath: Self.folder(name))
        case .server:
            if let address = try? Self.address(name) { try? PostgresServer(address.database(of: "marina")).drop() }
        }
    }

    /// The same database opened once more, by this program or another version of it.
    func again(as module: Module = Marina.module) throws -> any Store { try Self.open(module, place, name) }

    private static func folder(_ name: String) -> String { NSTemporaryDirectory() + "marina-" + name }
    static func address(_ name: String) throws -> PostgresAddress {
        try PostgresAddress(url: PostgresRig.shared().address(name))
    }

    private static func open(_ module: Module, _ place: StorePlace, _ name: String) throws -> any Store {
        switch place {
        case .memory: try SQLiteStore.inMemory(module)
        case .file: try SQLiteStore.open(module, in: folder(name))
        case .server: try PostgresStore.open(module, of: try address(name), mayLose: true)
        }
    }

    /// Runs SQL past the program.
    func past(_ sql: String) throws {
        switch place {
        case .memory, .file:
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
            process.arguments = [Self.folder(name) + "/marina.sqlite", sql]
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
        case .server: try PostgresRig.shared().sql(sql, in: name + "_marina")
        }
    }

    /// What the store throws; nil when it does not.
    func refusal(_ body: (any StoreSession) throws -> Void) -> StoreError? {
        do {
            try store.write { session in try body(session) }
            return nil
        } catch {
            return error as? StoreError ?? .failed("not a store's error: \(error)")
        }
    }

    func count(_ table: String) throws -> Int { try store.read { try $0.integer("SELECT count(*) FROM \(table)") } }
}

extension StoreSession {
    func put<Object: BusinessObject>(_ object: Object) throws {
        let schema = Object.schema
        try execute(schema.sql.insert, [.text(object.id.raw), .integer(Int64(object.version))] + object.bound)
    }

    func texts(_ sql: String, _ arguments: [Value] = []) throws -> [String] {
        try rows(sql, arguments, as: [.text]).map { $0[0].text }
    }

    func announce(_ text: String) throws -> Int64 {
        try append(
            "INSERT INTO outbox (at, event, object, object_id, actor, correlation) VALUES (?, ?, ?, ?, ?, ?)",
            [.integer(1), .text("Seen"), .text("Boat"), .text(text), .text("mere"), .text("c")])
    }
}

extension BusinessObject {
    /// Empty money and an empty quantity fill both of their columns.
    var bound: [Value] {
        zip(Self.schema.values(of: self), Self.schema.descriptor.fields).flatMap { value, field in
            value.isNull && field.kind.columnCount == 2 ? [.null, .null] : [value]
        }
    }
}

extension Berth {
    init(_ id: String, code: String, pier: String = "A", place: Int) {
        self.init()
        self.id = ID(id)
        (version, self.code, self.pier, self.place) = (1, code, pier, place)
    }
}

extension Boat {
    init(_ id: String, _ name: String, berth: String? = nil, nickname: String? = nil) {
        self.init()
        self.id = ID(id)
        (version, self.name, self.nickname) = (1, name, nickname)
        self.berth = berth.map { ID($0) }
    }
}

extension Contract {
    init(_ id: String, boat: String, lines: Int) {
        self.init()
        self.id = ID(id)
        (version, number, lineCount) = (1, "K-" + id, lines)
        self.boat = ID(boat)
    }
}

extension ContractLine {
    init(_ id: String, contract: String, position: Int) {
        self.init()
        self.id = ID(id)
        (version, self.position) = (1, position)
        self.contract = ID(contract)
        amount = Money(minorUnits: 100, currency: .nzd)
    }
}

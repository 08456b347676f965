import Foundation
import Kernel
import StoreSQLite
import Synchronization
import Testing

@testable import Platform

/// Where the database of a test lies: every promise is kept in both places.
enum Place: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory = "in memory"
    case file = "in a file"
    var testDescription: String { rawValue }
}

/// A boatyard open for business, with its own database and a clock that ticks a second a look.
final class Yard {
    let folder: String
    let place: Place
    let store: SQLiteStore
    let bus: CommandBus
    let clock: Clock
    private let keepsFolder: Bool

    init(_ place: Place, in folder: String? = nil, clock: Clock = Clock()) throws {
        self.place = place
        self.clock = clock
        keepsFolder = folder != nil
        self.folder = folder ?? NSTemporaryDirectory() + "boatyard-" + UUID().uuidString
        store = try place == .memory ? .inMemory(Boatyard.module) : .open(Boatyard.module, in: self.folder)
        bus = CommandBus(module: Boatyard.module, store: store, world: clock.world, access: Boatyard.access)
    }

    deinit {
        if !keepsFolder { try? FileManager.default.removeItem(atPath: folder) }
    }

    var file: String { folder + "/boatyard.sqlite" }

    /// One call alone.
    func run<C: Command>(
        _ command: C, by actor: Actor = .system, key: String? = nil, why: String? = nil,
        expected: ExpectedVersion? = nil
    ) throws -> CommandOutcome {
        try bus.run([CommandCall(command, by: actor, key: key, why: why, expected: expected)])[0]
    }

    func harbourMarine() throws -> ID<Buyer> {
        try bus.run(OpenBuyer("Harbour Marine", terms: "20th"), by: Boatyard.mere)
    }

    func count(_ table: String, where condition: String = "1 = 1") throws -> Int {
        try store.read { try $0.integer("SELECT count(*) FROM \(table) WHERE \(condition)") }
    }

    func texts(_ sql: String, _ columns: Int) throws -> [[String]] {
        try store.read { session in
            try session.rows(sql, [], as: Array(repeating: .text, count: columns)).map { $0.map(\.text) }
        }
    }

    /// Every row of every table, without the moment and the identities: equal when the same things have happened.
    func everything() throws -> [String] {
        try store.read { session in
            let counted = try ["buyer", "bill", "bill_line", "plan", "audit", "outbox", "idempotency_key"].map {
                table in
                "\(table): \(try session.integer("SELECT count(*) FROM \(table)"))"
            }
            let numbers = try session.rows("SELECT series, last FROM number_series", [], as: [.text, .integer])
            let terms = try session.rows("SELECT name, terms FROM buyer ORDER BY name", [], as: [.text, .text])
            return counted + (numbers + terms).map { $0.map(\.text).joined(separator: "=") }
        }
    }
}

/// Time and identities that repeat, and a crash at a chosen point.
final class Clock: Sendable {
    private let state = Mutex((ticks: Int64(0), ids: 0, points: [String](), crashAt: Int?.none))

    var world: World {
        World(
            now: { [self] in
                let ticks = state.withLock { state in
                    state.ticks += 1
                    return state.ticks
                }
                return Instant(microseconds: 1_790_000_000_000_000 + ticks * 1_000_000)
            },
            today: { CalendarDate(daysSinceEpoch: 20_718) },
            newID: { [self] in
                let number = state.withLock { state in
                    state.ids += 1
                    return String(state.ids)
                }
                return "id" + String(repeating: "0", count: 8 - number.count) + number
            },
            random: { 4 },
            faultPoint: { [self] point throws(SimulatedCrash) in
                let dies = state.withLock { state in
                    state.points.append(point.name)
                    return state.crashAt == state.points.count - 1
                }
                if dies { throw SimulatedCrash(point) }
            })
    }

    /// The points passed since the last `crash(at:)`.
    var points: [String] { state.withLock { $0.points } }

    /// Dies at the point with this index, counted from now; nil never.
    func crash(at index: Int?) {
        state.withLock { state in
            state.points = []
            state.crashAt = index
        }
    }
}

extension CommandOutcome {
    var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
    var answer: String? { if case .done(let answer, _, _) = self { answer } else { nil } }
    var isReplayed: Bool { if case .done(_, true, _) = self { true } else { false } }
    var sequence: Int64? { if case .done(_, _, let sequence) = self { sequence } else { nil } }
    var hasMoved: Bool { if case .moved = self { true } else { false } }
}

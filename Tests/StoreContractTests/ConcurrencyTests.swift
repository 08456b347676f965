import Dispatch
import Kernel
import Platform
import StorePostgres
import Synchronization
import Testing

@Suite("A store under many hands")
struct ConcurrencyTests {
    private static let hands = 8
    private static let turns = 40

    /// Each takes a number, announces something, and reads the chain's head, like every command.
    private static func turn(_ store: any Store, _ hand: Int, _ number: Int) throws {
        try store.write { session in
            let taken = try session.execute("UPDATE number_series SET last = last + 1 WHERE series = 'SO'", [])
            if taken == 0 { try session.execute("INSERT INTO number_series (series, last) VALUES ('SO', 1)", []) }
            let next = try session.integer("SELECT coalesce(max(seq), 0) FROM audit") + 1
            try session.execute(
                """
                INSERT INTO audit (seq, at, actor, command, why, correlation, object, object_id, version, changes, hash)
                VALUES (?, 1, 'mere', 'boat.launch', '', '', 'Boat', ?, 1, '{}', 'h')
                """, [.integer(Int64(next)), .text("\(hand)/\(number)")])
            _ = try session.announce("\(hand)/\(number)")
        }
    }

    @Test(
        "gives each number once, in one order, and hides no change from who reads along",
        arguments: StorePlace.lasting)
    func oneOrder(place: StorePlace) throws {
        let basin = try Basin(place)
        // Two programs, or two parts of one.
        let stores = [basin.store, place == .server ? try basin.again() : basin.store]
        let failures = Mutex<[String]>([])
        let isDone = Mutex(false)
        let seen = Mutex<[Int64]>([])
        let group = DispatchGroup()
        DispatchQueue(label: "reader").async(group: group) {
            // As the bridge reads: what follows the last seen.
            var isLast = false
            while !isLast {
                isLast = isDone.withLock { $0 }
                let last = seen.withLock { $0.last ?? 0 }
                let fresh = try? stores[0].read {
                    try $0.rows("SELECT seq FROM outbox WHERE seq > ? ORDER BY seq", [.integer(last)], as: [.integer])
                }
                seen.withLock { seen in
                    for case .integer(let number)? in fresh?.map(\.first) ?? [] { seen.append(number) }
                }
            }
        }
        let writers = DispatchGroup()
        for hand in 0..<Self.hands {
            DispatchQueue(label: "hand \(hand)").async(group: writers) {
                for number in 0..<Self.turns {
                    do {
                        try Self.turn(stores[hand % 2], hand, number)
                    } catch {
                        failures.withLock { $0.append("\(error)") }
                    }
                }
            }
        }
        writers.wait()
        isDone.withLock { $0 = true }
        group.wait()
        #expect(failures.withLock { $0 } == [])
        let total = Self.hands * Self.turns
        #expect(seen.withLock { $0 } == Array(1...Int64(total)))
        try basin.store.read { session throws in
            #expect(try session.integer("SELECT last FROM number_series") == total)
            #expect(try session.integer("SELECT max(seq) FROM audit") == total)
            #expect(
                try session.integer(
                    "SELECT count(*) FROM outbox o JOIN audit a ON a.seq = o.seq "
                        + "AND a.object_id = o.object_id") == total)
        }
    }

    @Test("lets readers go on while a writer is at work", arguments: StorePlace.lasting)
    func readersGoOn(place: StorePlace) throws {
        let basin = try Basin(place)
        try basin.store.write { try $0.put(Boat("s1", "Kererū")) }
        let store = basin.store
        try store.write { session throws in
            try session.execute("UPDATE boat SET crew = 3", [])
            let sums = Mutex(0)
            DispatchQueue.concurrentPerform(iterations: 20) { _ in
                let crew = try? store.read { try $0.integer("SELECT crew FROM boat") }
                sums.withLock { $0 += crew ?? 1_000 }
            }
            #expect(sums.withLock { $0 } == 0)
        }
    }
}

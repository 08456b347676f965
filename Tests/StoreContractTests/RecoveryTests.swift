import Dispatch
import Foundation
import Kernel
import Platform
import PostgresRig
import StorePostgres
import Synchronization
import Testing

/// What becomes of transactions when the server or its connections go away. One after the other: they harm the server.
@Suite("A store on a server survives", .serialized)
struct RecoveryTests {
    private static let rig = Result { try PostgresRig(flushes: true) }
    private let rig: PostgresRig
    private let name = PostgresRig.freshName()
    private let store: PostgresStore
    private var database: String { name + "_marina" }

    init() throws {
        rig = try Self.rig.get()
        store = try PostgresStore.open(Marina.module, of: PostgresAddress(url: rig.address(name)))
    }

    private func endConnections() throws {
        try rig.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database)'")
    }

    private func places() throws -> Int { try store.read { try $0.integer("SELECT count(*) FROM berth") } }

    @Test("connections that were ended while nobody used them")
    func idle() throws {
        try store.write { try $0.put(Berth("b1", code: "A1", place: 1)) }
        for round in 1...3 {
            _ = try places()
            try endConnections()
            #expect(try places() == round)
            try endConnections()
            try store.write { try $0.put(Berth("b\(round + 1)", code: "A\(round + 1)", place: round + 1)) }
        }
        #expect(try places() == 4)
    }

    @Test("a connection lost in the middle of a transaction: it runs again, and counts once")
    func middle() throws {
        var runs = 0
        let number = try store.write { session in
            runs += 1
            try session.put(Berth("b1", code: "A1", place: 1))
            if runs < 3 { try endConnections() }
            return try session.announce("\(runs)")
        }
        #expect(runs == 3 && number == 1)
        #expect(try places() == 1)
        #expect(try store.read { try $0.texts("SELECT object_id FROM outbox") } == ["3"])
    }

    @Test("being cut off again and again only so often, and says so")
    func tooOften() throws {
        var runs = 0
        let error = #expect(throws: StoreError.self) {
            try store.write { session in
                runs += 1
                try endConnections()
                try session.put(Berth("b1", code: "A1", place: 1))
            }
        }
        #expect(runs == 5 && error?.description.contains("connection") == true)
        #expect(try places() == 0)
    }

    @Test("a commit whose answer was lost though it happened: it is not done twice")
    func lostAnswer() throws {
        // The server waits for a copy that never comes; a commit is on its disk, and its answer is not given.
        try rig.sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        try rig.sql("SELECT pg_reload_conf()")
        let runs = Mutex(0)
        let outcome = Mutex<String>("")
        let group = DispatchGroup()
        let store = store
        DispatchQueue(label: "writer").async(group: group) {
            do {
                let number = try store.write { session in
                    runs.withLock { $0 += 1 }
                    try session.put(Berth("b1", code: "A1", place: 1))
                    return try session.announce("once")
                }
                outcome.withLock { $0 = "number \(number)" }
            } catch {
                outcome.withLock { $0 = "\(error)" }
            }
        }
        var isWaiting = false
        for _ in 0..<200 where !isWaiting {
            usleep(20_000)
            isWaiting = try rig.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == "1"
        }
        try rig.sql("ALTER SYSTEM RESET synchronous_standby_names")
        try endConnections()
        try rig.sql("SELECT pg_reload_conf()")
        group.wait()
        #expect(isWaiting)
        #expect(outcome.withLock { $0 } == "number 1" && runs.withLock { $0 } == 1)
        #expect(try places() == 1)
        #expect(try store.read { try $0.integer("SELECT count(*) FROM outbox") } == 1)
    }

    @Test("a commit that was lost before it happened: it is done again")
    func lostCommit() throws {
        // At its first commit the server ends the connection; a number of a sequence is not given back.
        try rig.sql(
            """
            CREATE SEQUENCE attempt;
            CREATE FUNCTION end_first() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('attempt') = 1 THEN
                    PERFORM pg_terminate_backend(pg_backend_pid());
                    PERFORM pg_sleep(1);
                END IF;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER end_first AFTER INSERT ON berth DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION end_first();
            """, in: database)
        var runs = 0
        try store.write { session in
            runs += 1
            try session.put(Berth("b1", code: "A1", place: 1))
        }
        #expect(runs == 2)
        #expect(try places() == 1)
    }

    @Test("the server's own death, many times, under load: what was acknowledged is there, once")
    func death() throws {
        let acknowledged = Mutex<[String]>([])
        let failures = Mutex<[String]>([])
        let isDone = Mutex(false)
        let group = DispatchGroup()
        let store = store
        for hand in 0..<3 {
            DispatchQueue(label: "hand \(hand)").async(group: group) {
                var number = 0
                while !isDone.withLock({ $0 }) {
                    number += 1
                    let code = "\(hand)-\(number)"
                    do {
                        _ = try store.write { session in
                            try session.put(Berth("b" + code, code: code, pier: "P\(hand)", place: number))
                            return try session.announce(code)
                        }
                        acknowledged.withLock { $0.append(code) }
                    } catch {
                        failures.withLock { $0.append("\(error)") }
                    }
                }
            }
        }
        defer {
            isDone.withLock { $0 = true }
            group.wait()
        }
        for _ in 0..<4 {
            usleep(300_000)
            try rig.kill()
            usleep(100_000)
            try rig.startAgain()
        }
        usleep(300_000)
        isDone.withLock { $0 = true }
        group.wait()
        let codes = acknowledged.withLock { $0 }
        #expect(codes.count > 50)
        #expect(failures.withLock { $0 } == [])
        let kept = try store.read { try $0.texts("SELECT code FROM berth") }
        #expect(Set(kept) == Set(codes) && kept.count == codes.count)
        let feed = try store.read { try $0.texts("SELECT object_id FROM outbox ORDER BY seq") }
        #expect(Set(feed) == Set(codes) && feed.count == codes.count)
        #expect(try store.read { try $0.integer("SELECT max(seq) FROM outbox") } == codes.count)
    }

    @Test("ringing: what one program commits another one hears, at once and after a lost connection")
    func ringing() throws {
        let company = PostgresRig.freshName()
        let address = try PostgresAddress(url: rig.address(company))
        let bridge = Module(name: "bridge", schemaVersion: 1, objects: [Berth.self], commands: [])
        let (bell, other) = (PostgresBell(company: address), PostgresBell(company: address))
        defer {
            bell.close()
            other.close()
        }
        let heard = Mutex<[String]>([])
        let store = try PostgresStore.open(bridge, of: address, waking: bell)
        bell.listen { _ in heard.withLock { $0.append("itself") } }
        other.listen { module in heard.withLock { $0.append(module) } }
        func waits(for count: Int) -> Bool {
            for _ in 0..<1_000 where heard.withLock({ $0.count }) < count { usleep(10_000) }
            return heard.withLock { $0.count } >= count
        }
        let listening =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(company)_bridge' AND query LIKE 'LISTEN%'"
        #expect(try rig.says("2", to: listening))
        _ = try store.write { try $0.announce("a") }
        #expect(waits(for: 1))
        // Nothing new, nothing to hear.
        try store.write { try $0.put(Berth("b1", code: "A1", place: 1)) }
        try rig.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(company)_bridge'")
        // Both look for the server again, and then listen.
        #expect(try rig.says("2", to: listening))
        _ = try store.write { try $0.announce("b") }
        #expect(waits(for: 2))
        #expect(heard.withLock { Set($0) } == ["bridge"])
    }
}

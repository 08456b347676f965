import Foundation
import Kernel
import Platform
import PostgresRig
import Suite
import Testing

extension ProgramTests {
    /// Reports are read from a streaming copy, which is a little behind and says so.
    @Suite("Read replica", .serialized)
    struct ReplicaTests {
        private let primary: PostgresRig
        private let copy: PostgresRig
        private let company: ServedCompany
        private var place: String { copy.address(company.name) }

        init() throws {
            primary = try PostgresRig(flushes: true)
            copy = try PostgresRig(copyOf: primary)
            company = try ServedCompany(on: primary)
        }

        private func open(_ seconds: Int = 60) throws -> Suite {
            try Suite.open(
                home: company.home.path, at: company.location,
                replica: (try StoreLocation(place), mostLagSeconds: seconds), recipes: [], zone: "Pacific/Auckland",
                country: "NZ")
        }

        private func waits(_ look: () throws -> Bool) throws -> Bool {
            for _ in 0..<1_200 {
                if try look() { return true }
                Thread.sleep(forTimeInterval: 0.05)
            }
            return false
        }

        @Test("reports see the copy's moment, its lag grows, and too far behind it is not asked")
        func behind() throws {
            let suite = try open(3)
            let replica = try #require(suite.replica)
            let bus = suite.reportBus(for: suite.bridge)
            func beats(_ bus: CommandBus) throws -> Int { try bus.store.read { try $0.integer(Self.beats) } }
            try suite.engine.nodes.keep()
            #expect(try waits { replica.standing.isNear })
            #expect(try waits { try beats(bus) == beats(suite.bridge) })
            try copy.sql("SELECT pg_wal_replay_pause()")
            Thread.sleep(forTimeInterval: 1.1)
            try suite.engine.nodes.keep()
            #expect(try beats(bus) < beats(suite.bridge), "the report is of the copy's moment")
            guard case .near(let lag) = replica.standing else {
                Issue.record("not near: \(replica.standing)")
                return
            }
            #expect(lag > 1_000_000)
            Thread.sleep(forTimeInterval: 3)
            guard case .far = replica.standing else {
                Issue.record("not far: \(replica.standing)")
                return
            }
            #expect(try beats(bus) == beats(suite.bridge), "it is read where people work")
            try copy.sql("SELECT pg_wal_replay_resume()")
            try suite.engine.nodes.keep()
            #expect(try waits { replica.standing.isNear })
            #expect(throws: StoreError.self) { try bus.store.write { _ in } }
            try suite.engine.nodes.leave()
        }

        private static let beats = "SELECT coalesce(max(last_seen), 0) FROM node"

        @Test("a copy that dies is passed over and found again; what is no copy of the company is refused")
        func gone() throws {
            let suite = try open()
            let bus = suite.reportBus(for: suite.erp)
            let count = "SELECT count(*) FROM customer"
            let customers = try suite.erp.store.read { try $0.integer(count) }
            #expect(try waits { suite.replica?.standing.isNear == true })
            #expect(try bus.store.read { try $0.integer(count) } == customers)
            try copy.kill()
            // Its processes die one after the other; meanwhile and afterwards every report is answered.
            var answers: Set<Int> = []
            let isAbsent = try waits {
                answers.insert(try bus.store.read { try $0.integer(count) })
                return suite.replica?.standing == .absent
            }
            answers.insert(try bus.store.read { try $0.integer(count) })
            #expect(isAbsent && answers == [customers])
            try copy.startAgain()
            try suite.engine.nodes.keep()
            #expect(
                try waits {
                    try suite.engine.nodes.keep()
                    return suite.replica?.standing.isNear == true
                })
            try suite.engine.nodes.leave()

            let other = try ServedCompany(on: primary)
            let export = try Program.run(
                Program.path, ["export", "ledger", "--read-replica", copy.address(other.name)] + company.place)
            #expect(export.code == 1 && export.complaint.contains("no copy of this company"), "\(export.complaint)")
        }

        @Test("a node shows the lag in its health, its metrics and on the ledger's page; exports are the same")
        func served() throws {
            let nodes = try TwoNodes(of: company, roles: [.finance], serving: ["--read-replica", place])
            try nodes.start(0)
            #expect(try waits { nodes.ask("/health").contains(#""replica":{"state":"up","lagMilliseconds":"#) })
            let metrics = nodes.ask("/metrics")
            #expect(metrics.contains("\ntandem_replica_near 1\n") && metrics.contains("\ntandem_replica_lag_seconds "))
            #expect(nodes.ask("/erp/ledger").contains("seconds behind"))
            #expect(!nodes.ask("/erp/receivables").contains("seconds behind"))
            try copy.kill()
            #expect(try waits { nodes.ask("/health").contains(#""replica":{"state":"down"}"#) })
            #expect(nodes.ask("/erp/ledger").contains("read where people work"))
            try copy.startAgain()
            #expect(try waits { nodes.ask("/erp/ledger").contains("seconds behind") })
            let own = try Program.run(Program.path, ["export", "ledger"] + company.place)
            let copied = try Program.run(
                Program.path, ["export", "ledger", "--read-replica", place] + company.place)
            #expect(own.code == 0 && copied.code == 0, "\(copied.complaint)")
            #expect(copied.complaint.contains("ms behind."), "\(copied.complaint)")
            let isSame = own.output == copied.output
            #expect(isSame && own.output.count > 1_000)
            #expect(nodes.stop(0) == 0)
        }
    }
}

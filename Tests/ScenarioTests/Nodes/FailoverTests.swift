import Foundation
import PostgresRig
import Testing

extension ProgramTests {
    /// The server dies for good, and a copy that confirmed every commit takes its place.
    @Suite("Failover", .serialized)
    struct FailoverTests {
        @Test("a synchronous copy is promoted under load: 10 s at most, nothing acknowledged is lost or doubled")
        func promoted() throws {
            let primary = try PostgresRig(flushes: true)
            let copy = try PostgresRig(copyOf: primary)
            let company = try ServedCompany(on: primary, copies: [copy])
            // From here on a commit is acknowledged when it is on both disks.
            try primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
            try primary.sql("SELECT pg_reload_conf()")
            let isSynchronous = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
            #expect(try primary.says("1", to: isSynchronous))
            let nodes = try TwoNodes(of: company)
            for node in 0..<2 { try nodes.start(node) }
            let load = try Load(3, on: nodes, pause: 0.02)
            defer { load.end() }
            Thread.sleep(forTimeInterval: 2)
            let died = Date()
            try primary.kill()
            try copy.promote()
            let promotion = Date().timeIntervalSince(died)
            company.moved(to: copy)
            // The nodes find it by themselves: they know both addresses.
            Thread.sleep(forTimeInterval: 6)
            let done = load.end()
            #expect(done.longest < 10, "somebody waited \(done.longest) s, of it \(promotion) s for the promotion")
            #expect(done.longest > 0.02)
            #expect(done.names.count > 40 && done.quotes.count > 40, "\(done.names.count), \(done.quotes.count)")
            #expect(try nodes.comesToRest())
            #expect(nodes.stop(0) == 0 && nodes.stop(1) == 0)
            try load.expectAllOnce(in: company)
        }
    }
}

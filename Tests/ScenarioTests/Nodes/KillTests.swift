import Foundation
import PostgresRig
import Testing

extension ProgramTests {
    /// Programs and the server that holds their databases are killed without warning while people work: a node 300
    /// times, the server 50 times. That takes long, so it is done when `TANDEM_LONG` asks for it.
    @Suite(
        "Killed on PostgreSQL", .serialized,
        .enabled(if: ProcessInfo.processInfo.environment["TANDEM_LONG"] != nil, "part of make test-long"))
    struct KillTests {
        @Test("a node, under load: nothing acknowledged is missing, nothing is doubled")
        func nodes() throws {
            let nodes = try TwoNodes(.server)
            for node in 0..<2 { try nodes.start(node) }
            let load = try Load(3, on: nodes, pause: 0.02)
            defer { load.end() }
            for kill in 0..<300 {
                // At another moment of the work each time.
                Thread.sleep(forTimeInterval: 0.1 + 0.037 * Double(kill % 11))
                nodes.signal(kill % 2, SIGKILL)
                try nodes.start(kill % 2)
            }
            try expectAllOnce(load, nodes)
        }

        @Test("the server, under load: nothing acknowledged is missing, nothing is doubled")
        func server() throws {
            let rig = try PostgresRig(flushes: true)
            #expect(try rig.sql("SHOW fsync") == "on" && rig.sql("SHOW synchronous_commit") == "on")
            let nodes = try TwoNodes(of: ServedCompany(on: rig))
            for node in 0..<2 { try nodes.start(node) }
            let load = try Load(3, on: nodes, pause: 0.02)
            defer { load.end() }
            for kill in 0..<50 {
                Thread.sleep(forTimeInterval: 0.4 + 0.037 * Double(kill % 11))
                try rig.kill()
                Thread.sleep(forTimeInterval: 0.05 * Double(kill % 5))
                try rig.startAgain()
            }
            Thread.sleep(forTimeInterval: 0.5)
            try expectAllOnce(load, nodes)
        }

        private func expectAllOnce(_ load: Load, _ nodes: TwoNodes) throws {
            let done = load.end()
            #expect(done.names.count > 100 && done.quotes.count > 100, "\(done.names.count), \(done.quotes.count)")
            #expect(try nodes.comesToRest())
            #expect(nodes.stop(0) == 0 && nodes.stop(1) == 0)
            try load.expectAllOnce(in: nodes.company)
        }
    }
}

import Foundation
import Testing

extension ProgramTests {
    /// Two programs serve one company in one folder.
    @Suite("Two nodes", .serialized, .disabled("not proven yet: the load is not answered with 200 or 201"))
    struct TwoNodesTests {
        @Test("killed without warning in turn, under load: nothing acknowledged is missing, nothing is doubled")
        func killed() throws {
            let nodes = try TwoNodes()
            for node in 0..<2 { try nodes.start(node) }
            let before = (
                accounts: try nodes.count("crm", "SELECT count(*) FROM account;"),
                customers: try nodes.count("erp", "SELECT count(*) FROM customer;")
            )
            let load = Load(4, on: nodes)
            var longest = 0.0
            for round in 0..<6 {
                Thread.sleep(forTimeInterval: 0.7)
                let node = round % 2
                let id = try nodes.count("bridge", "SELECT count(*) FROM node WHERE ended_at IS NULL;")
                #expect(id >= 2, "round \(round): \(id) nodes live")
                nodes.signal(node, SIGKILL)
                let killed = Date()
                // The other one has noticed when it says that the first has ended; what that held is given back.
                let silent = "SELECT count(*) FROM node WHERE name = 'node-\(node)' AND ended_at IS NULL;"
                while try nodes.count("bridge", silent) > 0, Date().timeIntervalSince(killed) < 10 {
                    Thread.sleep(forTimeInterval: 0.05)
                }
                longest = max(longest, Date().timeIntervalSince(killed))
                try nodes.start(node)
            }
            let (names, unanswered) = load.end()
            #expect(longest < 5.3, "taken over after \(longest) s")
            #expect(unanswered == 0)
            #expect(names.count > 40, "\(names.count) accounts")
            #expect(try nodes.comesToRest())

            let list = names.map { "'\($0)'" }.joined(separator: ",")
            #expect(try nodes.count("crm", "SELECT count(*) FROM account WHERE name IN (\(list));") == names.count)
            #expect(try nodes.count("crm", "SELECT count(*) FROM account;") == before.accounts + names.count)
            let customers = "SELECT count(*) FROM customer WHERE legal_name IN (\(list));"
            #expect(try nodes.count("erp", customers) == names.count)
            #expect(try nodes.count("erp", "SELECT count(*) FROM customer;") == before.customers + names.count)
            let workers = "SELECT count(DISTINCT claimed_by) FROM delivery WHERE claimed_by IS NOT NULL;"
            #expect(try nodes.count("bridge", workers) > 2)
            #expect(nodes.stop(0) == 0)
            #expect(nodes.stop(1) == 0)
            // Every claim's time is in the ledger: nobody had a key twice, or this would say so.
            let verify = try Program.tandem("verify", "--home", nodes.home.path)
            #expect(verify.code == 0, "\(verify.output)\(verify.complaint)")
        }

        @Test("stopped for seconds and woken again, a node does no harm")
        func paused() throws {
            let nodes = try TwoNodes()
            for node in 0..<2 { try nodes.start(node) }
            let load = Load(2, on: nodes)
            for round in 0..<2 {
                Thread.sleep(forTimeInterval: 0.5)
                nodes.signal(round % 2, SIGSTOP)
                Thread.sleep(forTimeInterval: 6)
                nodes.signal(round % 2, SIGCONT)
            }
            Thread.sleep(forTimeInterval: 2)
            let (names, unanswered) = load.end()
            #expect(unanswered == 0)
            #expect(try nodes.comesToRest())
            let list = names.map { "'\($0)'" }.joined(separator: ",")
            #expect(try nodes.count("crm", "SELECT count(*) FROM account WHERE name IN (\(list));") == names.count)
            let customers = "SELECT count(*) FROM customer WHERE legal_name IN (\(list));"
            #expect(try nodes.count("erp", customers) == names.count)
            let living = "SELECT count(*) FROM node WHERE ended_at IS NULL;"
            #expect(try nodes.count("bridge", living) == 2)
            #expect(nodes.stop(0) == 0 && nodes.stop(1) == 0)
            #expect(try nodes.count("bridge", living) <= 1)
            #expect(try Program.tandem("verify", "--home", nodes.home.path).code == 0)
        }
    }
}

import Foundation
import Testing

extension ProgramTests {
    /// Two programs serve one company.
    @Suite("Two nodes", .serialized)
    struct TwoNodesTests {
        @Test(
            "killed in turn, under load: taken over in 5 s, nothing is missing, nothing doubled",
            arguments: NodePlace.allCases)
        func killed(place: NodePlace) throws {
            let nodes = try TwoNodes(place)
            for node in 0..<2 { try nodes.start(node) }
            let load = try Load(4, on: nodes, pause: 0.02)
            defer { load.end() }
            var longest = 0.0
            for round in 0..<4 {
                Thread.sleep(forTimeInterval: 0.7)
                let node = round % 2
                let living = try nodes.count("bridge", "SELECT count(*) FROM node WHERE ended_at IS NULL;")
                #expect(living >= 2, "round \(round): \(living) nodes live")
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
            let done = load.end()
            #expect(longest < 5.3, "taken over after \(longest) s")
            #expect(done.names.count > 40 && done.quotes.count > 40, "\(done.names.count) accounts")
            #expect(try nodes.comesToRest())
            let workers = "SELECT count(DISTINCT claimed_by) FROM delivery WHERE claimed_by IS NOT NULL;"
            #expect(try nodes.count("bridge", workers) > 2)
            #expect(nodes.stop(0) == 0)
            #expect(nodes.stop(1) == 0)
            try load.expectAllOnce(in: nodes.company)
        }

        @Test("stopped for seconds and woken again, a node does no harm", arguments: NodePlace.allCases)
        func paused(place: NodePlace) throws {
            let nodes = try TwoNodes(place)
            for node in 0..<2 { try nodes.start(node) }
            let load = try Load(2, on: nodes, pause: 0.02)
            defer { load.end() }
            for node in 0..<2 {
                Thread.sleep(forTimeInterval: 0.5)
                nodes.signal(node, SIGSTOP)
                Thread.sleep(forTimeInterval: 6)
                nodes.signal(node, SIGCONT)
            }
            Thread.sleep(forTimeInterval: 2)
            load.end()
            #expect(try nodes.comesToRest())
            let living = "SELECT count(*) FROM node WHERE ended_at IS NULL;"
            #expect(try nodes.count("bridge", living) == 2)
            #expect(nodes.stop(0) == 0 && nodes.stop(1) == 0)
            #expect(try nodes.count("bridge", living) <= 1)
            try load.expectAllOnce(in: nodes.company)
        }
    }
}

import Foundation
import PostgresRig
import Testing

extension ProgramTests {
    /// A server is brought back as it was at a moment, by the very lines of the how-to.
    @Suite("Restored to a moment", .serialized)
    struct RestoreToMomentTests {
        @Test("what was acknowledged before the moment is there, what came after it is not, all three databases tie")
        func restored() throws {
            let rig = try PostgresRig(flushes: true) { folder, account in
                let archive = folder + "/archive"
                try PostgresRig.run(account, ["mkdir", archive, folder + "/backup"])
                let settings = try Steps.block(with: "archive_command").replacing("/archive", with: archive)
                try PostgresRig.run(
                    account, ["sh", "-c", #"echo "$1" >> "$2/data/postgresql.conf""#, "", settings, folder])
            }
            let nodes = try TwoNodes(of: ServedCompany(on: rig))
            try rig.runAsOwner(
                Steps.block(with: "pg_basebackup").replacing("/var/run/postgresql", with: rig.folder + " -U tandem")
                    .replacing("/backup/", with: rig.folder + "/backup/"))
            for node in 0..<2 { try nodes.start(node) }
            let before = try work(nodes)
            var moment = ""
            _ = try work(nodes) { moment = try rig.sql(Steps.now) }
            let after = try work(nodes)
            #expect(before.names.count > 5 && after.names.count > 5 && after.quotes.count > 5)
            #expect(nodes.stop(0) == 0 && nodes.stop(1) == 0)

            try rig.stop()
            try rig.runAsOwner("cd \(rig.folder); mv data data.old; mv backup/* data; touch data/recovery.signal")
            let target = try Steps.block(with: "recovery_target_time")
                .replacing(/recovery_target_time = .*/) { _ in "recovery_target_time = '\(moment.dropLast())+00'" }
                .replacing("/archive", with: rig.folder + "/archive")
            try rig.runAsOwner("cat >> \(rig.folder)/data/postgresql.conf << 'END'\n\(target)\nEND\n")
            try rig.startAgain()
            #expect(try rig.says("paused", to: "SELECT pg_get_wal_replay_pause_state()"))
            // Somebody looks before he decides.
            try expect(before, after, nodes.company)
            try rig.sql("SELECT pg_wal_replay_resume()")
            #expect(try rig.says("f", to: "SELECT pg_is_in_recovery()"))
            // Heads are published that the trails no longer have.
            #expect(try nodes.company.verify().code != 0)
            let heads = try Steps.block(with: "audit-heads").replacing(/"20[^"]*"/) { _ in "\"\(moment)\"" }
            try PostgresRig.run(nil, ["sh", "-ec", "cd \(nodes.company.home.path); \(heads)"])
            let verify = try nodes.company.verify()
            #expect(verify.code == 0, "\(verify.output)\(verify.complaint)")

            // The company goes on from there, and what is done now is archived like what was.
            for node in 0..<2 { try nodes.start(node) }
            let load = try Load(2, on: nodes, pause: 0.02)
            defer { load.end() }
            Thread.sleep(forTimeInterval: 1)
            #expect(load.end().names.count > 5)
            #expect(try nodes.comesToRest())
            #expect(nodes.stop(0) == 0 && nodes.stop(1) == 0)
            try load.expectAllOnce(in: nodes.company)
            try expect(before, after, nodes.company)
            let segment = try rig.sql("SELECT pg_walfile_name(pg_switch_wal())")
            #expect(try rig.says("t", to: "SELECT last_archived_wal >= '\(segment)' FROM pg_stat_archiver"))
        }

        /// People work for a second, and `meanwhile` something happens.
        private func work(_ nodes: TwoNodes, _ meanwhile: () throws -> Void = {}) throws -> Load.Account {
            let load = try Load(3, on: nodes, pause: 0.02)
            defer { load.end() }
            Thread.sleep(forTimeInterval: 0.5)
            try meanwhile()
            Thread.sleep(forTimeInterval: 0.5)
            return load.end()
        }

        private func expect(_ before: Load.Account, _ after: Load.Account, _ company: ServedCompany) throws {
            let names = Set(try company.lines("crm", "SELECT name FROM account"))
            let quotes = Set(try company.lines("crm", "SELECT id FROM quote WHERE state NOT IN ('draft', 'presented')"))
            #expect(before.names.filter { !names.contains($0) }.prefix(3) == [])
            #expect(after.names.filter(names.contains).prefix(3) == [])
            #expect(after.quotes.filter(quotes.contains).prefix(3) == [])
            let missing = before.quotes.filter { !quotes.contains($0) }.map { "'\($0)'" }.joined(separator: ",")
            #expect(missing.isEmpty, "\(missing)")
        }
    }

    /// What the how-to tells to write and to run.
    private enum Steps {
        /// As the server and the published heads both write a moment.
        static let now = #"SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"#

        static func block(with word: String) throws -> String {
            let path = ScenarioPlace.root + "/docs/how-to/back-up-and-restore.md"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let isCode = { (line: Substring) in line.hasPrefix("    ") }
            let blocks = text.split(separator: "\n\n").map { $0.split(separator: "\n") }
            let block = try #require(blocks.first { $0.allSatisfy(isCode) && $0.contains { $0.contains(word) } })
            return block.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n")
        }
    }
}

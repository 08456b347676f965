import Foundation
import PostgresRig
import Testing

extension ProgramTests {
    /// The same program on a PostgreSQL server: what it says and what it leaves is the same.
    @Suite("On a server", .serialized)
    struct ServerStoreTests {
        private let rig: PostgresRig

        init() throws { rig = try ServedCompany.server.get() }

        /// A company that a demo made, in files.
        private func filed() throws -> TemporaryHome { try TemporaryHome.withDemo() }

        private func ledger(_ arguments: String...) throws -> String {
            let export = try Program.run(Program.path, ["export", "ledger"] + arguments)
            #expect(export.code == 0, "\(export.complaint)")
            return export.output
        }

        @Test("the demo tells the same story, verifies, and another demo replaces it")
        func demo() throws {
            let (home, other) = (TemporaryHome(), TemporaryHome())
            let store = rig.address(PostgresRig.freshName())
            func told(_ output: String) -> [String] {
                let timeless = output.replacing(/[0-9-]{10}T[0-9:.]+Z/) { _ in "then" }
                return timeless.split(separator: "\n").map(String.init).filter { !$0.contains("  time  ") }
            }
            let inFiles = try Program.tandem("demo", "--home", other.path)
            let demo = try Program.tandem("demo", "--home", home.path, "--store", store)
            #expect(demo.code == 0, "\(demo.complaint)")
            #expect(told(demo.output) == told(inFiles.output))
            #expect(!FileManager.default.fileExists(atPath: home.file("erp.sqlite")))
            let verify = try Program.tandem("verify", "--home", home.path, "--store", store)
            #expect(verify.code == 0 && verify.output.hasPrefix("Everything ties: "), "\(verify.complaint)")
            let sameVerify = try Program.tandem("verify", "--home", other.path)
            #expect(verify.output == sameVerify.output)
            #expect(try ledger("--home", home.path, "--store", store) == ledger("--home", other.path))
            let again = try Program.tandem("demo", "--home", home.path, "--store", store)
            #expect(again.code == 0 && told(again.output) == told(demo.output), "\(again.complaint)")
        }

        @Test("a company moves from files to a server and back, and every row is the same; a full place is refused")
        func migrate() throws {
            let home = try filed()
            let back = TemporaryHome()
            let store = rig.address(PostgresRig.freshName())
            let there = try Program.tandem("migrate", "--from", "sqlite:" + home.path, "--to", store)
            #expect(there.code == 0 && there.output.contains("compared one by one"), "\(there.complaint)")
            let full = try Program.tandem("migrate", "--from", "sqlite:" + home.path, "--to", store)
            #expect(full.code == 1 && full.complaint.contains("is not empty"))
            let returned = try Program.tandem("migrate", "--from", store, "--to", "sqlite:" + back.path)
            #expect(returned.code == 0, "\(returned.complaint)")
            for name in ["crm", "erp", "bridge"] {
                let (before, after) = (try dump(home, name), try dump(back, name))
                let differs = zip(before, after).contains { $0 != $1 } || before.count != after.count
                #expect(!differs && before.count > 50, "\(name)")
            }
            let verify = try Program.tandem("verify", "--home", home.path, "--store", store)
            #expect(verify.code == 0, "\(verify.output)\(verify.complaint)")
            #expect(try verify.output == Program.tandem("verify", "--home", home.path).output)
            #expect(try verify.output == Program.tandem("verify", "--home", back.path).output)
            #expect(try ledger("--home", back.path) == ledger("--home", home.path))
        }

        /// Everything in a file, line by line, whatever its order.
        private func dump(_ home: TemporaryHome, _ name: String) throws -> [Substring] {
            try Program.sqlite(home.file(name + ".sqlite"), ".dump").split(separator: "\n").sorted()
        }

        @Test("a demo does not touch a company that no demo made")
        func foreign() throws {
            let home = try filed()
            let store = rig.address(PostgresRig.freshName())
            _ = try Program.tandem("migrate", "--from", "sqlite:" + home.path, "--to", store)
            let demo = try Program.tandem("demo", "--home", TemporaryHome().path, "--store", store)
            #expect(demo.code == 1 && demo.complaint.contains("nothing was touched"))
            #expect(try Program.tandem("verify", "--home", home.path, "--store", store).code == 0)
        }

        @Test("a password is never repeated")
        func password() throws {
            for store in [
                "postgresql://tandem:sesame@/harbour?host=/nowhere", "postgresql://tandem:sesame@[bad/harbour",
                "postgresql://tandem:sesame@127.0.0.1:1/harbour", "postgresql://tandem:sesame@127.0.0.1:x/harbour",
                "mysql://tandem:sesame@host/harbour", "postgresql://tandem:sesame@host/",
            ] {
                let verify = try Program.tandem("verify", "--store", store)
                #expect(verify.code == 1 && !verify.complaint.isEmpty, "\(store)")
                #expect(!(verify.output + verify.complaint).contains("sesame"), "\(verify.complaint)")
            }
        }

        @Test("a server that does not flush is refused")
        func notDurable() throws {
            let careless = try PostgresRig(flushes: false)
            let demo = try Program.tandem(
                "demo", "--home", TemporaryHome().path, "--store", careless.address("harbour"))
            #expect(demo.code == 1 && demo.complaint.contains("refusing to serve"), "\(demo.complaint)")
        }
    }
}

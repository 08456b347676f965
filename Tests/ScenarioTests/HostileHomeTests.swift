import Foundation
import Testing

extension ProgramTests {
    /// Folders that are not what they seem, and flags that cannot be meant.
    @Suite("A company's folder and flags", .serialized)
    struct HostileHomeTests {
        @Test("a demo removes nothing that it did not make, nor a company that was worked in")
        func demoKeepsItsHandsOff() throws {
            let home = try TemporaryHome.withDemo()
            let missing = try Program.tandem("demo", "--home", home.path, "--data", "/nonexistent")
            #expect(missing.code == 64 && missing.complaint.contains("nothing was touched"), "\(missing.complaint)")
            try Data("mine".utf8).write(to: URL(fileURLWithPath: home.file("letter.txt")))
            let strange = try Program.tandem("demo", "--home", home.path)
            #expect(strange.code == 64 && strange.complaint.contains("no demo made: letter.txt"))
            try FileManager.default.removeItem(atPath: home.file("letter.txt"))
            let holder = try Program.begin(["serve", "--home", home.path, "--port", "18741"])
            Thread.sleep(forTimeInterval: 3)
            let open = try Program.tandem("demo", "--home", home.path)
            #expect(open.code == 64 && open.complaint.contains("is open in another program"), "\(open.complaint)")
            holder.terminate()
            holder.waitUntilExit()
            let note = home.file("made-by-demo.txt")
            let noted = try String(contentsOfFile: note, encoding: .utf8)
            try noted.replacing("erp ", with: "erp -").write(toFile: note, atomically: true, encoding: .utf8)
            let worked = try Program.tandem("demo", "--home", home.path)
            #expect(worked.code == 64 && worked.complaint.contains("people have worked in"), "\(worked.complaint)")
            #expect(try Program.tandem("verify", "--home", home.path).code == 0)
            #expect(try Program.tandem("demo", "--home", home.path, "--again").code == 0)
            #expect(try Program.tandem("demo", "--home", home.path).code == 0)
        }

        @Test("a database that is missing, emptied, exchanged or another company's is not served")
        func databases() throws {
            let home = try TemporaryHome.withDemo()
            let files = FileManager.default
            let lost = try home.copy()
            for name in try files.contentsOfDirectory(atPath: lost.path) where name.hasPrefix("crm.sqlite") {
                try files.removeItem(atPath: lost.file(name))
            }
            let first = try Program.tandem("verify", "--home", lost.path)
            #expect(first.code == 1 && first.complaint.contains("lacks crm.sqlite"), "\(first.complaint)")
            #expect(!files.fileExists(atPath: lost.file("crm.sqlite")))
            let emptied = try home.copy()
            try Data().write(to: URL(fileURLWithPath: emptied.file("erp.sqlite")))
            #expect(try Program.tandem("verify", "--home", emptied.path).complaint.contains("lacks erp.sqlite"))
            let swapped = try home.copy()
            for end in ["", "-wal", "-shm"] where files.fileExists(atPath: swapped.file("crm.sqlite" + end)) {
                try files.moveItem(atPath: swapped.file("crm.sqlite" + end), toPath: swapped.file("x"))
                try files.moveItem(atPath: swapped.file("erp.sqlite" + end), toPath: swapped.file("crm.sqlite" + end))
                try files.moveItem(atPath: swapped.file("x"), toPath: swapped.file("erp.sqlite" + end))
            }
            let exchange = try Program.tandem("verify", "--home", swapped.path)
            #expect(exchange.code == 1 && exchange.complaint.contains("is the database 'erp' under another name"))
            let other = try TemporaryHome.withDemo()
            try files.removeItem(atPath: other.file("crm.sqlite"))
            try files.copyItem(atPath: home.file("crm.sqlite"), toPath: other.file("crm.sqlite"))
            let mixed = try Program.tandem("verify", "--home", other.path)
            #expect(mixed.code == 1 && mixed.complaint.contains("are of different companies"), "\(mixed.complaint)")
        }

        @Test("after a demo the three files are the company; an empty one is said to be empty")
        func copied() throws {
            let home = try TemporaryHome.withDemo()
            let copy = TemporaryHome()
            try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
            for name in ["crm.sqlite", "erp.sqlite", "bridge.sqlite"] {
                try FileManager.default.copyItem(atPath: home.file(name), toPath: copy.file(name))
            }
            let verify = try Program.tandem("verify", "--home", copy.path)
            #expect(verify.code == 0 && verify.output.contains("Everything ties"), "\(verify.complaint)")
            _ = try Program.sqlite(copy.file("erp.sqlite"), "PRAGMA foreign_keys=OFF; DELETE FROM company")
            let empty = try Program.tandem("verify", "--home", copy.path)
            #expect(empty.code == 2 && empty.output.contains("no company has been set up"))
        }

        @Test("one value that cannot be read is one finding, and the rest is checked")
        func unreadable() throws {
            let home = try TemporaryHome.withDemo()
            _ = try Program.sqlite(home.file("crm.sqlite"), "UPDATE opportunity SET amount_currency = 'nonsense'")
            _ = try Program.sqlite(home.file("erp.sqlite"), "UPDATE customer SET city = city || 'x'")
            _ = try Program.sqlite(
                home.file("bridge.sqlite"),
                "UPDATE delivery SET state = 'pending' "
                    + "WHERE id = (SELECT max(id) FROM delivery WHERE state = 'applied')"
            )
            let verify = try Program.tandem("verify", "--home", home.path)
            #expect(verify.code == 2)
            #expect(verify.output.contains("says 'pending', which is not how it ended"), "\(verify.output)")
            #expect(verify.output.contains("cannot be read from opportunity"), "\(verify.output)")
            #expect(verify.output.contains("is 'Aucklandx'"))
        }

        @Test(
            "flags that cannot be meant are refused before anything is done",
            arguments: [
                "demo --zone Mars/Olympus", "demo --zone=", "serve --port 99999", "serve --port=-1", "serve --port 0",
                "recipes test --recipes /etc/ssl", "bench foo", "bench csv --runs=0", "simulate --workers=0",
                "simulate --only-seeds --seeds 1 --from 18446744073709551615",
            ])
        func flags(_ line: String) throws {
            let words = line.split(separator: " ").map(String.init)
            let needsHome = ["demo", "serve"].contains(words[0])
            let home = needsHome ? ["--home", "/tmp/tandem-never-made"] : []
            let outcome = try Program.run(Program.path, words + home)
            #expect(outcome.code == 64, "\(line): \(outcome.code) \(outcome.complaint)")
            #expect(!FileManager.default.fileExists(atPath: "/tmp/tandem-never-made"))
        }
    }
}

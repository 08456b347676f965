import Foundation
import Testing

/// Everything that starts the program, one after the other.
@Suite("The program", .serialized)
struct ProgramTests {
    @Test("the demo ends with a summary, and what it leaves verifies")
    func demo() throws {
        let home = TemporaryHome()
        let demo = try Program.tandem("demo", "--home", home.path)
        #expect(demo.code == 0)
        let summary = try #require(demo.output.range(of: "Summary\n"))
        let lines = demo.output[summary.upperBound...].split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].contains("trial balance") && lines[0].contains("debits 8302.00 NZD = credits 8302.00 NZD"))
        #expect(lines[1].contains("0 under way, 0 dead letters"))
        #expect(lines[2].contains("everything ties"))
        let verify = try Program.tandem("verify", "--home", home.path)
        #expect(verify.code == 0)
        #expect(verify.output.hasPrefix("Everything ties: trial balance, receivables, stock, tax, "))
    }

    @Test("a folder that no demo made is not touched")
    func foreignFolder() throws {
        let home = TemporaryHome()
        try FileManager.default.createDirectory(atPath: home.path, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: home.file("letter.txt")))
        let demo = try Program.tandem("demo", "--home", home.path)
        #expect(demo.code == 64)
        #expect(demo.complaint.contains("nothing was touched"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.path) == ["letter.txt"])
    }

    @Test("a company of a newer program is refused, and nothing in it changes")
    func newerCompany() throws {
        let home = try TemporaryHome.withDemo()
        _ = try Program.sqlite(home.file("erp.sqlite"), "PRAGMA user_version = 99")
        let verify = try Program.tandem("verify", "--home", home.path)
        #expect(verify.code == 1)
        #expect(verify.complaint.contains("erp.sqlite was written by a newer tandem (schema 99, this program knows"))
        #expect(verify.complaint.contains("nothing was changed"))
        #expect(try Program.sqlite(home.file("erp.sqlite"), "PRAGMA user_version") == "99\n")
    }

    @Test("a copy into a place that cannot be is told in words")
    func impossibleFolder() throws {
        let home = try TemporaryHome.withDemo()
        let backup = try Program.tandem("backup", "--home", home.path, "--to", home.file("erp.sqlite/copy"))
        #expect(backup.code == 1)
        #expect(backup.complaint.hasPrefix("Failed: "))
        #expect(backup.complaint.contains("erp.sqlite/copy") && !backup.complaint.contains("NSCocoaErrorDomain"))
    }

    @Test("explain tells a command's whole journey, as the golden file says")
    func explain() throws {
        let golden = try String(
            contentsOfFile: ScenarioPlace.root + "/Tests/ScenarioTests/Golden/explain-quote-accept.txt",
            encoding: .utf8)
        let explain = try Program.tandem("explain", "quote.accept")
        #expect(explain.code == 0)
        #expect(explain.output == golden)
    }

    @Test("explain of an unknown command lists the known ones")
    func explainUnknown() throws {
        let explain = try Program.tandem("explain", "quote.acept")
        #expect(explain.code == 1)
        #expect(explain.complaint.contains("There is no command 'quote.acept'; did you mean 'quote.accept'?"))
        for known in ["quote.accept", "order.place", "conflict.resolve"] {
            #expect(explain.complaint.contains(known))
        }
    }

    @Test("all recipes pass their own tests")
    func recipes() throws {
        let test = try Program.tandem("recipes", "test")
        #expect(test.code == 0)
        #expect(test.output.contains(", 0 failed, "))
        #expect(!test.output.contains("✗"))
    }

    @Test("verify without a company says how to begin")
    func noCompany() throws {
        let verify = try Program.tandem("verify", "--home", "/nowhere/at/all")
        #expect(verify.code == 64)
        #expect(verify.complaint.contains("there is no company in /nowhere/at/all; start with `tandem demo`"))
    }
}

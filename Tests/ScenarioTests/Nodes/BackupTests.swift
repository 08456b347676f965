import Foundation
import Testing

extension ProgramTests {
    /// A company is copied while it works, and the copy is a company.
    @Suite("Backup and restore", .serialized)
    struct BackupTests {
        @Test("copied under load, restored, verified: all three databases are of one moment")
        func underLoad() throws {
            let nodes = try TwoNodes(.files)
            try nodes.start(0)
            let load = try Load(3, on: nodes, pause: 0.02)
            defer { load.end() }
            let folder = TemporaryHome()
            var copies: [String] = []
            for number in 0..<3 {
                Thread.sleep(forTimeInterval: 0.7)
                let copy = folder.file("copy-\(number)")
                let backup = try Program.tandem("backup", "--home", nodes.company.home.path, "--to", copy)
                #expect(backup.code == 0, "\(backup.output)\(backup.complaint)")
                copies.append(copy)
            }
            let names = load.end().names
            #expect(try nodes.comesToRest())
            #expect(nodes.stop(0) == 0)
            try load.expectAllOnce(in: nodes.company)
            var last = 0
            for (number, copy) in copies.enumerated() {
                let home = folder.file("home-\(number)")
                let restore = try Program.tandem("restore", "--from", copy, "--home", home)
                #expect(restore.code == 0, "\(restore.output)\(restore.complaint)")
                let verify = try Program.tandem("verify", "--home", home)
                #expect(verify.code == 0, "\(verify.output)\(verify.complaint)")
                // What the CRM has heard of the ERP is in the ERP: no database is ahead of another.
                let heard = try Program.sqlite(
                    home + "/crm.sqlite", "SELECT count(*) FROM account WHERE customer_number <> '';")
                let customers = try Program.sqlite(home + "/erp.sqlite", "SELECT count(*) FROM customer;")
                #expect((Int(heard.trimmed) ?? -1) <= (Int(customers.trimmed) ?? -2), "copy \(number)")
                let text = try Program.sqlite(home + "/crm.sqlite", "SELECT count(*) FROM account;")
                let accounts = Int(text.trimmed) ?? 0
                #expect(accounts >= last && accounts <= names.count + 20)
                last = accounts
            }
        }

        @Test("a folder that holds something is left alone, and a damaged copy is not restored")
        func refusals() throws {
            let home = try TemporaryHome.withDemo()
            let copy = TemporaryHome()
            #expect(try Program.tandem("backup", "--home", home.path, "--to", home.path).code == 1)
            #expect(try Program.tandem("backup", "--home", home.path, "--to", copy.path).code == 0)
            let again = try Program.tandem("backup", "--home", home.path, "--to", copy.path)
            #expect(again.code == 1 && again.complaint.contains("is not empty"))
            #expect(try Program.tandem("restore", "--from", copy.path, "--home", home.path).code == 1)

            let file = try FileHandle(forUpdating: URL(fileURLWithPath: copy.file("erp.sqlite")))
            try file.seek(toOffset: 40_960)
            try file.write(contentsOf: Data(repeating: 0x5A, count: 65_536))
            try file.close()
            let fresh = TemporaryHome()
            let damaged = try Program.tandem("restore", "--from", copy.path, "--home", fresh.path)
            #expect(damaged.code == 1 && damaged.complaint.contains("damaged"), "\(damaged.complaint)")
            #expect(!FileManager.default.fileExists(atPath: fresh.file("erp.sqlite")))
            #expect(try Program.tandem("verify", "--home", home.path).code == 0)
        }
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

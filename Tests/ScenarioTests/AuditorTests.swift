import Foundation
import Testing

extension ProgramTests {
    /// Who may read a company's folder and not write it: an auditor with a copy on a disk that is locked.
    @Suite("A folder that may only be read", .serialized)
    struct AuditorTests {
        /// Where somebody who owns nothing may write.
        private let desk = TemporaryHome()

        init() throws {
            try FileManager.default.createDirectory(atPath: desk.path, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: desk.path)
        }

        /// Runs the program as somebody who owns nothing.
        private func asNobody(_ arguments: String...) throws -> Program.Outcome {
            let program = ["/usr/bin/env", "TMPDIR=" + desk.path, Program.path] + arguments
            guard geteuid() == 0 else { return try Program.run(program[0], Array(program.dropFirst())) }
            return try Program.run(
                "/usr/bin/setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups"] + program)
        }

        /// Takes the right to write from the folder and all in it; anybody may read.
        private func lock(_ home: TemporaryHome, isLocked: Bool = true) throws {
            let files = FileManager.default
            for name in try files.contentsOfDirectory(atPath: home.path) {
                try files.setAttributes([.posixPermissions: isLocked ? 0o444 : 0o600], ofItemAtPath: home.file(name))
            }
            try files.setAttributes([.posixPermissions: isLocked ? 0o555 : 0o700], ofItemAtPath: home.path)
        }

        /// Every file, with what is in it.
        private func content(_ home: TemporaryHome) throws -> [String: Data] {
            var content: [String: Data] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: home.path) {
                content[name] = try Data(contentsOf: URL(fileURLWithPath: home.file(name)))
            }
            return content
        }

        @Test("is verified and exported all the same, and nothing in it is touched")
        func readOnly() throws {
            let home = try TemporaryHome.withDemo()
            let written = try Program.tandem("export", "ledger", "--home", home.path)
            try lock(home)
            defer { try? lock(home, isLocked: false) }
            let before = try content(home)
            let verify = try asNobody("verify", "--home", home.path)
            #expect(verify.code == 0 && verify.output.contains("Everything ties"), "\(verify.complaint)")
            let ledger = try asNobody("export", "ledger", "--home", home.path)
            #expect(ledger.code == 0 && !ledger.output.isEmpty, "\(ledger.complaint)")
            #expect(ledger.output == written.output)
            let changed = try content(home) != before
            #expect(!changed)
            #expect(try FileManager.default.contentsOfDirectory(atPath: desk.path) == [])
        }

        @Test("is found altered where it was, by its rows and by its published heads")
        func altered() throws {
            let home = try TemporaryHome.withDemo()
            _ = try Program.sqlite(home.file("erp.sqlite"), "UPDATE customer SET city = city || 'x'")
            let heads = home.file("audit-heads.txt")
            let told = try String(contentsOfFile: heads, encoding: .utf8)
            try told.replacing(" crm ", with: " erp ").write(toFile: heads, atomically: true, encoding: .utf8)
            try lock(home)
            defer { try? lock(home, isLocked: false) }
            let verify = try asNobody("verify", "--home", home.path)
            #expect(verify.code == 2 && verify.output.contains("is 'Aucklandx'"), "\(verify.complaint)")
            #expect(verify.output.contains("the erp audit trail was "), "\(verify.output)")
        }

        @Test("is read while its owner works in it, changes in the log included")
        func whileServed() throws {
            let home = try TemporaryHome.withDemo()
            let holder = try Process.holding(home.file("erp.sqlite"))
            defer { holder.terminate() }
            try lock(home)
            defer { try? lock(home, isLocked: false) }
            let verify = try asNobody("verify", "--home", home.path)
            #expect(
                verify.code == 2 && verify.output.contains("is 'Aucklandx'"), "\(verify.output)\(verify.complaint)")
        }

        @Test("is not taken for whole when a database is missing")
        func missing() throws {
            let home = try TemporaryHome.withDemo()
            try FileManager.default.removeItem(atPath: home.file("crm.sqlite"))
            try lock(home)
            defer { try? lock(home, isLocked: false) }
            let verify = try asNobody("verify", "--home", home.path)
            #expect(
                verify.code == 1 && verify.complaint.contains("\(home.path) lacks crm.sqlite"), "\(verify.complaint)")
        }
    }
}

extension Process {
    /// Another program that changed a row and has the database still open: the change is in the log only.
    fileprivate static func holding(_ database: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        process.arguments = [database]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let sql = "UPDATE customer SET city = city || 'x';\nSELECT count(*) FROM customer;\n"
        try input.fileHandleForWriting.write(contentsOf: Data(sql.utf8))
        for _ in 0..<50 where (try? Data(contentsOf: URL(fileURLWithPath: database + "-wal")))?.isEmpty ?? true {
            Thread.sleep(forTimeInterval: 0.1)
        }
        Thread.sleep(forTimeInterval: 0.5)
        return process
    }
}

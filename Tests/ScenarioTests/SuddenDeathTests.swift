import Foundation
import Testing

extension ProgramTests {
    /// The program dies, or the disk is full: what is left still ties.
    @Suite("Sudden death", .serialized)
    struct SuddenDeathTests {
        @Test("killed at 25 moments, every company that exists verifies")
        func killed() throws {
            var verified = 0
            for moment in 0..<25 {
                let home = TemporaryHome()
                let process = try Program.begin(["demo", "--home", home.path])
                Thread.sleep(forTimeInterval: 0.05 + 0.023 * Double(moment))
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                let names = ["crm", "erp", "bridge"].map { home.file($0 + ".sqlite") }
                guard names.allSatisfy({ FileManager.default.fileExists(atPath: $0) }) else { continue }
                let verify = try Program.tandem("verify", "--home", home.path)
                if verify.output.contains("no company has been set up") { continue }
                #expect(verify.code == 0, "killed at moment \(moment): \(verify.output)\(verify.complaint)")
                verified += 1
            }
            #expect(verified > 5)
        }

        @Test(
            "a full disk is said clearly, and leaves nothing half-written",
            .enabled(if: getuid() == 0, "a small disk can only be mounted by root"))
        func fullDisk() throws {
            let disk = TemporaryHome()
            try FileManager.default.createDirectory(atPath: disk.path, withIntermediateDirectories: true)
            let mount = try Program.run("/usr/bin/mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.path])
            try #require(mount.code == 0, "no small disk could be mounted: \(mount.complaint)")
            defer { _ = try? Program.run("/usr/bin/umount", [disk.path]) }
            let home = disk.file("company")
            let demo = try Program.tandem("demo", "--home", home)
            #expect(demo.code == 1)
            #expect(demo.complaint.contains("the disk is full"))
            #expect(demo.complaint.contains("free some space and repeat, nothing was lost"))
            let wider = try Program.run("/usr/bin/mount", ["-o", "remount,size=16m", disk.path])
            #expect(wider.code == 0)
            let verify = try Program.tandem("verify", "--home", home)
            // Full so early, there may be no company in it yet.
            let isEmpty = verify.output.contains("no company has been set up") && verify.output.contains("1 findings.")
            #expect(verify.code == 0 || isEmpty, "\(verify.output)\(verify.complaint)")
        }
    }
}

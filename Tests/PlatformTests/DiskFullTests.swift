import Foundation
import Glibc
import Kernel
import Testing

@testable import Platform

/// A disk of two megabytes, where the machine lets the test mount one.
struct SmallDisk: ~Copyable {
    let folder: String

    init?() {
        folder = NSTemporaryDirectory() + "smalldisk-" + UUID().uuidString
        guard mkdir(folder, 0o700) == 0 else { return nil }
        guard mount("tmpfs", folder, "tmpfs", 0, "size=2m") == 0 else {
            rmdir(folder)
            return nil
        }
    }

    func grow() -> Bool { mount("tmpfs", folder, "tmpfs", UInt(MS_REMOUNT), "size=16m") == 0 }

    deinit {
        umount2(folder, Int32(MNT_DETACH))
        rmdir(folder)
    }

    static var isPossible: Bool { SmallDisk() != nil }
}

@Suite("A full disk")
struct DiskFullTests {
    @Test(
        "is told in clear words, leaves nothing half-written, and is over once there is room",
        .enabled(if: SmallDisk.isPossible, "only root may mount a small disk"))
    func full() throws {
        guard let disk = SmallDisk() else { return }
        try fill(disk.folder) { disk.grow() }
    }

    private func fill(_ folder: String, grow: () -> Bool) throws {
        let yard = try Yard(.file, in: folder)
        let page = String(repeating: "x", count: 3_000)
        var acknowledged = 0
        var failure: CommandFailure?
        while failure == nil, acknowledged < 1_000 {
            do throws(CommandFailure) {
                _ = try yard.bus.run([
                    CommandCall(OpenBuyer("Boat \(acknowledged)", terms: page), by: .system, key: "\(acknowledged)")
                ])
                acknowledged += 1
            } catch {
                failure = error
            }
        }
        guard case .store(.diskFull)? = failure else {
            Issue.record("expected a full disk after \(acknowledged), got \(String(describing: failure))")
            return
        }
        #expect(
            failure?.description
                == "the disk is full: database or disk is full; free some space and repeat, nothing was lost")
        #expect(acknowledged > 10)
        for table in ["buyer", "audit", "outbox", "idempotency_key"] {
            #expect(try yard.count(table) == acknowledged, "\(table)")
        }
        #expect(grow())
        #expect(try yard.run(OpenBuyer("Boat \(acknowledged)", terms: page), key: "\(acknowledged)").answer != nil)
        #expect(try Judge.sql("PRAGMA integrity_check", in: yard.file) == "ok")
        #expect(try Judge.auditChain(in: yard.file).hasPrefix("\(acknowledged + 1) "))
    }
}

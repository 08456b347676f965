import Foundation
import Kernel
import Platform

extension Suite {
    /// Where the heads of the audit chains are published, outside the databases. A line is only ever added.
    static let headsFile = "audit-heads.txt"

    /// Publishes the present heads, so that a trail cut off at its end would be noticed. Copy the file elsewhere too.
    public func publishHeads() throws {
        guard let home else { return }
        var text = ""
        for bus in [crm, erp, bridge] {
            let (sequence, head) = try bus.store.read { session in
                let chain = try AuditChain(session: session)
                return (chain.sequence, chain.head)
            }
            guard sequence > 0 else { continue }
            text += "\(bus.world.now()) \(bus.module.name) \(sequence) \(head)\n"
        }
        let path = home + "/" + Self.headsFile
        if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.synchronize()
    }

    /// Every published head must still be in its chain.
    public func verifyHeads() throws -> [Finding] {
        guard let home, let text = try? String(contentsOfFile: home + "/" + Self.headsFile, encoding: .utf8) else {
            return []
        }
        var findings: [Finding] = []
        for (index, line) in text.split(separator: "\n").enumerated() {
            let words = line.split(separator: " ").map(String.init)
            let subject = "\(Self.headsFile) line \(index + 1)"
            guard words.count == 4, let bus = bus(words[1]), let sequence = Int64(words[2]) else {
                findings.append(Finding(subject, "is not a published head"))
                continue
            }
            let stored = try bus.store.read {
                try $0.rows("SELECT hash FROM audit WHERE seq = ?", [.integer(sequence)], as: [.text]).first?[0].text
            }
            if stored != words[3] {
                findings.append(
                    Finding(
                        subject,
                        stored == nil
                            ? "the \(words[1]) audit trail was cut off before line \(sequence)"
                            : "line \(sequence) of the \(words[1]) audit trail was rewritten"))
            }
        }
        return findings
    }

    /// How many lines the three trails have.
    public func auditEntries() throws -> Int {
        try [crm, erp, bridge].reduce(0) { sum, bus in
            try sum + bus.store.read { try $0.integer("SELECT count(*) FROM audit") }
        }
    }
}

import Foundation
import Testing

extension ProgramTests {
    /// One byte behind the program's back, and `verify` names what it belongs to.
    @Suite("One changed byte is found", .serialized)
    struct TamperingTests {
        let home: TemporaryHome
        init() throws { home = try TemporaryHome.withDemo() }

        private func sqlite(_ database: String, _ sql: String) throws -> String {
            try Program.sqlite(home.file(database + ".sqlite"), sql).trimmingCharacters(in: .newlines)
        }

        /// What verify finds, each line without its mark.
        private func findings() throws -> [String] {
            let verify = try Program.tandem("verify", "--home", home.path)
            #expect(verify.code == 2)
            return verify.output.split(separator: "\n").filter { $0.hasPrefix("✗ ") }.map { String($0.dropFirst(2)) }
        }

        @Test("in a posted invoice")
        func invoice() throws {
            let update = "UPDATE invoice SET total = total + 1 WHERE number = 'INV-000001'"
            #expect(throws: Program.Failed.self) { try sqlite("erp", update) }
            _ = try sqlite("erp", "DROP TRIGGER invoice_refuses_update; " + update)
            let findings = try findings()
            let id = try sqlite("erp", "SELECT id FROM invoice WHERE number = 'INV-000001'")
            #expect(
                findings.first == "Invoice INV-000001, total: is '1449.01 NZD'; the audit trail says '1449.00 NZD' "
                    + "(id \(id))")
            #expect(findings.count == 2 && findings.allSatisfy { $0.contains("INV-000001") })
        }

        @Test("in an audit line")
        func auditLine() throws {
            let update = "UPDATE audit SET why = why || 'x' WHERE seq = 40"
            #expect(throws: Program.Failed.self) { try sqlite("erp", update) }
            _ = try sqlite("erp", "DROP TRIGGER audit_refuses_update; " + update)
            let findings = try findings()
            #expect(findings.count == 1)
            #expect(findings.first?.hasPrefix("erp audit line 40: ") == true)
            #expect(findings.first?.hasSuffix(", was altered") == true)
        }

        @Test("in a journal line")
        func journalLine() throws {
            let id = try sqlite("erp", "SELECT id FROM journal_line WHERE amount = 105000 LIMIT 1")
            let entry = try sqlite(
                "erp",
                "SELECT e.number FROM journal_entry e JOIN journal_line l ON l.entry = e.id WHERE l.id = '\(id)'")
            _ = try sqlite(
                "erp",
                "DROP TRIGGER journal_line_refuses_update; "
                    + "UPDATE journal_line SET amount = amount + 1 WHERE id = '\(id)'")
            let findings = try findings()
            #expect(
                findings.first
                    == "JournalLine \(id), amount: is '1050.01 NZD'; the audit trail says '1050.00 NZD' (id \(id))")
            #expect(findings.contains { $0.hasPrefix("unbalancedEntry, ") && $0.contains("(\(entry))") })
        }

        @Test("in a customer")
        func customer() throws {
            let id = try sqlite("erp", "SELECT id FROM customer")
            _ = try sqlite("erp", "UPDATE customer SET city = city || 'x'")
            #expect(
                try findings()
                    == ["Customer CUS-000001, city: is 'Aucklandx'; the audit trail says 'Auckland' (id \(id))"])
        }

        @Test("in a link that was taken away")
        func link() throws {
            let account = try sqlite("bridge", "SELECT left_id FROM link WHERE recipe = 'customer'")
            _ = try sqlite("bridge", "DELETE FROM link WHERE recipe = 'customer'")
            let findings = try findings()
            #expect(!findings.isEmpty)
            #expect(findings.allSatisfy { $0.hasPrefix("link customer ") && $0.contains(account) })
        }

        @Test("in a changes feed that was emptied, whole or by one line")
        func feed() throws {
            let last = "(SELECT max(seq) FROM outbox WHERE object = 'Quote')"
            let at = try sqlite(
                "crm", "SELECT at FROM outbox WHERE seq = \(last)")
            let quote = try sqlite("crm", "SELECT object_id FROM outbox WHERE seq = \(last)")
            let line = try sqlite(
                "crm", "SELECT min(seq) FROM audit WHERE object = 'Quote' AND object_id = '\(quote)' AND at = \(at)")
            _ = try sqlite("crm", "DELETE FROM outbox WHERE object_id = '\(quote)' AND at = \(at)")
            #expect(
                try findings()
                    == ["crm changes feed: lacks 1 changes of the audit trail; the first is line \(line), of a Quote"])
            _ = try sqlite("erp", "DELETE FROM outbox")
            let findings = try findings()
            #expect(findings.count == 2)
            #expect(findings.contains { $0.hasPrefix("erp changes feed: lacks ") }, "\(findings)")
        }

        @Test("and an audit trail that was cut off at its end is noticed through the published heads")
        func cutOff() throws {
            let last = try sqlite("crm", "SELECT max(seq) FROM audit")
            _ = try sqlite("crm", "DROP TRIGGER audit_refuses_delete; DELETE FROM audit WHERE seq = \(last)")
            let findings = try findings()
            let heads = try String(contentsOfFile: home.file("audit-heads.txt"), encoding: .utf8)
            let line = heads.split(separator: "\n").firstIndex { $0.contains(" crm \(last) ") }
            #expect(line == 0)
            #expect(findings.contains("audit-heads.txt line 1: the crm audit trail was cut off before line \(last)"))
        }
    }
}

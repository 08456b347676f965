import ERP
import Kernel
import Platform

extension Check {
    /// Debits are credits, and open items are the control accounts.
    mutating func books() throws {
        let sums = try company.erp.read { session in
            try session.rows(
                """
                SELECT (SELECT coalesce(sum(amount), 0) FROM journal_line),
                    (SELECT coalesce(sum(debits - credits), 0) FROM period_balance),
                    (SELECT coalesce(sum(amount), 0) FROM journal_line WHERE account = ?),
                    (SELECT coalesce(sum(open_book), 0) FROM receivable_item WHERE kind <> 'payment')
                """, [.text(AccountRole.receivable.code)], as: [.integer, .integer, .integer, .integer])[0].map(\.text)
        }
        if sums[0] != "0" || sums[1] != "0" {
            tally.add(\.unbalanced, "the trial balance is off by \(sums[0]), \(sums[1])")
        }
        if sums[2] != sums[3] {
            tally.add(\.unbalanced, "receivables are \(sums[3]), the control account is \(sums[2])")
        }
    }

    /// Whole or not at all, at little cost: documents with their lines, postings and audit.
    mutating func wholeness() throws {
        for (word, sql) in Self.halves {
            let count = try company.erp.read { try $0.integer(sql) }
            if count > 0 { tally.add(\.partial, "\(count) × \(word)") }
        }
        for store in [company.crm, company.erp] {
            let gap = try store.read {
                try $0.integer("SELECT coalesce(max(seq), 0) - count(*) FROM audit")
            }
            if gap != 0 { tally.add(\.partial, "the audit trail of \(store.name) lacks \(gap) lines") }
        }
        let quotes = try company.crm.read {
            try $0.integer(
                """
                SELECT count(*) FROM quote q
                WHERE line_count <> (SELECT count(*) FROM quote_line l WHERE l.quote = q.id)
                """)
        }
        if quotes > 0 { tally.add(\.partial, "\(quotes) quotes without all of their lines") }
    }

    private static let halves = [
        (
            "entry without all of its lines",
            """
            SELECT count(*) FROM journal_entry e
            WHERE e.line_count <> (SELECT count(*) FROM journal_line l WHERE l.entry = e.id)
            """
        ),
        (
            "order without lines",
            "SELECT count(*) FROM sales_order o "
                + "WHERE NOT EXISTS (SELECT 1 FROM sales_order_line l WHERE l.order_ = o.id)"
        ),
        (
            "invoice without its open item",
            """
            SELECT count(*) FROM invoice i WHERE NOT EXISTS (SELECT 1 FROM receivable_item r WHERE r.document_id = i.id)
            """
        ),
        (
            "shipment without lines",
            "SELECT count(*) FROM shipment s WHERE NOT EXISTS (SELECT 1 FROM shipment_line l WHERE l.shipment = s.id)"
        ),
    ]

    /// Every proof that the modules themselves know: audit replayed, sub-ledgers, stock.
    mutating func everything() throws {
        let books = try company.erp.read { try LedgerVerification.findings(in: $0) }
        for finding in books {
            tally.add(finding.check == "unbalancedEntry" ? \.unbalanced : \.partial, finding.description)
        }
        let stock = try company.erp.read { try StockVerification.findings(in: $0) }
        for finding in stock { tally.add(\.partial, finding.description) }
        for bus in [company.suite.crm, company.suite.erp] {
            let verification = AuditVerification(bus.module)
            let findings = try bus.store.read { session in
                try verification.chain(in: session).findings + verification.rows(in: session)
            }
            for finding in findings { tally.add(\.partial, finding.description) }
        }
    }
}

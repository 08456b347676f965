import Kernel
import Platform

/// One thing that does not hold, and the document it is wrong on.
public struct VerificationFinding: Hashable, Sendable, CustomStringConvertible {
    /// "unbalancedEntry", "receivableControl" …: which of the invariants.
    public let check: String
    /// "Invoice INV-000007": what a person would look for.
    public let document: String
    public let message: String

    public var description: String { "\(check): \(document): \(message)" }
    /// The same as every verification reports it.
    public var finding: Finding { Finding(document, "\(check): \(message)") }
}

/// Proves the books from the rows alone: entries, sub-ledgers, balances, numbers. No finding means that every
/// invariant holds.
public enum LedgerVerification {
    public static func findings(in session: any StoreSession) throws -> [VerificationFinding] {
        guard let company = try session.find(Company.only) else { return [] }
        let books = Books(session: session, currency: company.currency)
        var findings: [VerificationFinding] = []
        findings += try books.unbalancedEntries()
        findings += try books.missingLines()
        findings += try books.periodBalances()
        findings += try books.receivableItems()
        findings += try books.receivableDocuments()
        findings += try books.receivableControl()
        findings += try books.taxControl()
        findings += try books.documentTotals()
        findings += try books.inventoryControl()
        findings += try books.creditStatus()
        findings += try books.numberGaps()
        return findings
    }

    /// The rows under proof.
    struct Books {
        let session: any StoreSession
        let currency: Currency

        /// One finding for each row of a query: document first, then two amounts that should be equal.
        func unequal(
            _ check: String, _ message: (Money, Money) -> String, _ sql: String, _ arguments: [Value] = []
        ) throws -> [VerificationFinding] {
            var findings: [VerificationFinding] = []
            try session.forEachRow(sql, arguments, as: [.text, .integer, .integer]) { row in
                let (left, right) = (row[1].money(currency), row[2].money(currency))
                findings.append(
                    VerificationFinding(check: check, document: row[0].text, message: message(left, right)))
                return true
            }
            return findings
        }
    }
}

extension LedgerVerification.Books {
    /// Σ debits = Σ credits, in each entry.
    func unbalancedEntries() throws -> [VerificationFinding] {
        try unequal(
            "unbalancedEntry", { debit, credit in "debits \(debit) and credits \(credit) differ" },
            """
            SELECT e.source_object || ' ' || e.source_number || ' (' || e.number || ')',
                SUM(CASE WHEN l.amount > 0 THEN l.amount ELSE 0 END),
                -SUM(CASE WHEN l.amount < 0 THEN l.amount ELSE 0 END)
            FROM journal_entry e JOIN journal_line l ON l.entry = e.id
            GROUP BY e.id, e.source_object, e.source_number, e.number HAVING SUM(l.amount) <> 0 ORDER BY e.number
            """)
    }

    /// Every entry has the lines that it was posted with.
    func missingLines() throws -> [VerificationFinding] {
        var findings: [VerificationFinding] = []
        try session.forEachRow(
            """
            SELECT e.source_object || ' ' || e.source_number || ' (' || e.number || ')', e.line_count,
                (SELECT count(*) FROM journal_line l WHERE l.entry = e.id)
            FROM journal_entry e WHERE e.line_count <> (SELECT count(*) FROM journal_line l WHERE l.entry = e.id)
            """, [], as: [.text, .integer, .integer]
        ) { row in
            findings.append(
                VerificationFinding(
                    check: "missingLines", document: row[0].text,
                    message: "was posted with \(row[1].text) lines and has \(row[2].text)"))
            return true
        }
        return findings
    }

    /// Period balances = the sum of the lines, by account and period; and all of them together are nothing.
    func periodBalances() throws -> [VerificationFinding] {
        let sums = """
            SELECT l.account || '/' || e.period AS k, SUM(l.amount) AS s
            FROM journal_line l JOIN journal_entry e ON e.id = l.entry GROUP BY l.account, e.period
            """
        var findings = try unequal(
            "periodBalance", { balance, lines in "the balance is \(balance), its lines are \(lines)" },
            """
            SELECT 'Account/period ' || b.id, b.debits - b.credits, COALESCE(x.s, 0)
            FROM period_balance b LEFT JOIN (\(sums)) x ON x.k = b.id WHERE b.debits - b.credits <> COALESCE(x.s, 0)
            """)
        findings += try unequal(
            "periodBalance", { balance, lines in "the balance is missing, its lines are \(lines)" },
            """
            SELECT 'Account/period ' || x.k, 0, x.s FROM (\(sums)) x
            WHERE x.s <> 0 AND NOT EXISTS (SELECT 1 FROM period_balance b WHERE b.id = x.k)
            """)
        findings += try unequal(
            "trialBalance", { debit, credit in "debits \(debit) and credits \(credit) differ" },
            """
            SELECT 'Trial balance', s.d, s.c
            FROM (SELECT COALESCE(SUM(debits), 0) AS d, COALESCE(SUM(credits), 0) AS c FROM period_balance) s
            WHERE s.d <> s.c
            """)
        return findings
    }

    /// Posted numbers have no gaps.
    func numberGaps() throws -> [VerificationFinding] {
        let series = [
            ("JE", "journal_entry"), ("INV", "invoice"), ("CN", "credit_memo"), ("REC", "customer_payment"),
        ]
        var findings: [VerificationFinding] = []
        for (name, table) in series {
            let last = try session.integer("SELECT last FROM number_series WHERE series = ?", [.text(name)])
            let count = try session.integer("SELECT count(*) FROM \(table)")
            if last != count {
                findings.append(
                    VerificationFinding(
                        check: "numberGap", document: "Series \(name)",
                        message: "\(last) numbers were given and \(count) documents are there"))
            }
        }
        return findings
    }
}

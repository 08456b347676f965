import Kernel
import Platform

extension LedgerVerification.Books {
    /// What is open on each item = its original less all that was applied to it or used of it.
    func receivableItems() throws -> [VerificationFinding] {
        try unequal(
            "openItem", { open, applied in "\(open) is open, its applications leave \(applied)" },
            """
            SELECT x.number, x.open_book, x.left_book FROM (
                SELECT r.number, r.open_book, r.original_book
                    - COALESCE((SELECT SUM(a.to_book) FROM payment_application a WHERE a.to_item = r.id), 0)
                    + COALESCE((SELECT SUM(a.from_book) FROM payment_application a WHERE a.from_item = r.id), 0)
                    AS left_book
                FROM receivable_item r) x
            WHERE x.open_book <> x.left_book ORDER BY x.number
            """)
    }

    /// Each invoice and credit memo is in the ledger with what it says. (A payment's own entry holds its
    /// applications too; it is proved with the control account.)
    func receivableDocuments() throws -> [VerificationFinding] {
        try unequal(
            "receivableDocument", { item, posted in "the open item began with \(item), the ledger has \(posted)" },
            """
            SELECT x.number, x.original_book, x.posted FROM (
                SELECT r.number, r.original_book, COALESCE((SELECT SUM(l.amount) FROM journal_line l
                    WHERE l.entry = r.entry AND l.account = ?), 0) AS posted
                FROM receivable_item r WHERE r.kind <> 'payment') x
            WHERE x.original_book <> x.posted ORDER BY x.number
            """, [.text(AccountRole.receivable.code)])
    }

    /// Open items = control account, for each customer and for receivables and unapplied cash apart.
    func receivableControl() throws -> [VerificationFinding] {
        var findings: [VerificationFinding] = []
        let controls: [(AccountRole, String)] = [
            (.receivable, "r.kind <> 'payment'"), (.unappliedCash, "r.kind = 'payment'"),
        ]
        for (role, kinds) in controls {
            findings += try unequal(
                "receivableControl",
                { items, ledger in "open items of \(role.rawValue) are \(items), the control account has \(ledger)" },
                """
                SELECT 'Customer ' || c.number || ' (' || c.legal_name || ')', x.items, x.ledger FROM (
                    SELECT s.customer, SUM(s.items) AS items, SUM(s.ledger) AS ledger FROM (
                        SELECT r.customer AS customer, r.open_book AS items, 0 AS ledger
                        FROM receivable_item r WHERE \(kinds)
                        UNION ALL
                        SELECT COALESCE(l.party, ''), 0, l.amount FROM journal_line l WHERE l.account = ?) s
                    GROUP BY s.customer) x LEFT JOIN customer c ON c.id = x.customer
                WHERE x.items <> x.ledger ORDER BY x.customer
                """, [.text(role.code)])
        }
        return findings
    }

    /// The tax of each posting in the sub-ledger = what it put on the control account.
    func taxControl() throws -> [VerificationFinding] {
        try unequal(
            "taxControl", { rows, ledger in "the tax rows are \(rows), the control account has \(ledger)" },
            """
            SELECT e.source_object || ' ' || e.source_number || ' (' || e.number || ')', x.rows_, x.ledger FROM (
                SELECT s.entry, SUM(s.rows_) AS rows_, SUM(s.ledger) AS ledger FROM (
                    SELECT t.entry AS entry, t.tax AS rows_, 0 AS ledger FROM tax_entry t
                    UNION ALL
                    SELECT l.entry, 0, -l.amount FROM journal_line l WHERE l.account = ?) s
                GROUP BY s.entry) x JOIN journal_entry e ON e.id = x.entry
            WHERE x.rows_ <> x.ledger ORDER BY e.number
            """, [.text(AccountRole.gstOutput.code)])
    }

    /// Totals = their parts, and the net = its lines.
    func documentTotals() throws -> [VerificationFinding] {
        var findings: [VerificationFinding] = []
        for (table, line, parent) in [
            ("invoice", "invoice_line", "invoice"), ("credit_memo", "credit_memo_line", "credit_memo"),
        ] {
            findings += try unequal(
                "documentTotal", { total, parts in "the total is \(total), its parts are \(parts)" },
                """
                SELECT d.number, d.total, d.net + d.tax + d.freight + d.rounding FROM \(table) d
                WHERE d.total <> d.net + d.tax + d.freight + d.rounding
                """)
            findings += try unequal(
                "documentLines", { net, lines in "the net is \(net), its lines are \(lines)" },
                """
                SELECT x.number, x.net, x.lines_ FROM (
                    SELECT d.number, d.net, COALESCE((SELECT SUM(l.net) FROM \(line) l WHERE l.\(parent) = d.id), 0)
                        AS lines_
                    FROM \(table) d) x WHERE x.net <> x.lines_
                """)
        }
        return findings
    }

    /// Stock on the shelves = the inventory account; and each posting's moves = what it put there.
    func inventoryControl() throws -> [VerificationFinding] {
        let inventory = Value.text(AccountRole.inventory.code)
        var findings = try unequal(
            "inventoryControl", { stock, ledger in "stock is worth \(stock), the control account has \(ledger)" },
            """
            SELECT 'Inventory', s.stock, s.ledger FROM (SELECT
                (SELECT COALESCE(SUM(value), 0) FROM stock_level) AS stock,
                (SELECT COALESCE(SUM(amount), 0) FROM journal_line WHERE account = ?) AS ledger) s
            WHERE s.stock <> s.ledger
            """, [inventory])
        findings += try unequal(
            "inventoryPosting", { moves, ledger in "its stock moves are \(moves), the control account has \(ledger)" },
            """
            SELECT e.source_object || ' ' || e.source_number || ' (' || e.number || ')', x.moves, x.ledger FROM (
                SELECT s.entry, SUM(s.moves) AS moves, SUM(s.ledger) AS ledger FROM (
                    SELECT m.entry AS entry, m.value AS moves, 0 AS ledger FROM stock_move m
                    WHERE m.entry IS NOT NULL
                    UNION ALL
                    SELECT l.entry, 0, l.amount FROM journal_line l WHERE l.account = ?) s
                GROUP BY s.entry) x JOIN journal_entry e ON e.id = x.entry
            WHERE x.moves <> x.ledger ORDER BY e.number
            """, [inventory])
        return findings
    }

    /// The running credit figures = what the open items say.
    func creditStatus() throws -> [VerificationFinding] {
        try unequal(
            "creditStatus", { running, items in "the running receivables are \(running), the open items are \(items)" },
            """
            SELECT 'Customer ' || c.number || ' (' || c.legal_name || ')', x.running, x.items FROM (
                SELECT s.customer, s.open_receivables - s.unapplied AS running,
                    COALESCE((SELECT SUM(r.open_book) FROM receivable_item r WHERE r.customer = s.customer), 0) AS items
                FROM credit_status s) x JOIN customer c ON c.id = x.customer
            WHERE x.running <> x.items ORDER BY c.number
            """)
    }
}

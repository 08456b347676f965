import Bridge
import CRM
import ERP
import FilesConnector
import Kernel
import Platform

/// What a replay came to, asked of the databases, the source file and the reject files afterwards; nothing of it was
/// counted on the way.
public struct ReplayFigures: Hashable, Sendable {
    /// Orders and their lines in the ERP.
    public internal(set) var orders = 0
    public internal(set) var lines = 0
    /// Quotes of the CRM that became orders.
    public internal(set) var quotes = 0
    /// Rows in the reject files of lines, each with a reason.
    public internal(set) var rejectedLines = 0
    public internal(set) var crmTotalDue = Money.none
    public internal(set) var erpTotalDue = Money.none
    /// What the ledger's receivables account was debited for invoices.
    public internal(set) var ledgerTotalDue = Money.none
    public internal(set) var sourceTotalDue = FixedDecimal.zero
    public internal(set) var rounding = RoundingParts()
    /// Cents by which a document of CRM, ERP or ledger is not what the rounding rule makes of the file.
    public internal(set) var unexplainedCents: Int64 = 0
    /// Documents beyond the first of the same source order, in either system.
    public internal(set) var duplicates = 0
    /// Orders of the file without an invoice in the ERP, or without its mirror in the CRM.
    public internal(set) var lost = 0
    /// Debits less credits of all journal lines.
    public internal(set) var trialBalance = Money.none
    /// What customers still owe: by the ledger, by the open items and by the CRM, without regard to sign, together.
    public internal(set) var receivables = Money.none
    public internal(set) var months: [Month] = []
    public internal(set) var links = 0
    public internal(set) var deliveries = 0
    /// Deliveries that wait, or ended as a refusal, a conflict or a dead letter.
    public internal(set) var unsettled = 0

    /// A month's orders.
    public struct Month: Hashable, Sendable {
        /// "2011-05"
        public let month: String
        public let orders: Int
        public let total: Money
    }

    /// Everything agrees with everything.
    public var isSound: Bool {
        unexplainedCents == 0 && duplicates == 0 && lost == 0 && trialBalance.isZero && receivables.isZero
            && unsettled == 0 && crmTotalDue == erpTotalDue && erpTotalDue == ledgerTotalDue
    }

    /// The difference between the documents and the file: the sum of what rounding did to each document.
    public var explainedRounding: FixedDecimal { rounding.sum }

    /// What rounding did, by its parts; each document's parts add up to its difference from the file, exactly.
    public struct RoundingParts: Hashable, Sendable {
        /// Each line's net to the cent.
        public internal(set) var lines = FixedDecimal.zero
        public internal(set) var tax = FixedDecimal.zero
        public internal(set) var freight = FixedDecimal.zero
        /// The rounding lines of the invoices.
        public internal(set) var invoices = FixedDecimal.zero
        /// The file's lines against its own subtotals.
        public internal(set) var file = FixedDecimal.zero

        public var sum: FixedDecimal { lines + tax + freight + invoices + file }
    }
}

extension OrderReplay {
    /// The figures, by queries of the CRM, the ERP's documents and the ledger, each by itself.
    public func figures() throws -> ReplayFigures {
        var figures = ReplayFigures()
        let currency = try Currency("USD")
        try suite.erp.store.read { session in
            figures.orders = try session.integer("SELECT count(*) FROM sales_order")
            figures.lines = try session.integer("SELECT count(*) FROM sales_order_line")
            figures.trialBalance = Money(
                minorUnits: Int64(try session.integer("SELECT COALESCE(SUM(amount), 0) FROM journal_line")),
                currency: currency)
            figures.months = try session.rows(
                "SELECT substr(date, 1, 7), count(*), SUM(total) FROM sales_order GROUP BY 1 ORDER BY 1", [],
                as: [.text, .integer, .integer]
            ).map { row in
                ReplayFigures.Month(month: row[0].text, orders: row[1].whole, total: row[2].cents(currency))
            }
        }
        figures.quotes = try suite.crm.store.read { session in
            try session.integer("SELECT count(*) FROM quote WHERE state = 'ordered'")
        }
        figures.receivables = try receivables(currency)
        figures.duplicates = try duplicates()
        figures.rejectedLines = try rejectedLines()
        try suite.bridge.store.read { session in
            let counts = try BridgeVerification().counts(in: session)
            figures.links = counts.links
            figures.deliveries = counts.applied
            figures.unsettled = counts.refused + counts.waiting + counts.conflicts + counts.dead + counts.underWay
        }
        try compare(&figures, currency)
        return figures
    }

    private func receivables(_ currency: Currency) throws -> Money {
        let erp = try suite.erp.store.read { session in
            [
                try session.integer(
                    "SELECT COALESCE(SUM(amount), 0) FROM journal_line WHERE account IN (?, ?)",
                    [.text(AccountRole.receivable.code), .text(AccountRole.unappliedCash.code)]),
                try session.integer("SELECT COALESCE(SUM(abs(open_book)), 0) FROM receivable_item"),
            ]
        }
        let crm = try suite.crm.store.read { session in
            try session.integer("SELECT COALESCE(SUM(abs(open_balance)), 0) FROM customer_invoice")
        }
        let sum = (erp + [crm]).reduce(0) { $0 + abs($1) }
        return Money(minorUnits: Int64(sum), currency: currency)
    }

    /// Every document of a source order should be the only one of its kind.
    private func duplicates() throws -> Int {
        func beyondFirst(_ bus: CommandBus, _ sql: String) throws -> Int {
            try bus.store.read { session in
                try session.integer("SELECT COALESCE(SUM(n - 1), 0) FROM (\(sql)) AS counted")
            }
        }
        return try [
            beyondFirst(suite.erp, "SELECT count(*) AS n FROM sales_order GROUP BY customer_reference"),
            beyondFirst(suite.erp, "SELECT count(*) AS n FROM shipment GROUP BY order_"),
            beyondFirst(suite.erp, "SELECT count(*) AS n FROM invoice GROUP BY customer_reference"),
            beyondFirst(suite.erp, "SELECT count(*) AS n FROM customer_payment GROUP BY reference"),
            beyondFirst(suite.crm, "SELECT count(*) AS n FROM quote GROUP BY customer_reference"),
            beyondFirst(suite.crm, "SELECT count(*) AS n FROM customer_order GROUP BY customer_reference"),
            beyondFirst(suite.crm, "SELECT count(*) AS n FROM customer_invoice GROUP BY customer_reference"),
            beyondFirst(suite.crm, "SELECT count(*) AS n FROM customer_payment GROUP BY reference"),
        ].reduce(0, +)
    }

    /// Rows of the reject files of lines; a row without a reason does not count.
    private func rejectedLines() throws -> Int {
        var count = 0
        for file in summaries.flatMap(\.rejectFiles) where file.hasSuffix(".lines.rejected.csv") {
            var reader = try CSVReader(path: file, dialect: CSVDialect())
            let reason = try reader.columnIndex(named: "error")
            while try reader.next() {
                if !reader.row.isEmpty(reason) { count += 1 }
            }
        }
        return count
    }
}

extension Value {
    /// A whole number of a query; 0 for anything else.
    fileprivate var whole: Int { if case .integer(let number) = self { Int(number) } else { 0 } }

    fileprivate func cents(_ currency: Currency) -> Money {
        Money(minorUnits: Int64(whole), currency: currency)
    }
}

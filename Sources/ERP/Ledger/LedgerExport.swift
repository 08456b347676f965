import Kernel
import Platform

/// The whole ledger as plain text for programs that did not write it: hledger and beancount. Auditors can check the
/// books without trusting ours. Text is handed on entry by entry, so that a million lines need no memory.
public enum LedgerExport {
    /// A journal that hledger reads.
    public static func hledger(
        from session: any StoreSession, to write: (String) throws -> Void
    ) throws {
        let company = try session.find(Company.only)
        let currency = company?.currency ?? .none
        let decimals = String(repeating: "0", count: currency.minorDigits)
        try write("; \(oneLine(company?.name ?? "")): the general ledger\n\n")
        try write("commodity 1000.\(decimals) \(currency.code)\n")
        for account in try accounts(in: session) { try write("account \(account.path)  ; \(account.code)\n") }
        try write("\n")
        try forEachEntry(in: session) { entry, lines in
            var text = "\(entry.date) (\(entry.number)) \(oneLine(entry.memo).replacing(";", with: ","))\n"
            for line in lines {
                text += "    \(line.path)  \(line.amount)"
                if let party = line.party { text += "  ; customer:\(party)" }
                text += "\n"
            }
            try write(text + "\n")
        }
    }

    /// A file that beancount reads.
    public static func beancount(
        from session: any StoreSession, to write: (String) throws -> Void
    ) throws {
        let company = try session.find(Company.only)
        let currency = company?.currency.code ?? Currency.none.code
        try write("option \"title\" \(quoted(company?.name ?? ""))\n")
        try write("option \"operating_currency\" \"\(currency)\"\n\n")
        let first = try session.rows("SELECT MIN(starts_on) FROM period", [], as: [.date])
        guard case .date(let opened)? = first.first?.first else { return }
        for account in try accounts(in: session) { try write("\(opened) open \(account.path) \(currency)\n") }
        try write("\n")
        try forEachEntry(in: session) { entry, lines in
            var text = "\(entry.date) * \(quoted(entry.memo))\n  entry: \"\(entry.number)\"\n"
            for line in lines {
                text += "  \(line.path)  \(line.amount)\n"
                if let party = line.party { text += "    customer: \"\(party)\"\n" }
            }
            try write(text + "\n")
        }
    }

    private struct Entry {
        var id: String
        var date: String
        var number: String
        var memo: String
    }

    private struct Line {
        var path: String
        var amount: Money
        var party: String?
    }

    private static func accounts(in session: any StoreSession) throws -> [LedgerAccount] {
        try session.all(Select<LedgerAccount>().ordered(by: \.code))
    }

    /// Entries in the order of date and number, each with its lines; an entry without lines is left out.
    private static func forEachEntry(
        in session: any StoreSession, _ body: (Entry, [Line]) throws -> Void
    ) throws {
        var current: Entry?
        var lines: [Line] = []
        try session.forEachRow(
            """
            SELECT e.id, e.date, e.number, e.memo, a.path, l.amount, l.amount_currency, c.number
            FROM journal_entry e JOIN journal_line l ON l.entry = e.id JOIN ledger_account a ON a.id = l.account
                LEFT JOIN customer c ON c.id = l.party
            ORDER BY e.date, e.number, l.position
            """, [], as: [.text, .date, .text, .text, .text, .money, .text]
        ) { row in
            if current?.id != row[0].text {
                if let current { try body(current, lines) }
                current = Entry(id: row[0].text, date: row[1].text, number: row[2].text, memo: row[3].text)
                lines.removeAll(keepingCapacity: true)
            }
            guard case .money(let amount) = row[5] else { return true }
            lines.append(Line(path: row[4].text, amount: amount, party: row[6].isNull ? nil : row[6].text))
            return true
        }
        if let current { try body(current, lines) }
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    private static func quoted(_ text: String) -> String {
        "\"" + oneLine(text).replacing("\\", with: "/").replacing("\"", with: "'") + "\""
    }
}

import Foundation
import Testing

extension ProgramTests {
    /// The books in other programs' hands: hledger and beancount judge them.
    @Suite("The exported ledger", .serialized)
    struct LedgerTextTests {
        let home: TemporaryHome
        init() throws { home = try TemporaryHome.withDemo() }

        private func hledger(_ arguments: String...) throws -> Program.Outcome {
            let ledger = try Program.tandem("export", "ledger", "--home", home.path, "--format", "hledger")
            #expect(ledger.code == 0)
            return try Program.run("/usr/bin/hledger", ["-f", "-"] + arguments, input: ledger.output)
        }

        /// "Assets:Bank" → cents, from lines such as "Assets:Bank","1449.00 NZD".
        private func cents(_ csv: String) -> [String: Int] {
            var found: [String: Int] = [:]
            for line in csv.split(separator: "\n") {
                let parts = line.split(separator: "\"").map(String.init)
                guard parts.count == 3, parts[2].hasSuffix(" NZD") else { continue }
                let digits = parts[2].dropLast(4).replacingOccurrences(of: ".", with: "")
                found[parts[0]] = Int(digits)
            }
            return found
        }

        /// The balance of every account that has one, in cents, straight from the journal's lines.
        private func balances(_ condition: String = "1") throws -> [String: Int] {
            let text = try Program.sqlite(
                home.file("erp.sqlite"),
                """
                SELECT a.path, sum(l.amount) FROM journal_line l JOIN ledger_account a ON a.id = l.account
                WHERE \(condition) GROUP BY a.path HAVING sum(l.amount) <> 0
                """)
            let pairs = text.split(separator: "\n").map { $0.split(separator: "|").map(String.init) }
            return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], Int($0[1]) ?? 0) })
        }

        @Test("hledger accepts it, and its balances are the journal's to the cent")
        func balancesAgree() throws {
            let check = try hledger("check")
            #expect(check.code == 0 && check.complaint.isEmpty)
            let theirs = cents(try hledger("bal", "-N", "--flat", "-O", "csv").output)
            let ours = try balances()
            #expect(theirs == ours)
            #expect(ours.count == 7)
            #expect(ours.values.reduce(0, +) == 0)
        }

        @Test("balance sheet and income statement are the same in hledger")
        func statementsAgree() throws {
            let sheet = cents(try hledger("bs", "--flat", "-O", "csv").output)
            let assets = try balances("a.kind = 'asset'")
            for (path, amount) in assets { #expect(sheet[path] == amount) }
            for (path, amount) in try balances("a.kind = 'liability'") { #expect(sheet[path] == -amount) }
            let net = assets.values.reduce(0, +) + (try balances("a.kind = 'liability'").values.reduce(0, +))
            #expect(sheet["Net:"] == net)

            let statement = cents(try hledger("is", "--flat", "-O", "csv").output)
            let income = try balances("a.kind = 'income'")
            let expenses = try balances("a.kind = 'expense'")
            for (path, amount) in income { #expect(statement[path] == -amount) }
            for (path, amount) in expenses { #expect(statement[path] == amount) }
            let profit = -(income.values.reduce(0, +) + expenses.values.reduce(0, +))
            #expect(statement["Net:"] == profit)
            #expect(profit == 72_000)
        }

        @Test("beancount accepts it")
        func beancount() throws {
            let ledger = try Program.tandem("export", "ledger", "--home", home.path, "--format", "beancount")
            #expect(ledger.code == 0)
            let file = home.file("books.beancount")
            try Data(ledger.output.utf8).write(to: URL(fileURLWithPath: file))
            let check = try Program.run("/usr/bin/bean-check", [file])
            #expect(check.code == 0)
            #expect(check.output.isEmpty && check.complaint.isEmpty)
            let last = ledger.output.replacingOccurrences(of: "1449.00 NZD", with: "1449.01 NZD")
            try Data(last.utf8).write(to: URL(fileURLWithPath: file))
            #expect(try Program.run("/usr/bin/bean-check", [file]).code != 0)
        }
    }
}

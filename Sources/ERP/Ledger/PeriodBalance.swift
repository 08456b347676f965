import Kernel
import Platform

/// What one account moved in one period. Statements read these rows, never the lines. Its id is "account/period".
public struct PeriodBalance: BusinessObject {
    public var id = ID<PeriodBalance>.blank
    public var version = 0
    public var account = ID<LedgerAccount>.blank
    public var period = ID<Period>.blank
    public var debits = Money.none
    public var credits = Money.none
    public init() {}

    public static let schema = Schema<PeriodBalance>("PeriodBalance") { s in
        s.field("account", \.account, .required)
        s.field("period", \.period, .required, .indexed)
        s.field("debits", \.debits, .derived)
        s.field("credits", \.credits, .derived)
        s.unique("account", "period")
        s.ledger()
    }

    /// Adds the lines of one posting, in one statement whatever their number.
    static func add(_ lines: [JournalDraft.Line], to period: ID<Period>, in tx: Transaction) throws(Refusal) {
        var accounts: [ID<LedgerAccount>] = []
        var sums: [(debits: Money, credits: Money)] = []
        for line in lines {
            let index = accounts.firstIndex(of: line.account) ?? accounts.count
            if index == accounts.count {
                accounts.append(line.account)
                sums.append((.zero(line.amount.currency), .zero(line.amount.currency)))
            }
            if line.amount.isNegative { sums[index].credits -= line.amount } else { sums[index].debits += line.amount }
        }
        guard !accounts.isEmpty else { return }
        var arguments: [Value] = []
        for (account, sum) in zip(accounts, sums) {
            arguments += [
                .text(account.raw + "/" + period.raw), .text(account.raw), .text(period.raw), .money(sum.debits),
                .money(sum.credits),
            ]
        }
        let marks = accounts.map { _ in "(?, 1, ?, ?, ?, ?, ?, ?)" }.joined(separator: ", ")
        let balances = try tx.rows(
            """
            INSERT INTO period_balance
                (id, version, account, period, debits, debits_currency, credits, credits_currency)
            VALUES \(marks)
            ON CONFLICT (id) DO UPDATE SET
                version = period_balance.version + 1, debits = period_balance.debits + excluded.debits,
                credits = period_balance.credits + excluded.credits
            RETURNING account, debits, credits
            """, arguments, as: [.text, .integer, .integer])
        for balance in balances {
            for case .integer(let units) in balance.dropFirst() where units > most {
                throw full(balance[0].text, period)
            }
        }
    }

    /// What an account can move in a period: statements add such figures up.
    private static let most = ValueBounds.mostMinorUnits * ValueBounds.keptTimes

    private static func full(_ account: String, _ period: ID<Period>) -> Refusal {
        Refusal(
            .invalidValue, "Account \(account) would move more in \(period.raw) than a period can hold",
            document: "Journal", field: "debit", allowed: "at most \(most) minor units in a period", fixedBy: "finance")
    }
}

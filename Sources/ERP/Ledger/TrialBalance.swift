import Kernel
import Platform

/// What one account stands at: debits positive, credits negative, in the company's currency.
public struct AccountBalance: Hashable, Sendable {
    public let code: String
    public let name: String
    public let kind: AccountKind
    public let control: ControlRole?
    public let debits: Money
    public let credits: Money

    /// Debit less credit.
    public var balance: Money { debits - credits }
}

/// All accounts and what they moved, from the period balances: it takes no longer after a million lines.
public struct TrialBalance: Hashable, Sendable {
    public let accounts: [AccountBalance]
    public let currency: Currency

    /// Accounts that moved in the periods from one to another, "2026-03"; without the first, since the beginning.
    public static func over(
        from first: String? = nil, through last: String? = nil, in session: any StoreSession
    ) throws(StoreError) -> TrialBalance {
        let company = try session.find(Company.only)
        let rows = try session.rows(
            """
            SELECT a.code, a.name, a.kind, COALESCE(a.control, ''), SUM(b.debits), SUM(b.credits)
            FROM period_balance b JOIN ledger_account a ON a.id = b.account
            WHERE b.period >= ? AND b.period <= ?
            GROUP BY a.code, a.name, a.kind, a.control ORDER BY a.code
            """, [.text(first ?? ""), .text(last ?? "9999-99")],
            as: [.text, .text, .text, .text, .integer, .integer])
        let currency = company?.currency ?? .none
        return TrialBalance(
            accounts: rows.map { row in
                AccountBalance(
                    code: row[0].text, name: row[1].text, kind: AccountKind(rawValue: row[2].text) ?? .asset,
                    control: ControlRole(rawValue: row[3].text), debits: row[4].money(currency),
                    credits: row[5].money(currency))
            }, currency: currency)
    }

    public var debits: Money { accounts.reduce(.zero(currency)) { $0 + $1.debits } }
    public var credits: Money { accounts.reduce(.zero(currency)) { $0 + $1.credits } }

    /// Debit less credit of one account; nothing when it never moved.
    public func balance(_ role: AccountRole) -> Money { balance(code: role.code) }

    public func balance(code: String) -> Money {
        accounts.first { $0.code == code }?.balance ?? .zero(currency)
    }

    /// Credit less debit of all accounts of a kind: income is positive then.
    func credit(of kind: AccountKind) -> Money {
        accounts.filter { $0.kind == kind }.reduce(.zero(currency)) { $0 - $1.balance }
    }
}

extension Value {
    /// Minor units as money of a currency.
    func money(_ currency: Currency) -> Money {
        if case .integer(let units) = self { return Money(minorUnits: units, currency: currency) }
        return .zero(currency)
    }
}

import Kernel
import Platform

/// What the company has, owes and is worth at the end of a period. Profit not yet carried over is shown as its own
/// line, so that no closing entry is needed to report.
public struct BalanceSheet: Hashable, Sendable {
    public typealias Line = ProfitAndLoss.Line

    public let assets: [Line]
    public let liabilities: [Line]
    public let equity: [Line]
    /// Income less expenses since the beginning.
    public let accumulatedProfit: Money
    public let totalAssets: Money
    public let totalLiabilities: Money
    public let totalEquity: Money

    /// Assets less liabilities less equity: nothing, when the books balance.
    public var difference: Money { totalAssets - totalLiabilities - totalEquity }

    /// At the end of a period, "2026-03"; without it, of all that is posted.
    public static func at(
        endOf period: String? = nil, in session: any StoreSession
    ) throws(StoreError) -> BalanceSheet {
        let trial = try TrialBalance.over(through: period, in: session)
        func lines(_ kind: AccountKind, sign: (Money) -> Money) -> [Line] {
            trial.accounts.filter { $0.kind == kind }
                .map { Line(code: $0.code, name: $0.name, amount: sign($0.balance)) }
        }
        let profit = trial.credit(of: .income) + trial.credit(of: .expense)
        return BalanceSheet(
            assets: lines(.asset) { $0 }, liabilities: lines(.liability) { -$0 }, equity: lines(.equity) { -$0 },
            accumulatedProfit: profit, totalAssets: -trial.credit(of: .asset),
            totalLiabilities: trial.credit(of: .liability), totalEquity: trial.credit(of: .equity) + profit)
    }
}

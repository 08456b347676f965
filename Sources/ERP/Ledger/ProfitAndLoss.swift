import Kernel
import Platform

/// Income and expenses of some periods.
public struct ProfitAndLoss: Hashable, Sendable {
    /// One account; what earns or costs is positive.
    public struct Line: Hashable, Sendable {
        public let code: String
        public let name: String
        public let amount: Money
    }

    public let income: [Line]
    public let expenses: [Line]
    public let totalIncome: Money
    public let totalExpenses: Money

    public var profit: Money { totalIncome - totalExpenses }

    /// Over the periods from one to another, both included: "2026-01" to "2026-03".
    public static func over(
        from first: String, through last: String, in session: any StoreSession
    ) throws(StoreError) -> ProfitAndLoss {
        let trial = try TrialBalance.over(from: first, through: last, in: session)
        return ProfitAndLoss(
            income: trial.accounts.filter { $0.kind == .income }
                .map { Line(code: $0.code, name: $0.name, amount: -$0.balance) },
            expenses: trial.accounts.filter { $0.kind == .expense }
                .map { Line(code: $0.code, name: $0.name, amount: $0.balance) },
            totalIncome: trial.credit(of: .income), totalExpenses: -trial.credit(of: .expense))
    }
}

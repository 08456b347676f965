import ERP
import Kernel
import Platform

/// The books of some periods, read from the period balances: no slower after a million lines.
struct LedgerModel: Sendable {
    let from: String
    let through: String
    let trial: TrialBalance
    let profit: ProfitAndLoss
    let sheet: BalanceSheet
    let periods: [Visible<Period>]
    let journal: [Visible<JournalEntry>]

    /// What the figures are made of: a reader of all of it reads the ledger.
    static let objects: [any BusinessObject.Type] = [
        LedgerAccount.self, PeriodBalance.self, JournalEntry.self, JournalLine.self,
    ]

    static func load(from: String?, through: String?, _ format: Format, by reading: Reading) throws -> LedgerModel {
        let last = through ?? Period.code(of: format.today)
        let first = from ?? last
        let (trial, profit, sheet) = try reading.figures(over: objects) { session in
            (
                try TrialBalance.over(through: last, in: session),
                try ProfitAndLoss.over(from: first, through: last, in: session),
                try BalanceSheet.at(endOf: last, in: session)
            )
        }
        return LedgerModel(
            from: first, through: last, trial: trial, profit: profit, sheet: sheet,
            periods: try reading.all(Select<Period>().ordered(by: \.code, descending: true).limit(36)),
            journal: try reading.all(Select<JournalEntry>().ordered(by: \.id, descending: true).limit(30)))
    }
}

/// The lines of one account, newest first, each with the document that caused it.
struct AccountModel: Sendable {
    let account: Visible<LedgerAccount>
    let lines: [(line: Visible<JournalLine>, entry: Visible<JournalEntry>?)]
    let customers: [ID<Customer>: String]
    /// Where the next page begins; nil at the end.
    let next: String?

    static let pageSize = 100

    /// - Parameter before: the id of the last line of the page before.
    static func load(_ code: String, before: String?, by reading: Reading) throws -> AccountModel? {
        guard let account = try reading.first(Select<LedgerAccount>().where(\.code, .equal, code)) else { return nil }
        var select = Select<JournalLine>().where(\.account, .equal, account.id)
        if let before { select = select.where(\.id, .less, ID(before)) }
        let lines = try reading.all(select.ordered(by: \.id, descending: true).limit(pageSize))
        let entries = try reading.all(Select<JournalEntry>().where(\.id, in: Set(lines.map(\.entry)).sorted()))
        let byID = Dictionary(entries.map { ($0.id, $0) }) { first, _ in first }
        let parties = Set(lines.compactMap(\.party)).sorted()
        let customers = try reading.part { try reading.all(Select<Customer>().where(\.id, in: parties)) } ?? []
        return AccountModel(
            account: account, lines: lines.map { ($0, byID[$0.entry]) },
            customers: Dictionary(customers.map { ($0.id, $0.legalName) }) { first, _ in first },
            next: lines.count == pageSize ? lines.last?.id.raw : nil)
    }
}

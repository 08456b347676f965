import Kernel
import Platform

/// One line of a manual journal: a debit or a credit, in the company's currency.
public struct JournalLineInput: Sendable, Hashable {
    /// The code of the account.
    public var account = ""
    public var debit = Money.none
    public var credit = Money.none
    public var memo = ""
    public init() {}

    public init(account: String, debit: Money = .none, credit: Money = .none, memo: String = "") {
        self.account = account
        self.debit = debit
        self.credit = credit
        self.memo = memo
    }

    public static let schema = Schema<JournalLineInput>("JournalLineInput") { s in
        s.field("account", \.account, .required, .maxLength(10))
        s.field("debit", \.debit)
        s.field("credit", \.credit)
        s.field("memo", \.memo, .maxLength(500))
    }
}

/// Posts a journal that finance writes by hand. A locked period takes it too.
/// Refuses: closedPeriod, unbalancedJournal, controlAccount, notFound, amountNotPositive, currencyMismatch.
/// Emits JournalPosted.
public struct PostJournal: Command {
    public static let name = "journal.post"
    public static let permission: Permission = "journal.post"
    public static let emits: [any Event.Type] = [JournalPosted.self]
    public var date: CalendarDate?
    public var memo = ""
    public var lines: [JournalLineInput] = []
    public init() {}

    public init(date: CalendarDate? = nil, memo: String, lines: [JournalLineInput]) {
        self.date = date
        self.memo = memo
        self.lines = lines
    }

    public static let input = Schema<PostJournal>("PostJournal") { s in
        s.field("date", \.date)
        s.field("memo", \.memo, .required, .maxLength(500))
        s.list("lines", \.lines, JournalLineInput.schema, blank: { JournalLineInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<JournalEntry> {
        let company = try Company.current(in: tx)
        var reasons: [Reason] = []
        for (index, line) in lines.enumerated() {
            reasons += try problems(of: line, number: index + 1, company, in: tx)
        }
        let sum = lines.reduce(Int64(0)) { $0 + $1.debit.minorUnits - $1.credit.minorUnits }
        if reasons.isEmpty, sum != 0 || lines.count < 2 {
            let difference = Money(minorUnits: sum, currency: company.currency)
            reasons.append(
                Reason(
                    .unbalancedJournal, "Debits less credits are \(difference)", document: "Journal", field: "lines",
                    allowed: "two lines or more whose debits equal their credits", fixedBy: "finance"))
        }
        guard reasons.isEmpty else { throw Refusal(reasons) }
        let id = tx.newID(JournalEntry.self)
        var draft = JournalDraft(
            date: date ?? tx.today, source: ("ManualJournal", id.raw, ""), memo: memo)
        draft.isByAccountant = true
        for line in lines {
            let amount = Money(
                minorUnits: line.debit.minorUnits - line.credit.minorUnits, currency: company.currency)
            draft.add(
                JournalDraft.Line(account: ID(line.account), amount: amount, document: amount, memo: line.memo))
        }
        let entry = try tx.post(draft)
        tx.emit(JournalPosted(subject: entry.id))
        return entry.id
    }

    private func problems(
        of line: JournalLineInput, number: Int, _ company: Company, in tx: Transaction
    ) throws(Refusal) -> [Reason] {
        var reasons: [Reason] = []
        if let account = try tx.find(ID<LedgerAccount>(line.account)) {
            if let control = account.control {
                reasons.append(
                    Reason(
                        .controlAccount,
                        "\(account.code) \(account.name) sums up the \(control.rawValue) sub-ledger",
                        document: "Journal", line: number, field: "account",
                        allowed: "an account that is no control account; documents post to this one",
                        fixedBy: "finance"))
            }
        } else {
            reasons.append(
                Reason(
                    .notFound, "There is no account \(line.account)", document: "Journal", line: number,
                    field: "account", allowed: "a code of the chart of accounts", fixedBy: "finance"))
        }
        let isOneSided = line.debit.isZero != line.credit.isZero
        if !isOneSided || line.debit.isNegative || line.credit.isNegative {
            reasons.append(
                Reason(
                    .amountNotPositive, "A line is either a debit or a credit of more than nothing",
                    document: "Journal", line: number, field: "debit", allowed: "one positive amount",
                    fixedBy: "finance"))
        }
        for amount in [line.debit, line.credit] where !amount.isZero && amount.currency != company.currency {
            reasons.append(
                Reason(
                    .currencyMismatch, "\(amount) is not in \(company.currency)", document: "Journal", line: number,
                    field: "debit", allowed: "\(company.currency)", fixedBy: "finance"))
        }
        return reasons
    }
}

/// A manual journal was posted.
public struct JournalPosted: Event {
    public let subject: ID<JournalEntry>
}

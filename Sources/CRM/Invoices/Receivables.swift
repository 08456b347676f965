import Kernel
import Platform

/// What an account owes, answered from the CRM's own database.
public enum Receivables {
    /// Open invoices past their due date that day, the oldest first, with what could be set against them.
    public static func overdue(
        account: ID<Account>, on date: CalendarDate, in session: any StoreSession
    ) throws(StoreError) -> OverdueAnswer {
        let zero = Money.none
        let open = try session.all(
            Select<CustomerInvoice>().where(\.account, .equal, account).where(\.openBalance, .greater, zero)
                .ordered(by: \.dueDate))
        let credits = try session.all(
            Select<CustomerCreditMemo>().where(\.account, .equal, account).where(\.openBalance, .greater, zero))
        let payments = try session.all(
            Select<CustomerPayment>().where(\.account, .equal, account).where(\.unapplied, .greater, zero))
        let times = open.map(\.asOf) + credits.map(\.asOf) + payments.map(\.asOf)
        let holder = try session.find(account)
        return OverdueAnswer(
            invoices: open.filter { $0.dueDate < date }.map { OverdueInvoice(of: $0, on: date) },
            overdue: sums(open.filter { $0.dueDate < date }.map(\.openBalance)),
            notYetDue: sums(open.filter { $0.dueDate >= date }.map(\.openBalance)),
            unapplied: sums(credits.map(\.openBalance) + payments.map(\.unapplied)),
            creditStatus: holder?.creditStatus ?? .unknown,
            freshness: Freshness(
                source: open.first?.source ?? "erp",
                asOf: times.min() ?? holder?.customerAsOf ?? Instant(microseconds: 0)))
    }

    /// One sum for each currency, by currency.
    static func sums(_ amounts: [Money]) -> [Money] {
        var byCurrency: [Currency: Money] = [:]
        for amount in amounts where !amount.isZero { byCurrency[amount.currency, default: .none] += amount }
        return byCurrency.values.sorted { $0.currency < $1.currency }
    }
}

/// The state of an account's debts. Sums are one for each currency.
public struct OverdueAnswer: Hashable, Sendable {
    public let invoices: [OverdueInvoice]
    public let overdue: [Money]
    public let notYetDue: [Money]
    /// Credit memos and payments that have not been applied.
    public let unapplied: [Money]
    public let creditStatus: CreditVerdict
    public let freshness: Freshness
}

/// One invoice past its due date.
public struct OverdueInvoice: Hashable, Sendable {
    public let number: String
    public let dueDate: CalendarDate
    public let daysOverdue: Int
    public let openBalance: Money
    public let isDisputed: Bool

    init(of invoice: CustomerInvoice, on date: CalendarDate) {
        number = invoice.number
        dueDate = invoice.dueDate
        daysOverdue = invoice.dueDate.days(until: date)
        openBalance = invoice.openBalance
        isDisputed = invoice.isDisputed
    }
}

import Kernel
import Platform

/// What is owed and how late it is, on a day: open invoices by days overdue; credit memos and unapplied payments in
/// columns of their own. In the company's currency at booked rates, so that the total is the control accounts'.
public struct Ageing: Hashable, Sendable {
    /// One customer's columns, or their sum.
    public struct Row: Hashable, Sendable {
        public var notDue: Money
        public var days1To30: Money
        public var days31To60: Money
        public var days61To90: Money
        public var over90: Money
        public var credits: Money
        public var unapplied: Money

        init(_ currency: Currency) {
            let zero = Money.zero(currency)
            (notDue, days1To30, days31To60, days61To90, over90) = (zero, zero, zero, zero, zero)
            (credits, unapplied) = (zero, zero)
        }

        public var overdue: Money { days1To30 + days31To60 + days61To90 + over90 }
        public var total: Money { notDue + overdue + credits + unapplied }

        mutating func add(_ amount: Money, _ kind: ReceivableKind, daysOverdue: Int) {
            switch (kind, daysOverdue) {
            case (.creditMemo, _): credits += amount
            case (.payment, _): unapplied += amount
            case (_, ...0): notDue += amount
            case (_, ...30): days1To30 += amount
            case (_, ...60): days31To60 += amount
            case (_, ...90): days61To90 += amount
            default: over90 += amount
            }
        }
    }

    public let date: CalendarDate
    /// By customer; those with nothing open are left out.
    public let customers: [ID<Customer>: Row]
    public let total: Row
    /// Receivables and unapplied receipts in the ledger on that day: equal to `total.total`, or the books are wrong.
    public let control: Money

    public var ties: Bool { control == total.total }

    /// As at the end of a day. Only what was dated by then counts: documents, and applications too.
    public static func at(_ date: CalendarDate, in session: any StoreSession) throws -> Ageing {
        let currency = try session.find(Company.only)?.currency ?? .none
        var customers: [ID<Customer>: Row] = [:]
        var total = Row(currency)
        let day = Value.date(date)
        try session.forEachRow(
            """
            SELECT r.customer, r.kind, r.due_date, r.original_book
                - COALESCE((SELECT SUM(a.to_book) FROM payment_application a
                    WHERE a.to_item = r.id AND a.date <= ?), 0)
                + COALESCE((SELECT SUM(a.from_book) FROM payment_application a
                    WHERE a.from_item = r.id AND a.date <= ?), 0)
            FROM receivable_item r WHERE r.date <= ?
            """, [day, day, day], as: [.text, .text, .date, .integer]
        ) { row in
            guard case .date(let due) = row[2] else { return true }
            let amount = row[3].money(currency)
            guard !amount.isZero, let kind = ReceivableKind(rawValue: row[1].text) else { return true }
            let late = due.days(until: date)
            customers[ID(row[0].text), default: Row(currency)].add(amount, kind, daysOverdue: late)
            total.add(amount, kind, daysOverdue: late)
            return true
        }
        let control = try session.rows(
            """
            SELECT COALESCE(SUM(l.amount), 0) FROM journal_line l JOIN journal_entry e ON e.id = l.entry
            WHERE l.account IN (?, ?) AND e.date <= ?
            """, [.text(AccountRole.receivable.code), .text(AccountRole.unappliedCash.code), day],
            as: [.integer])
        return Ageing(
            date: date, customers: customers, total: total, control: control[0][0].money(currency))
    }
}

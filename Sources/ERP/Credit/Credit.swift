import Kernel
import Platform

/// What a customer owes and has ordered, against what was agreed; in the company's currency.
public struct CreditExposure: Hashable, Sendable {
    /// Blank when no limit is watched.
    public var limit: Money
    public var openReceivables: Money
    public var unapplied: Money
    public var openOrders: Money
    public var overdue: Money
    public var oldestOverdueDays: Int

    public var exposure: Money { openReceivables + openOrders - unapplied }
    public var isLimited: Bool { limit.currency != .none }
    public var available: Money { isLimited ? limit - exposure : .zero(exposure.currency) }
}

/// May this order go ahead on credit?
public enum CreditDecision: Hashable, Sendable {
    case ok
    /// The reason, in words for the order's hold.
    case hold(String)
}

/// Credit: exposure, the decision on an order, and the figures that sales sees.
public enum Credit {
    /// The running figures, with what is overdue today.
    public static func exposure(of customer: Customer, in tx: Transaction) throws(Refusal) -> CreditExposure {
        try exposure(of: customer, on: tx.today, in: tx)
    }

    /// The same for a live question, from a snapshot.
    public static func exposure(
        of customer: Customer, on today: CalendarDate, in reader: some RecordReader
    ) throws(Refusal) -> CreditExposure {
        let status = try status(of: customer.id, try Company.current(in: reader), in: reader)
        return try exposure(status, limit: customer.creditLimit, on: today, in: reader)
    }

    /// Decides on an order of this total, freight and tax included. `exchangeRate` brings it to company currency.
    public static func decide(
        order total: Money, exchangeRate: FixedDecimal = .one, for customer: Customer, in tx: Transaction
    ) throws(Refusal) -> CreditDecision {
        try decide(order: total, exchangeRate: exchangeRate, for: customer, on: tx.today, in: tx)
    }

    /// The same for a live question, from a snapshot.
    public static func decide(
        order total: Money, exchangeRate: FixedDecimal = .one, for customer: Customer, on today: CalendarDate,
        in reader: some RecordReader
    ) throws(Refusal) -> CreditDecision {
        let company = try Company.current(in: reader)
        let exposure = try exposure(of: customer, on: today, in: reader)
        let value = try total.converted(to: company.currency, at: exchangeRate)
        if exposure.oldestOverdueDays > company.overdueHoldDays {
            return .hold(
                "the oldest invoice of \(customer.title) is \(exposure.oldestOverdueDays) days overdue; "
                    + "\(company.overdueHoldDays) are allowed")
        }
        if exposure.isLimited, value > exposure.available {
            return .hold(
                "\(value) is more than the available credit of \(exposure.available) of \(customer.title) "
                    + "(limit \(exposure.limit), exposure \(exposure.exposure))")
        }
        return .ok
    }

    /// The first figures of a customer who was taken on just now: nothing is owed and nothing ordered yet.
    static func begin(for customer: Customer, in tx: Transaction) throws(Refusal) {
        let company = try Company.current(in: tx)
        let status = zero(of: customer.id, company)
        let figures = CreditExposure(
            limit: customer.creditLimit, openReceivables: status.openReceivables, unapplied: status.unapplied,
            openOrders: status.openOrders, overdue: .zero(company.currency), oldestOverdueDays: 0)
        try save(status, figures, company, in: tx)
    }

    /// Sums the customer's open orders again and renews the status.
    public static func refresh(_ customer: ID<Customer>, in tx: Transaction) throws(Refusal) {
        let company = try Company.current(in: tx)
        var status = try status(of: customer, company, in: tx)
        status.openOrders = try openOrders(of: customer, company, in: tx)
        try save(status, in: tx)
    }

    /// Renews the status after open orders changed by so much, in company currency.
    public static func refresh(
        _ customer: ID<Customer>, orderValueChange: Money, in tx: Transaction
    ) throws(Refusal) {
        try change(customer, orders: orderValueChange, in: tx)
    }

    /// What a confirmed order still adds to exposure: its total less what was invoiced, in company currency.
    public static func openValue(of order: SalesOrder, in tx: Transaction) throws(Refusal) -> Money {
        let company = try Company.current(in: tx)
        guard order.state == .confirmed else { return .zero(company.currency) }
        let invoiced = try tx.integer(
            "SELECT COALESCE(SUM(total), 0) FROM invoice WHERE sales_order = ?", [.text(order.id.raw)])
        let rest = order.total.minorUnits - invoiced
        return try Money(minorUnits: rest, currency: order.total.currency)
            .converted(to: company.currency, at: order.exchangeRate)
    }

    /// Adds to the running figures; used by the documents that post.
    static func change(
        _ customer: ID<Customer>, receivables: Money = .none, unapplied: Money = .none, orders: Money = .none,
        in tx: Transaction
    ) throws(Refusal) {
        var status = try status(of: customer, try Company.current(in: tx), in: tx)
        status.openReceivables += receivables
        status.unapplied += unapplied
        status.openOrders += orders
        try save(status, in: tx)
    }
}

extension Credit {
    /// The row, or a new one of zeroes.
    private static func status(
        of customer: ID<Customer>, _ company: Company, in reader: some RecordReader
    ) throws(Refusal) -> CreditStatus {
        if let status = try reader.find(ID<CreditStatus>(customer.raw)) { return status }
        return zero(of: customer, company)
    }

    private static func zero(of customer: ID<Customer>, _ company: Company) -> CreditStatus {
        var status = CreditStatus()
        status.id = ID(customer.raw)
        status.customer = customer
        let zero = Money.zero(company.currency)
        status.openReceivables = zero
        status.unapplied = zero
        status.openOrders = zero
        return status
    }

    private static func exposure(
        _ status: CreditStatus, limit: Money, on today: CalendarDate, in reader: some RecordReader
    ) throws(Refusal) -> CreditExposure {
        let overdue = try reader.rows(
            """
            SELECT COALESCE(SUM(open_book), 0), MIN(due_date) FROM receivable_item
            WHERE customer = ? AND state = 'open' AND kind = 'invoice' AND due_date < ?
            """, [.text(status.customer.raw), .date(today)], as: [.integer, .date])
        var amount = Money.zero(status.openReceivables.currency)
        var days = 0
        if let row = overdue.first, case .integer(let units) = row[0], case .date(let oldest) = row[1] {
            amount.minorUnits = units
            days = oldest.days(until: today)
        }
        return CreditExposure(
            limit: limit, openReceivables: status.openReceivables, unapplied: status.unapplied,
            openOrders: status.openOrders, overdue: amount, oldestOverdueDays: days)
    }

    private static func save(_ status: CreditStatus, in tx: Transaction) throws(Refusal) {
        let customer = try tx.load(status.customer)
        let figures = try exposure(status, limit: customer.creditLimit, on: tx.today, in: tx)
        try save(status, figures, try Company.current(in: tx), in: tx)
    }

    private static func save(
        _ status: CreditStatus, _ figures: CreditExposure, _ company: Company, in tx: Transaction
    ) throws(Refusal) {
        var renewed = status
        renewed.exposure = figures.exposure
        renewed.available = figures.available
        renewed.overdue = figures.overdue
        renewed.oldestOverdueDays = figures.oldestOverdueDays
        renewed.status = word(for: figures, overdueHoldDays: company.overdueHoldDays)
        if renewed.version == 0 {
            renewed.asOf = tx.now
            try tx.insert(renewed)
        } else if try tx.find(status.id).map({ renewed.schemaValues != $0.schemaValues }) ?? true {
            renewed.asOf = tx.now
            try tx.update(renewed)
        }
    }

    /// Warns from four fifths of the limit on, or when anything is overdue.
    static func word(for figures: CreditExposure, overdueHoldDays: Int) -> CreditWord {
        if figures.isLimited, figures.available.isNegative { return .hold }
        if figures.oldestOverdueDays > overdueHoldDays { return .hold }
        if figures.overdue.minorUnits > 0 { return .warn }
        if figures.isLimited, figures.exposure.minorUnits * 5 > figures.limit.minorUnits * 4 { return .warn }
        return .ok
    }

    private static func openOrders(
        of customer: ID<Customer>, _ company: Company, in tx: Transaction
    ) throws(Refusal) -> Money {
        let rows = try tx.rows(
            """
            SELECT o.total - COALESCE((SELECT SUM(i.total) FROM invoice i WHERE i.sales_order = o.id), 0),
                o.total_currency, o.exchange_rate
            FROM sales_order o WHERE o.customer = ? AND o.state = 'confirmed'
            """, [.text(customer.raw)], as: [.money, .decimal])
        var sum = Money.zero(company.currency)
        for row in rows {
            guard case .money(let rest) = row[0], case .decimal(let rate) = row[1] else { continue }
            sum += try rest.converted(to: company.currency, at: rate)
        }
        return sum
    }
}

extension CreditStatus {
    /// The figures without the time at which they were taken.
    var schemaValues: [Value] { Array(CreditStatus.schema.values(of: self).dropLast()) }
}

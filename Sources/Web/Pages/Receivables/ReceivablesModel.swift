import ERP
import Kernel
import Platform

/// Who owes what, the most overdue first, and what came in lately.
struct ReceivablesModel: Sendable {
    let debtors: [Debtor]
    let payments: [Visible<CustomerPayment>]
    let names: [ID<Customer>: String]
    let ageing: Ageing?

    struct Debtor: Sendable {
        let credit: Visible<CreditStatus>
        let customer: Visible<Customer>?
    }

    static let limit = 50
    /// Debtors of a file.
    static let mostExported = 20_000

    /// - Parameter ageingOn: works out the ageing of that day from the dated applications; it looks at all open items.
    static func load(
        ageingOn date: CalendarDate?, limit: Int = limit, by reading: Reading
    ) throws -> ReceivablesModel {
        let credits = try reading.all(
            Select<CreditStatus>().where(\.openReceivables, .greater, Money.none)
                .ordered(by: \.overdue, descending: true).limit(limit))
        let payments = try reading.all(
            Select<CustomerPayment>().ordered(by: \.id, descending: true).limit(20))
        let wanted = Set(credits.map(\.customer) + payments.map(\.customer))
        let customers = try wanted.sorted().chunked(by: 500).flatMap { ids in
            try reading.all(Select<Customer>().where(\.id, in: Array(ids)))
        }
        let byID = Dictionary(customers.map { ($0.id, $0) }) { first, _ in first }
        let ageing = try date.map { date in
            try reading.figures(
                over: [ReceivableItem.self, PaymentApplication.self, JournalEntry.self, JournalLine.self]
            ) { try Ageing.at(date, in: $0) }
        }
        return ReceivablesModel(
            debtors: credits.map { Debtor(credit: $0, customer: byID[$0.customer]) }, payments: payments,
            names: byID.mapValues(\.legalName), ageing: ageing)
    }
}

/// One customer's open items, and what could be set against them.
struct CashModel: Sendable {
    let customer: Visible<Customer>
    let credit: Visible<CreditStatus>?
    let invoices: [Visible<ReceivableItem>]
    /// Payments and credit memos not applied yet.
    let unapplied: [Visible<ReceivableItem>]
    let format: Format
    let mayRecord: Bool
    let mayApply: Bool

    static let limit = 200

    static func load(_ id: ID<Customer>, _ format: Format, by reading: Reading) throws -> CashModel? {
        guard let customer = try reading.find(id) else { return nil }
        let open = Select<ReceivableItem>().where(\.customer, .equal, id).where(\.state, .equal, .open)
        return CashModel(
            customer: customer,
            credit: try reading.part { try reading.first(Select<CreditStatus>().where(\.customer, .equal, id)) } ?? nil,
            invoices: try reading.all(
                open.where(\.kind, .equal, .invoice).ordered(by: \.dueDate).ordered(by: \.number).limit(limit)),
            unapplied: try reading.all(
                open.where(\.kind, in: [.creditMemo, .payment]).ordered(by: \.date).limit(limit)),
            format: format, mayRecord: reading.may("payment.record"), mayApply: reading.may("payment.apply"))
    }
}

extension Array {
    /// Pieces of at most so many, in order.
    func chunked(by size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}

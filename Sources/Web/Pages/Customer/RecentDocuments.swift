import CRM
import Kernel
import Platform

/// The newest documents of an account. Most accounts have no more, and then the blocks of its screen and the timeline
/// are made of them: nothing is asked for twice. nil where the reader's role reads no such thing.
struct RecentDocuments {
    let account: ID<Account>
    let quotes: Recent<Quote>?
    let orders: Recent<CustomerOrder>?
    let invoices: Recent<CustomerInvoice>?
    let cases: Recent<SupportCase>?

    /// Of each kind.
    static let limit = 40

    struct Recent<Object: BusinessObject> {
        let newest: [Visible<Object>]

        /// All that there are, with all of their fields; nil when there may be more, or some are hidden: then the
        /// database must be asked.
        var all: [Visible<Object>]? {
            newest.count < RecentDocuments.limit && newest.allSatisfy(\.showsAll) ? newest : nil
        }
    }

    init(of account: ID<Account>, by reading: Reading) throws {
        self.account = account
        func newest<Object: BusinessObject>(_ select: Select<Object>) throws -> Recent<Object>? {
            try reading.part { Recent(newest: try reading.all(select.limit(Self.limit))) }
        }
        quotes = try newest(Select().where(\.account, .equal, account).ordered(by: \.id, descending: true))
        orders = try newest(Select().where(\.account, .equal, account).ordered(by: \.date, descending: true))
        invoices = try newest(Select().where(\.account, .equal, account).ordered(by: \.date, descending: true))
        cases = try newest(Select().where(\.account, .equal, account).ordered(by: \.id, descending: true))
    }

    /// Those that no later revision has taken the place of.
    func currentQuotes(limit: Int, by reading: Reading) throws -> [Visible<Quote>]? {
        if let all = quotes?.all { return Array(all.filter(\.isCurrent).prefix(limit)) }
        return try reading.part {
            try reading.all(
                Select<Quote>().where(\.account, .equal, account).where(\.isCurrent, .equal, true)
                    .ordered(by: \.id, descending: true).limit(limit))
        }
    }

    /// Those that a customer has seen, the latest first.
    func presentedQuotes(limit: Int, by reading: Reading) throws -> [Visible<Quote>] {
        if let all = quotes?.all { return all.filter { $0.presentedAt != nil } }
        return try reading.all(
            Select<Quote>().where(\.account, .equal, account).where(\.presentedAt, .notEqual, nil)
                .ordered(by: \.presentedAt, descending: true).limit(limit))
    }

    /// Those that are on their way, the newest first.
    func openOrders(limit: Int, by reading: Reading) throws -> [Visible<CustomerOrder>] {
        let states = ["confirmed", "onHold"]
        if let all = orders?.all { return Array(all.filter { states.contains($0.state) }.prefix(limit)) }
        return try reading.all(
            Select<CustomerOrder>().where(\.account, .equal, account).where(\.state, in: states)
                .ordered(by: \.date, descending: true).limit(limit))
    }

    func openedCases(limit: Int, by reading: Reading) throws -> [Visible<SupportCase>] {
        if let all = cases?.all { return all }
        return try reading.all(
            Select<SupportCase>().where(\.account, .equal, account).ordered(by: \.openedAt, descending: true)
                .limit(limit))
    }
}

extension Array {
    /// What these come to, one sum for each currency.
    func total<Object: BusinessObject>(of amount: KeyPath<Object, Money>) -> [Money] where Element == Visible<Object> {
        var sums: [Currency: Money] = [:]
        for record in self {
            let money = record[dynamicMember: amount]
            sums[money.currency] = (sums[money.currency] ?? .none) + money
        }
        return sums.values.filter { !$0.isZero }.sorted { $0.currency.code < $1.currency.code }
    }
}

import Bridge
import CRM
import ERP
import Kernel
import Platform

/// Everything that waits for the reader's yes, whichever system it waits in. A queue is nil when his role reads no such
/// thing; what he may read and not decide is shown without buttons.
struct ApprovalsModel: Sendable {
    var customers: [CustomerRequest] = []
    var quotes: [Visible<Quote>] = []
    var orders: [HeldOrder] = []
    var returns: [Visible<ReturnAuthorization>] = []
    var crossings: [Crossing] = []
    var terms: [Visible<PaymentTerms>] = []
    var priceLists: [Visible<PriceList>] = []
    /// Names of accounts and customers that the queues mention.
    var accountNames: [String: String] = [:]
    var customerNames: [String: String] = [:]

    /// The longest queue shown at once.
    static let limit = 50

    var count: Int { customers.count + quotes.count + orders.count + returns.count + crossings.count }

    /// A customer whom finance has not decided on, with who he may already be and what credit would do.
    struct CustomerRequest: Sendable {
        let customer: Visible<Customer>
        var twins: [Twin] = []
        var proposal: CreditProposal?
    }

    /// A customer that may be the same one.
    struct Twin: Sendable {
        let customer: Visible<Customer>
        let same: String
    }

    /// A credit limit with the figures it rests on.
    struct CreditProposal: Hashable, Sendable {
        let limit: Money
        let basis: String

        /// Twice what has been accepted, to the next thousand: room for the order and the one after it.
        init?(accepted: [Money], count: Int, currency: Currency, format: Format) {
            guard let sum = accepted.first, accepted.count == 1, sum.currency == currency, sum.minorUnits > 0 else {
                return nil
            }
            let step = (0..<currency.minorDigits).reduce(Int64(1_000)) { unit, _ in unit * 10 }
            let units = (sum.minorUnits * 2 + step - 1) / step * step
            limit = Money(minorUnits: units, currency: currency)
            basis =
                "twice the \(format.moneyText(sum)) of \(Prose.count(count, "accepted quote")), to the next thousand"
        }
    }

    struct HeldOrder: Sendable {
        let order: Visible<SalesOrder>
        let hold: Visible<OrderHold>
        let customer: Visible<Customer>?
        let credit: Visible<CreditStatus>?
    }

    /// A yes that a recipe asks for before it writes.
    struct Crossing: Sendable {
        let approval: Visible<Approval>
        /// Where the record that waits is shown.
        let link: String
    }
}

extension ApprovalsModel {
    /// The ERP's part: customers, holds, returns.
    mutating func loadERP(_ reading: Reading) throws {
        if let waiting = try reading.part({
            try reading.all(
                Select<Customer>().where(\.state, in: [.requested, .underReview]).ordered(by: \.id).limit(Self.limit))
        }) {
            customers = try Self.withTwins(waiting, reading)
            terms = try reading.part { try reading.all(Select<PaymentTerms>().ordered(by: \.days).limit(50)) } ?? []
            priceLists = try reading.part { try reading.all(Select<PriceList>().ordered(by: \.code).limit(50)) } ?? []
        }
        orders = try reading.part { try Self.heldOrders(reading) } ?? []
        returns =
            try reading.part {
                try reading.all(
                    Select<ReturnAuthorization>().where(\.state, .equal, .requested).ordered(by: \.id)
                        .limit(Self.limit))
            } ?? []
        let names = try reading.part {
            try reading.all(Select<Customer>().where(\.id, in: returns.map(\.customer)))
        }
        for customer in names ?? [] { customerNames[customer.id.raw] = customer.legalName }
    }

    /// The CRM's part: quotes beyond their seller's limits, and what the waiting customers have accepted.
    mutating func loadCRM(_ reading: Reading, _ format: Format) throws {
        quotes =
            try reading.part {
                try reading.all(
                    Select<Quote>().where(\.state, .equal, .inApproval).ordered(by: \.id).limit(Self.limit))
            } ?? []
        let numbers = customers.map(\.customer.number).filter { !$0.isEmpty }
        let accounts =
            try reading.part {
                try reading.all(Select<Account>().where(\.customerNumber, in: numbers))
                    + reading.all(Select<Account>().where(\.id, in: quotes.map(\.account)))
            } ?? []
        for account in accounts { accountNames[account.id.raw] = account.name }
        for index in customers.indices {
            let customer = customers[index].customer
            guard let account = accounts.first(where: { $0.customerNumber == customer.number }) else { continue }
            let accepted = Select<Quote>().where(\.account, .equal, account.id)
                .where(\.state, in: [.accepted, .ordered])
            let totals = try reading.part { try reading.totals(of: \.total, by: \.account, accepted) } ?? []
            customers[index].proposal = CreditProposal(
                accepted: totals.compactMap(\.amount), count: totals.reduce(0) { $0 + $1.count },
                currency: format.currency, format: format)
        }
    }

    /// The bridge's part: what recipes ask a person for.
    mutating func loadBridge(_ reading: Reading, recipes: [Recipe]) throws {
        let approvals =
            try reading.part {
                try reading.all(
                    Select<Approval>().where(\.state, .equal, .waiting).ordered(by: \.id).limit(Self.limit))
            } ?? []
        let deliveries =
            try reading.part {
                try reading.all(Select<Delivery>().where(\.id, in: approvals.map(\.delivery)))
            } ?? []
        let sides = Dictionary(deliveries.map { ($0.id, $0.side) }) { first, _ in first }
        crossings = approvals.map { approval in
            let side = sides[approval.delivery].flatMap(Side.init(rawValue:)) ?? .left
            let end = recipes.first { $0.name == approval.recipe }?.side(side)
            return Crossing(
                approval: approval,
                link: end.map { RecordPath.of($0.system, $0.object, approval.sourceID) } ?? "")
        }
    }

    /// Three queries for all of them: the same tax number, the same NZBN, the same name.
    private static func withTwins(
        _ waiting: [Visible<Customer>], _ reading: Reading
    ) throws -> [CustomerRequest] {
        func known(_ path: KeyPath<Customer, String>) throws -> [Visible<Customer>] {
            let values = Set(waiting.map { $0[dynamicMember: path] }).subtracting([""]).sorted()
            return try reading.all(Select<Customer>().where(path, in: values).limit(limit * 4))
        }
        let ways: [(String, KeyPath<Customer, String>)] = [
            ("the same tax number", \.taxNumber), ("the same NZBN", \.nzbn), ("the same name", \.matchName),
        ]
        var found: [(String, KeyPath<Customer, String>, [Visible<Customer>])] = []
        for (words, path) in ways { found.append((words, path, try known(path))) }
        return waiting.map { customer in
            var request = CustomerRequest(customer: customer)
            for (words, path, candidates) in found {
                let value = customer[dynamicMember: path]
                for other in candidates
                where other.id != customer.id && !value.isEmpty && other[dynamicMember: path] == value
                    && !request.twins.contains(where: { $0.customer.id == other.id })
                {
                    request.twins.append(Twin(customer: other, same: words))
                }
            }
            return request
        }
    }

    private static func heldOrders(_ reading: Reading) throws -> [HeldOrder] {
        let holds = try reading.all(
            Select<OrderHold>().where(\.releasedAt, .equal, nil).ordered(by: \.id).limit(limit))
        let orders = try reading.all(Select<SalesOrder>().where(\.id, in: holds.map(\.order)))
        let customers =
            try reading.part { try reading.all(Select<Customer>().where(\.id, in: orders.map(\.customer))) } ?? []
        let credits =
            try reading.part {
                try reading.all(Select<CreditStatus>().where(\.customer, in: orders.map(\.customer)))
            } ?? []
        return holds.compactMap { hold in
            guard let order = orders.first(where: { $0.id == hold.order }) else { return nil }
            return HeldOrder(
                order: order, hold: hold, customer: customers.first { $0.id == order.customer },
                credit: credits.first { $0.customer == order.customer })
        }
    }
}

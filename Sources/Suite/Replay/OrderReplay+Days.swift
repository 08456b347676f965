import CRM
import ERP
import FilesConnector
import Kernel
import Platform

/// One day after the other, each as a company works through it: money in, goods out, invoices, new orders, and the
/// bridge in the evening.
extension OrderReplay {
    private static let seller = Actor(id: "store-sales", name: "Store sales", roles: [.sales])
    private static let dispatch = Actor(id: "dispatch", name: "Dispatch", roles: [.warehouse])
    private static let accounts = Actor(id: "accounts", name: "Accounts receivable", roles: [.finance])

    func replay(_ orders: [PacedImport]) async throws {
        let shipping = Dictionary(grouping: source.orders, by: \.shipDate)
        let paying = Dictionary(grouping: source.orders, by: \.dueDate)
        let days = Set(shipping.keys).union(paying.keys).union(orders.flatMap(\.days)).sorted()
        for day in days {
            clock.today = day
            try pay(paying[day] ?? [])
            try ship(shipping[day] ?? [])
            try invoice(shipping[day] ?? [])
            for order in orders { try order.run(day) }
            try acceptDrafts()
            try await carry()
            placed += source.orders.count { $0.orderDate == day }
            progress(.day(day, placed: placed, total: source.orders.count))
        }
    }

    /// The day's quotes go out and are accepted as recorded.
    private func acceptDrafts() throws {
        let drafts = try suite.crm.store.read { session in
            try session.all(Select<Quote>().where(\.state, .equal, .draft).ordered(by: \.number))
        }
        try run(
            drafts.map { quote in
                (quote.title, CommandCall(PresentQuote(quote.id), by: Self.seller, key: "replay/present/\(quote.id)"))
            }, in: suite.crm)
        try run(
            drafts.map { quote in
                let accept = AcceptQuote(quote.id, acceptedBy: "as recorded in order \(quote.customerReference)")
                return (quote.title, CommandCall(accept, by: Self.seller, key: "replay/accept/\(quote.id)"))
            }, in: suite.crm)
    }

    private func ship(_ orders: [SourceOrder]) throws {
        try run(
            try placed(orders).map { reference, id in
                var ship = ShipOrder(order: id)
                ship.date = clock.today
                return (reference, CommandCall(ship, by: Self.dispatch, key: "replay/ship/\(reference)"))
            }, in: suite.erp)
    }

    private func invoice(_ orders: [SourceOrder]) throws {
        try run(
            try placed(orders).map { reference, id in
                let issue = IssueInvoice(order: id, date: clock.today)
                return (reference, CommandCall(issue, by: Self.accounts, key: "replay/invoice/\(reference)"))
            }, in: suite.erp)
    }

    private func pay(_ orders: [SourceOrder]) throws {
        let invoices = try found(
            orders, "SELECT customer_reference, number, customer, total, total_currency FROM invoice",
            as: [.text, .text, .text, .money])
        try run(
            invoices.map { row in
                let (reference, number, customer) = (row[0].text, row[1].text, ID<Customer>(row[2].text))
                guard case .money(let total) = row[3] else { preconditionFailure("an invoice has a total") }
                let payment = RecordPayment(
                    customer: customer, date: clock.today, amount: total, reference: reference,
                    applications: [ApplicationInput(invoice: number, amount: total)])
                return (reference, CommandCall(payment, by: Self.accounts, key: "replay/pay/\(reference)"))
            }, in: suite.erp)
    }

    private func placed(_ orders: [SourceOrder]) throws -> [(reference: String, id: ID<SalesOrder>)] {
        try found(orders, "SELECT customer_reference, id FROM sales_order", as: [.text, .text]).map {
            (reference: $0[0].text, id: ID($0[1].text))
        }
    }

    private func found(_ orders: [SourceOrder], _ select: String, as kinds: [FieldKind]) throws -> [[Value]] {
        guard !orders.isEmpty else { return [] }
        let marks = orders.map { _ in "?" }.joined(separator: ", ")
        return try suite.erp.store.read { session in
            try session.rows(
                select + " WHERE customer_reference IN (\(marks)) ORDER BY id", orders.map { .text($0.reference) },
                as: kinds)
        }
    }

    /// Runs the calls under one durable commit and keeps what was refused.
    private func run(_ calls: [(what: String, call: CommandCall)], in bus: CommandBus) throws {
        guard !calls.isEmpty else { return }
        for (call, outcome) in zip(calls, try bus.run(calls.map(\.call))) {
            switch outcome {
            case .done: continue
            case .refused(let refusal):
                refused.append(Refused(what: "\(call.call.name) \(call.what)", reasons: refusal.reasons))
            case .failed(let failure): throw failure
            case .moved: throw CommandFailure.store(.failed("\(call.what) moved"))
            }
        }
    }
}

import CRM
import ERP
import Kernel
import Platform
import Suite
import Synchronization

/// The people of a quote to cash: sales in the CRM, warehouse and finance in the ERP, each waiting for what the others
/// did to reach their own system.
final class FlowDesk: Sendable {
    private let company: BenchmarkCompany
    private let crm: GroupCommit
    private let erp: GroupCommit
    private let orders: OrderWatch
    private let accounts: [ID<Account>]
    private let products: [(id: ID<Product>, price: FixedDecimal)]

    private let longestWaitSeconds: Int

    init(_ company: BenchmarkCompany, longestWaitSeconds: Int) throws {
        self.company = company
        self.longestWaitSeconds = longestWaitSeconds
        crm = GroupCommit(bus: company.suite.crm)
        erp = GroupCommit(bus: company.suite.erp)
        orders = OrderWatch(company.suite.erp, longestWaitSeconds: longestWaitSeconds)
        (accounts, products) = try company.suite.crm.store.read { session in
            let accounts = try session.rows("SELECT id FROM account ORDER BY id", [], as: [.text])
            let prices = try session.rows(
                "SELECT product, unit_price FROM price_book_entry", [], as: [.text, .decimal])
            return (
                accounts.map { ID($0[0].text) },
                prices.compactMap { row in
                    if case .decimal(let price) = row[1] { (ID(row[0].text), price) } else { nil }
                }
            )
        }
        guard !accounts.isEmpty, products.count >= QuoteToCash.lines else {
            throw BenchmarkFailure("\(accounts.count) accounts and \(products.count) prices reached the CRM")
        }
    }

    /// One quote, from draft to paid invoice.
    func carryOut(_ number: Int) async throws {
        let seller = company.seller
        let lines = (0..<QuoteToCash.lines).map { line in
            let product = products[(number * 7 + line) % products.count]
            return QuoteLineInput(
                product: product.id, quantity: Quantity(1 + line, .each), unitPrice: product.price,
                priceExplanation: "list price")
        }
        let account = accounts[number % accounts.count]
        let quote = ID<Quote>(try await crm.done(CreateQuote(account: account, lines: lines), by: seller))
        try await crm.done(PresentQuote(quote), by: seller)
        let accept = AcceptQuote(quote, acceptedBy: "Aroha Ngata", customerReference: "PO \(number)")
        try await crm.done(accept, by: seller)
        let quoteNumber = try company.suite.crm.store.read { try $0.find(quote)?.number ?? "" }
        let order = try await orders.order(of: quoteNumber)
        try await erp.done(ShipOrder(order: order), by: company.warehouse)
        let invoice = ID<Invoice>(try await erp.done(IssueInvoice(order: order), by: company.finance))
        guard let issued = try company.suite.erp.store.read({ try $0.find(invoice) }) else {
            throw BenchmarkFailure("invoice \(invoice) is gone")
        }
        try await erp.done(
            RecordPayment(
                customer: issued.customer, amount: issued.total, reference: "PO \(number)",
                applications: [ApplicationInput(invoice: issued.number, amount: issued.total)]), by: company.finance)
    }

    /// Waits until the CRM shows every order, shipment, settled invoice and payment.
    func everythingIsHome(flows: Int) async throws {
        let bell = CommitBell(company.suite.crm)
        let what = "not everything of \(flows) flows came home into the CRM"
        try await bell.wait(atMost: longestWaitSeconds, for: what) { [company] in
            let questions = [
                "SELECT count(*) FROM customer_payment WHERE status = 'closed' OR status = 'settled'",
                "SELECT count(*) FROM customer_invoice WHERE open_balance = 0",
                "SELECT count(*) FROM customer_order WHERE payment_status = 'paid'",
                "SELECT count(*) FROM customer_shipment",
                "SELECT count(*) FROM quote WHERE state = 'ordered'",
            ]
            for question in questions {
                let count = try company.count(question, in: company.suite.crm)
                guard count >= flows else { return false }
            }
            return true
        }
    }
}

extension GroupCommit {
    /// The answer, or the refusal or failure thrown.
    @discardableResult
    func done<C: Command>(_ command: C, by actor: Actor) async throws -> String {
        switch await submit(CommandCall(command, by: actor)) {
        case .done(let answer, _, _): return answer
        case .refused(let refusal): throw refusal
        case .failed(let failure): throw failure
        case .moved: throw BenchmarkFailure("\(C.name): the document moved")
        }
    }
}

/// Tells who waits for the order of a quote that it has arrived in the ERP.
private final class OrderWatch: Sendable {
    private let erp: CommandBus
    private let state = Mutex(State())

    private struct State {
        var position: Int64 = 0
        var arrived: [String: ID<SalesOrder>] = [:]
        var waiting: [String: (waiter: CheckedContinuation<ID<SalesOrder>, any Error>, since: Stopwatch)] = [:]
    }

    private let longestWaitSeconds: Int

    init(_ erp: CommandBus, longestWaitSeconds: Int) {
        self.erp = erp
        self.longestWaitSeconds = longestWaitSeconds
        let bell = CommitBell(erp)
        Task { [weak self] in
            try? await bell.wait {
                guard let self else { return true }
                try self.look()
                return false
            }
        }
    }

    func order(of quote: String) async throws -> ID<SalesOrder> {
        try await withCheckedThrowingContinuation { waiter in
            state.withLock { state in
                if let order = state.arrived.removeValue(forKey: quote) {
                    waiter.resume(returning: order)
                } else {
                    state.waiting[quote] = (waiter, Stopwatch())
                }
            }
        }
    }

    private func look() throws {
        let position = state.withLock { $0.position }
        let rows = try erp.store.read { session in
            try session.rows(
                """
                SELECT f.seq, o.id, o.source_reference FROM outbox f JOIN sales_order o ON o.id = f.object_id
                WHERE f.object = 'SalesOrder' AND f.event = 'OrderPlaced' AND f.seq > ?
                """, [.integer(position)], as: [.integer, .text, .text])
        }
        state.withLock { state in
            for row in rows {
                if case .integer(let sequence) = row[0] { state.position = max(state.position, sequence) }
                let order = ID<SalesOrder>(row[1].text)
                if let waiting = state.waiting.removeValue(forKey: row[2].text) {
                    waiting.waiter.resume(returning: order)
                } else {
                    state.arrived[row[2].text] = order
                }
            }
            for (quote, waiting) in state.waiting where waiting.since.seconds > Double(longestWaitSeconds) {
                state.waiting[quote] = nil
                waiting.waiter.resume(
                    throwing: BenchmarkFailure("quote \(quote) was not ordered within \(longestWaitSeconds) s"))
            }
        }
    }
}

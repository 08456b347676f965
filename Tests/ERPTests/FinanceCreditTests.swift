import Kernel
import Platform
import Testing

@testable import ERP

@Suite struct FinanceCreditTests {
    let house: FinanceHouse
    init() throws { house = try FinanceHouse() }

    private func status(_ customer: ID<Customer>) throws -> CreditStatus {
        try house.load(ID<CreditStatus>(customer.raw))
    }

    @Test func exposureFollowsOrderInvoiceAndPayment() throws {
        let harbour = try house.customer(limit: try kiwi("1000.00"))
        let order = try house.order(harbour, [(4, "100.00")])
        #expect(try status(harbour).openOrders == (try kiwi("460.00")))
        #expect(try status(harbour).available == (try kiwi("540.00")))
        try house.run(ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: 1)]))
        try house.run(IssueInvoice(order: order))
        #expect(try status(harbour).openOrders == (try kiwi("345.00")))
        #expect(try status(harbour).openReceivables == (try kiwi("115.00")))
        #expect(try status(harbour).exposure == (try kiwi("460.00")))
        try house.run(ShipOrder(order: order))
        try house.run(IssueInvoice(order: order))
        #expect(try status(harbour).openOrders.isZero)
        var payment = RecordPayment(customer: harbour, amount: try kiwi("500.00"))
        payment.appliesOldestFirst = true
        try house.run(payment)
        #expect(try status(harbour).openReceivables.isZero)
        #expect(try status(harbour).unapplied == (try kiwi("40.00")))
        #expect(try status(harbour).available == (try kiwi("1040.00")))
        try house.expectSoundBooks()
    }

    @Test func theRunningFigureIsWhatASumSays() throws {
        let harbour = try house.customer()
        let order = try house.order(harbour, [(7, "3.33"), (2, "19.99")])
        try house.order(harbour, [(1, "50.00")])
        try house.run(ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: 3)]))
        try house.run(IssueInvoice(order: order))
        let running = try status(harbour)
        try house.run(SetCreditLimit(customer: harbour, limit: try kiwi("2000.00")))
        try house.run(RefreshCredit(customer: harbour))
        #expect(try status(harbour).openOrders == running.openOrders)
    }

    @Test func fiftyOrdersForTheLastHundredDollars() throws {
        let harbour = try house.customer(limit: try kiwi("115.00"))
        let orders = try (1...50).map { _ in try house.order(harbour, [(1, "100.00")]) }
        let states = try orders.map { try house.load($0).state }
        #expect(states.filter { $0 == .confirmed }.count == 1)
        #expect(states.filter { $0 == .onHold }.count == 49)
        #expect(try status(harbour).available.isZero)
        #expect(try status(harbour).status == .warn)
    }

    @Test func anOldInvoiceHoldsNewOrders() throws {
        let harbour = try house.customer(terms: "NET7")
        try house.invoice(harbour, [(1, "100.00")])
        try house.on("2026-03-01")
        #expect(try house.load(try house.order(harbour, [(1, "1.00")])).state == .confirmed)
        #expect(try status(harbour).status == .warn)
        #expect(try status(harbour).oldestOverdueDays == 48)
        try house.on("2026-03-14")
        let held = try house.order(harbour, [(1, "1.00")])
        #expect(try house.load(held).state == .onHold)
        let hold = try #require(try house.all(Select<OrderHold>()).first)
        #expect(hold.reason.contains("61 days overdue; 60 are allowed"))
    }

    @Test func aCreditMemoFreesCredit() throws {
        let harbour = try house.customer(limit: try kiwi("200.00"))
        let invoice = try house.invoice(harbour, [(1, "150.00")])
        try house.run(IssueCreditMemo(invoice: invoice.id, reason: "faulty"))
        #expect(try status(harbour).available == (try kiwi("200.00")))
        #expect(try house.load(try house.order(harbour, [(1, "150.00")])).state == .confirmed)
    }

    @Test func theLiveAnswerIsTheOrdersOwn() throws {
        let harbour = try house.customer(limit: try kiwi("115.00"))
        let customer = try house.load(harbour)
        let decide = { (total: Money) in
            try house.read {
                try Credit.decide(order: total, for: customer, on: house.clock.day, in: SnapshotReader($0))
            }
        }
        #expect(try decide(try kiwi("115.00")) == .ok)
        guard case .hold(let reason) = try decide(try kiwi("115.01")) else {
            Issue.record("not held")
            return
        }
        #expect(reason.contains("available credit of 115.00 NZD"))
    }
}

/// Sums the open orders again, as a take-on would.
private struct RefreshCredit: Command {
    static let name = "credit.refresh"
    static let permission: Permission = "credit.refresh"
    static let input = Schema<RefreshCredit>("RefreshCredit") { s in s.field("customer", \.customer) }
    var customer = ID<Customer>.blank
    init() {}
    init(customer: ID<Customer>) { self.customer = customer }

    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        try Credit.refresh(customer, in: tx)
        return NoAnswer()
    }
}

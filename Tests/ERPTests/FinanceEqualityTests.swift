import Kernel
import Platform
import Testing

@testable import ERP

/// The oracle Q1: however orders are cut into shipments and invoices, their nets add up to the order's to the cent,
/// and so does the revenue in the ledger.
@Suite struct FinanceEqualityTests {
    @Test func orderInvoicesAndLedgerAgreeToTheCent() throws {
        let house = try FinanceHouse()
        var chance = SeededChance(state: 20_260_105)
        let customers: [(ID<Customer>, Int)] = [
            (try house.customer("Harbour Marine"), 0),
            (try house.customer("Cascade Marine Inc", currency: .usd, country: "US"), 1_650_000),
            (try house.customer("Kobe Marine KK", currency: .jpy, country: "JP"), 11_300),
        ]
        for _ in 1...120 {
            let (customer, rate) = customers[chance.below(3)]
            let lines = (0...chance.below(3)).map { _ in
                (
                    quantity: 1 + chance.below(3),
                    price: FixedDecimal(micros: Int128(1 + chance.below(40_000_000))).description
                )
            }
            let order = try house.order(customer, lines) { command in
                if rate > 0 { command.exchangeRate = FixedDecimal(micros: Int128(rate)) }
                for index in command.lines.indices {
                    command.lines[index].discountPercent = FixedDecimal(micros: Int128(chance.below(30) * 500_000))
                }
            }
            try cutUp(order, lines: lines, &chance, house)
        }
        let differing = try house.read { session in
            try session.rows(
                """
                SELECT o.number FROM sales_order o
                WHERE o.net <> (SELECT SUM(i.net) FROM invoice i WHERE i.sales_order = o.id) OR o.state <> 'closed'
                """, [], as: [.text]
            ).map { $0[0].text }
        }
        #expect(differing == [])
        let booked = try house.read { session in
            try session.integer(
                "SELECT SUM(net) FROM invoice WHERE currency = 'NZD'")
                + Int(
                    try session.integer(
                        "SELECT -SUM(l.amount) FROM journal_line l WHERE l.account = '4000' AND "
                            + "l.document_amount_currency <> 'NZD'"))
        }
        #expect(try house.balance(.sales) == Money(minorUnits: -Int64(booked), currency: .nzd).amountText)
        let running = try house.all(Select<CreditStatus>())
        #expect(running.allSatisfy { $0.openOrders.isZero })
        try house.expectSoundBooks()
    }

    /// Ships and invoices piece by piece, in an order that chance gives.
    private func cutUp(
        _ order: ID<SalesOrder>, lines: [(quantity: Int, price: String)], _ chance: inout SeededChance,
        _ house: FinanceHouse
    ) throws {
        var left = lines.map(\.quantity)
        while left.contains(where: { $0 > 0 }) {
            let position = chance.below(left.count)
            guard left[position] > 0 else { continue }
            let quantity = 1 + chance.below(left[position])
            left[position] -= quantity
            let shipment = try house.run(
                ShipOrder(
                    order: order,
                    lines: [ShipLineInput(position: position + 1, quantity: FixedDecimal(quantity))]))
            if chance.below(3) > 0 { try house.run(IssueInvoice(order: order, shipment: shipment)) }
        }
        _ = try? house.run(IssueInvoice(order: order))
    }
}

/// The same chance every time.
struct SeededChance {
    var state: UInt64

    mutating func below(_ count: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(count))
    }
}

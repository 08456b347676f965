import ERP
import Kernel

/// One sale: an order, and as far as it has come its shipment, its invoice and its payment.
struct Sale: Sendable {
    let customer: ID<Customer>
    let reference: String
    let date: CalendarDate
    let lines: [OrderLineInput]
    let isShipped: Bool
    let isInvoiced: Bool
    /// On that day; nil while it is open.
    let paidOn: CalendarDate?
}

/// Which sales a company has made in the last year: most with a fifth of its customers, some with very few.
struct SalesPlan: Sendable {
    static let linesOfSale = 10
    let customers: [ID<Customer>]
    let services: [ID<Item>]
    let goods: [ID<Item>]
    let today: CalendarDate
    let count: Int

    /// Days back to the first sale; payments follow after so many days.
    private static let days = 330
    private static let daysToPay = 20

    func sale(_ number: Int) -> Sale {
        let chance = Self.mixed(number)
        let back = max(0, Self.days - number * Self.days / max(count, 1))
        let date = today.adding(days: -back)
        let isShipped = chance % 10 == 0
        // Of what was sold in the last weeks, half is not paid yet, and a little not invoiced.
        let isPaid = back > 70 || (back > Self.daysToPay && chance / 10 % 2 == 0)
        let items = isShipped ? goods : services
        let lines = (0..<Self.linesOfSale).map { line in
            OrderLineInput(
                item: items[(chance + line * 13) % items.count], quantity: Quantity(1 + (chance + line) % 3, .each),
                unitPrice: FixedDecimal(5 + (chance / 7 + line) % 30))
        }
        return Sale(
            customer: customer(chance), reference: "PO \(number)", date: date, lines: lines, isShipped: isShipped,
            isInvoiced: back > 30 || chance % 16 != 1,
            paidOn: isPaid ? date.adding(days: Self.daysToPay) : nil)
    }

    private func customer(_ chance: Int) -> ID<Customer> {
        let place = chance / 100
        if chance % 50 == 7 { return customers[place % min(customers.count, 20)] }
        return customers[place % (chance % 4 == 0 ? customers.count : max(1, customers.count / 5))]
    }

    /// The same for the same number, and without a pattern.
    static func mixed(_ number: Int) -> Int {
        var bits = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
        bits ^= bits >> 29
        bits = bits &* 0xBF58_476D_1CE4_E5B9
        return Int(truncatingIfNeeded: (bits ^ bits >> 32) >> 2)
    }
}

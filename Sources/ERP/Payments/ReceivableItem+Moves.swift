import Kernel
import Platform

extension ReceivableItem {
    /// Takes so much off what is open (signed as the item is) and answers the book value that goes with it: all that
    /// is left of it when all is taken.
    mutating func take(_ amount: Money) -> Money {
        let book = openBook.share(amount, of: open)
        open -= amount
        openBook -= book
        state = open.isZero ? .settled : .open
        return book
    }

    /// Puts an earlier application back.
    mutating func giveBack(_ amount: Money, book: Money) {
        open += amount
        openBook += book
        state = open.isZero ? .settled : .open
    }

    /// How much of an order's invoices is paid: all of it only when all of it is invoiced.
    static func paymentStatus(of order: SalesOrder, in tx: Transaction) throws(Refusal) -> PaymentStatus {
        let sums = try tx.rows(
            """
            SELECT COALESCE(SUM(original), 0), COALESCE(SUM(open), 0) FROM receivable_item
            WHERE sales_order = ? AND kind = 'invoice'
            """, [.text(order.id.raw)], as: [.integer, .integer])
        guard let row = sums.first, case .integer(let original) = row[0], case .integer(let open) = row[1] else {
            return .unpaid
        }
        if open == 0, order.billingStatus == .billed { return .paid }
        return open == original ? .unpaid : .partly
    }

    static func renewPaymentStatus(of id: ID<SalesOrder>, in tx: Transaction) throws(Refusal) {
        var order = try tx.load(id)
        order.paymentStatus = try paymentStatus(of: order, in: tx)
        try tx.update(order)
    }
}

extension PaymentApplication {
    /// All its amounts: what a reversal turns.
    static var amounts: [WritableKeyPath<PaymentApplication, Money>] {
        [
            \.amount, \.discount, \.writeOff, \.fromBook, \.toBook, \.discountBook, \.writeOffBook, \.taxBook,
            \.exchangeDifference,
        ]
    }
}

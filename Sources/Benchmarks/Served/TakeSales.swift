import ERP
import Kernel
import Platform

/// Takes, ships, invoices and settles many sales in one transaction, each by the rule that people use for it, so that
/// every row is what the product would have written. Answers how many invoice lines there were.
/// Refuses: what those rules refuse. Emits OrderPlaced, ShipmentPosted, OrderShipped, InvoiceIssued, PaymentRecorded.
struct TakeSales: Command {
    static let name = "benchmark.takeSales"
    static let permission: Permission = "benchmark.fill"
    static let isInternal = true
    static let emits: [any Event.Type] = [
        OrderPlaced.self, ShipmentPosted.self, OrderShipped.self, InvoiceIssued.self, PaymentRecorded.self,
    ]
    var sales: [Sale] = []
    init() {}
    init(_ sales: [Sale]) { self.sales = sales }
    static let input = Schema<TakeSales>("TakeSales") { _ in }

    func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> String {
        var invoiced = 0
        for sale in sales { invoiced += try take(sale, in: tx, by: actor) }
        return String(invoiced)
    }

    private func take(_ sale: Sale, in tx: Transaction, by actor: Actor) throws(Refusal) -> Int {
        var placing = PlaceOrder(customer: sale.customer, customerReference: sale.reference, lines: sale.lines)
        placing.date = sale.date
        let order = try placing.execute(in: tx, by: actor)
        guard sale.isInvoiced, try tx.load(order).state == .confirmed else { return 0 }
        if sale.isShipped {
            var shipping = ShipOrder(order: order)
            shipping.date = sale.date
            shipping.carrier = "NZ Post"
            _ = try shipping.execute(in: tx, by: actor)
        }
        let number = try IssueInvoice(order: order, date: sale.date).execute(in: tx, by: actor)
        if let day = sale.paidOn {
            let invoice = try tx.load(number)
            let payment = RecordPayment(
                customer: sale.customer, date: day, amount: invoice.total, reference: sale.reference,
                applications: [ApplicationInput(invoice: invoice.number, amount: invoice.total)])
            _ = try payment.execute(in: tx, by: actor)
        }
        return sale.lines.count
    }
}

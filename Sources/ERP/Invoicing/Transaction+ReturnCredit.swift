import Kernel
import Platform

extension Transaction {
    /// Credits returned goods on the invoices that charged them, one credit memo an invoice. Goods that came back
    /// before they were invoiced are not credited: they are simply never invoiced. May give none.
    /// Call it after `SalesOrderLine.returned` was raised. Refuses as `issueCreditMemo`.
    @discardableResult
    public func creditReturn(
        _ authorization: ReturnAuthorization, lines: [(orderLine: ID<SalesOrderLine>, quantity: Quantity)],
        reason: String, date: CalendarDate
    ) throws(Refusal) -> [ID<CreditMemo>] {
        var wanted: [(invoice: ID<Invoice>, line: CreditMemoDraft.Line)] = []
        for line in lines { wanted += try creditable(line.orderLine, line.quantity, alreadyWanted: wanted) }
        var memos: [ID<CreditMemo>] = []
        var invoices: [ID<Invoice>] = []
        for part in wanted where !invoices.contains(part.invoice) { invoices.append(part.invoice) }
        for invoice in invoices {
            let draft = CreditMemoDraft(
                invoice: invoice, kind: .goodsReturned, reason: reason, date: date,
                lines: wanted.filter { $0.invoice == invoice }.map(\.line), returnAuthorization: authorization.id)
            memos.append(try issueCreditMemo(draft).id)
        }
        return memos
    }

    /// Newest invoice first: so many units of an order line as were invoiced beyond what the customer keeps.
    private func creditable(
        _ id: ID<SalesOrderLine>, _ quantity: Quantity,
        alreadyWanted: [(invoice: ID<Invoice>, line: CreditMemoDraft.Line)]
    ) throws(Refusal) -> [(invoice: ID<Invoice>, line: CreditMemoDraft.Line)] {
        let orderLine = try load(id)
        let rows = try rows(
            """
            SELECT l.invoice, l.position, l.quantity - COALESCE(
                (SELECT SUM(c.quantity) FROM credit_memo_line c WHERE c.invoice_line = l.id), 0)
            FROM invoice_line l WHERE l.order_line = ? ORDER BY l.invoice DESC
            """, [.text(id.raw)], as: [.text, .integer, .decimal])
        var net = FixedDecimal.zero
        var parts: [(invoice: ID<Invoice>, position: Int, left: FixedDecimal)] = []
        for row in rows {
            guard case .integer(let position) = row[1], case .decimal(var left) = row[2] else { continue }
            let invoice = ID<Invoice>(row[0].text)
            for other in alreadyWanted where other.invoice == invoice && other.line.position == Int(position) {
                left = left - (other.line.quantity ?? .zero)
            }
            net = net + left
            parts.append((invoice, Int(position), left))
        }
        let kept = orderLine.shipped.value - max(orderLine.returned.value, quantity.value)
        var rest = min(quantity.value, net - kept)
        var result: [(invoice: ID<Invoice>, line: CreditMemoDraft.Line)] = []
        for part in parts where rest > .zero && part.left > .zero {
            let take = min(rest, part.left)
            result.append((part.invoice, .quantity(take, ofLine: part.position)))
            rest = rest - take
        }
        return result
    }
}

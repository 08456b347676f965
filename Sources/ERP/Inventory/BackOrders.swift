import Kernel
import Platform

/// Lines that wait for stock, in the order in which they are served: by the date that was asked for, then by order.
enum BackOrders {
    private static let waiting = """
        SELECT l.id FROM sales_order_line l JOIN sales_order o ON o.id = l.order_
        WHERE l.awaits_stock = 1 AND o.warehouse = ?
            AND (l.item = ? OR l.item IN (SELECT kit FROM kit_component WHERE component = ?))
        ORDER BY coalesce(l.requested_date, o.requested_date, o.date), o.number, l.position
        """

    /// Reserves what has come in for the lines that wait for it.
    static func fill(_ items: [Item], _ book: inout StockBook, in tx: Transaction) throws(Refusal) {
        for item in items where book.available(item) > .zero {
            let ids = try tx.rows(
                waiting, [.text(book.warehouse.raw), .text(item.id.raw), .text(item.id.raw)], as: [.text])
            for row in ids {
                if book.available(item) <= .zero { break }
                var line = try tx.load(ID<SalesOrderLine>(row[0].text))
                let supply = try supply(of: line, in: tx)
                try book.load(supply.parts.map(\.item), reservedBy: [line.id], in: tx)
                book.reserve(&line, supply)
                try tx.update(line)
            }
        }
    }

    /// Takes promises back, the youngest order's first, when less is on the shelf than was promised.
    static func shrink(_ items: [Item], _ book: inout StockBook, in tx: Transaction) throws(Refusal) {
        for item in items where book.available(item) < .zero {
            let ids = try tx.rows(
                """
                SELECT r.order_line FROM reservation r
                JOIN sales_order_line l ON l.id = r.order_line JOIN sales_order o ON o.id = l.order_
                WHERE r.item = ? AND r.warehouse = ? ORDER BY o.number DESC, l.position DESC
                """, [.text(item.id.raw), .text(book.warehouse.raw)], as: [.text])
            for row in ids {
                if book.available(item) >= .zero { break }
                var line = try tx.load(ID<SalesOrderLine>(row[0].text))
                let supply = try supply(of: line, in: tx)
                try book.load(supply.parts.map(\.item), reservedBy: [line.id], in: tx)
                book.reserve(&line, supply)
                try tx.update(line)
            }
        }
    }

    static func supply(of line: SalesOrderLine, in tx: Transaction) throws(Refusal) -> LineSupply {
        let item = try tx.load(line.item)
        return LineSupply(line: line, item: item, components: try LineSupply.components(of: item, in: tx))
    }
}

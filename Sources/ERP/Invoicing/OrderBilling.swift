import Kernel
import Platform

/// What of an order is to be invoiced now: quantities, nets that add up to the order's to the cent, and tax.
struct OrderBilling {
    struct Line {
        var orderLine: SalesOrderLine
        var quantity: Quantity
        var net: Money
        var tax: Money
        var taxCode: TaxCode
    }

    let order: SalesOrder
    var lines: [Line] = []
    /// Freight and rounding go with the order's first invoice.
    var freight: Money
    var freightTax: Money
    var rounding: Money
    /// The whole order at once.
    var isWhole = false

    /// Everything shipped and not yet invoiced, or one shipment of it; services as ordered.
    init(
        of order: SalesOrder, lines orderLines: [SalesOrderLine], shipment: Shipment?, on date: CalendarDate,
        in tx: Transaction
    ) throws(Refusal) {
        self.order = order
        freight = .zero(order.currency)
        freightTax = .zero(order.currency)
        rounding = .zero(order.currency)
        let limits = try Self.quantities(orderLines, shipment: shipment, in: tx)
        var codes: [ID<TaxCode>: TaxCode] = [:]
        for line in orderLines {
            guard let quantity = limits[line.id], quantity.value > .zero else { continue }
            let code: TaxCode =
                if let known = codes[line.taxCode] { known } else { try GST.valid(line.taxCode, on: date, in: tx) }
            codes[line.taxCode] = code
            lines.append(
                Line(
                    orderLine: line, quantity: quantity, net: Self.net(line, quantity), tax: .zero(order.currency),
                    taxCode: code))
        }
        guard !lines.isEmpty else { return }
        let isFirst = orderLines.allSatisfy { $0.invoiced.isZero }
        if isFirst {
            freight = order.freight.isZero ? freight : order.freight
            rounding = order.rounding.isZero ? rounding : order.rounding
        }
        isWhole = isFirst && orderLines.allSatisfy { line in
            line.committed.isZero || lines.contains { $0.orderLine.id == line.id && $0.quantity == line.committed }
        }
        addTax(net: orderLines.reduce(.zero(order.currency)) { $0 + $1.net }, before: Self.billedNet(orderLines))
    }

    private static func quantities(
        _ lines: [SalesOrderLine], shipment: Shipment?, in tx: Transaction
    ) throws(Refusal) -> [ID<SalesOrderLine>: Quantity] {
        var result: [ID<SalesOrderLine>: Quantity] = [:]
        let billable = try Self.billable(lines, in: tx)
        if let shipment {
            for line in try tx.all(Select<ShipmentLine>().where(\.shipment, .equal, shipment.id)) {
                result[line.orderLine] = result[line.orderLine].map { $0 + line.quantity } ?? line.quantity
            }
            let invoiced = try tx.rows(
                """
                SELECT l.order_line, SUM(l.quantity) FROM invoice i JOIN invoice_line l ON l.invoice = i.id
                WHERE i.sales_order = ? AND i.shipment = ? GROUP BY l.order_line
                """, [.text(shipment.order.raw), .text(shipment.id.raw)], as: [.text, .decimal])
            for row in invoiced {
                guard case .decimal(let quantity) = row[1] else { continue }
                let line = ID<SalesOrderLine>(row[0].text)
                guard let shipped = result[line] else { continue }
                result[line] = Quantity(shipped.value - quantity, shipped.unit)
            }
            for line in lines { result[line.id] = result[line.id].map { min($0, billable[line.id] ?? $0) } }
            return result
        }
        let services = try tx.rows(
            """
            SELECT id FROM item WHERE type = 'service' AND id IN (\(lines.map { _ in "?" }.joined(separator: ", ")))
            """, lines.map { .text($0.item.raw) }, as: [.text]
        ).map { $0[0].text }
        for line in lines {
            let isService = services.contains(line.item.raw)
            result[line.id] = isService ? line.committed - line.invoiced : billable[line.id]
        }
        return result
    }

    /// What the customer has and keeps, less what was invoiced and not credited for its return.
    private static func billable(
        _ lines: [SalesOrderLine], in tx: Transaction
    ) throws(Refusal) -> [ID<SalesOrderLine>: Quantity] {
        var result: [ID<SalesOrderLine>: Quantity] = [:]
        for line in lines {
            result[line.id] = line.unbilled
            guard !line.returned.isZero else { continue }
            let credited = try tx.rows(
                """
                SELECT COALESCE(SUM(c.quantity), 0) FROM credit_memo_line c
                    JOIN invoice_line l ON l.id = c.invoice_line JOIN credit_memo m ON m.id = c.credit_memo
                WHERE l.order_line = ? AND m.kind = 'goodsReturned'
                """, [.text(line.id.raw)], as: [.decimal])
            guard case .decimal(let quantity)? = credited.first?.first else { continue }
            result[line.id] = line.unbilled - line.returned + Quantity(quantity, line.quantity.unit)
        }
        return result
    }

    /// The line's net up to the quantity now invoiced, less that up to the quantity invoiced before: however an order
    /// is cut into invoices, their nets add up to its own.
    private static func net(_ line: SalesOrderLine, _ quantity: Quantity) -> Money {
        share(line, line.invoiced.value + quantity.value) - share(line, line.invoiced.value)
    }

    private static func share(_ line: SalesOrderLine, _ quantity: FixedDecimal) -> Money {
        let committed = line.committed.value.micros
        return committed == 0 ? .zero(line.net.currency) : line.net.share(quantity.micros, of: committed)
    }

    private static func billedNet(_ lines: [SalesOrderLine]) -> Money {
        lines.reduce(.none) { $0 + share($1, $1.invoiced.value) }
    }

    /// A given tax is shared by net, so that all invoices together bear it; else the tax of the codes.
    private mutating func addTax(net orderNet: Money, before billed: Money) {
        let given: Money? = order.givenTax
        guard let given, given.currency != .none else {
            let result = GST.compute(lines.map { ($0.net, $0.taxCode) }, freight: freight)
            for index in lines.indices { lines[index].tax = result.perLine[index] }
            freightTax = result.freightTax
            return
        }
        let now = lines.reduce(billed) { $0 + $1.net }
        let before = billed.isZero ? Money.zero(given.currency) : given.share(billed, of: orderNet)
        let tax = given.share(now, of: orderNet) - before
        let perLine = tax.allocated(over: lines.map { $0.net.amount })
        for index in lines.indices { lines[index].tax = perLine[index] }
    }

    /// The document's amounts, tax by code.
    var amounts: SaleAmounts {
        var amounts = SaleAmounts(order.currency)
        for line in lines {
            amounts.net += line.net
            amounts.add(net: line.net, tax: line.tax, code: line.taxCode.id)
        }
        amounts.freight = freight
        amounts.rounding = rounding
        if !freight.isZero, let highest = lines.map(\.taxCode).max(by: { $0.rate < $1.rate }) {
            amounts.add(net: freight, tax: freightTax, code: highest.id)
        }
        return amounts
    }
}

import ERP
import HTMLText
import Kernel
import Platform

/// The papers of a sale, read on somebody's behalf. Each is nil when there is no such document within his scope.
extension Paper {
    /// A tax invoice with what New Zealand's taxable supply information and Australia's tax invoice rules ask for.
    public static func invoice(_ id: ID<Invoice>, in reading: Reading) throws -> Paper? {
        guard let invoice = try reading.find(id), let customer = try reading.find(invoice.customer) else { return nil }
        let head = try Letterhead(in: reading)
        let lines = try reading.all(Select<InvoiceLine>().where(\.invoice, .equal, id).ordered(by: \.position))
        let order = try reading.find(invoice.salesOrder)
        let codes = try itemCodes(lines.compactMap(\.item), in: reading)
        var paper = Paper(title: head.isTaxed ? "Tax invoice" : "Invoice", number: invoice.number)
        paper.issuer = head.party
        paper.recipient = party(customer, from: head.country)
        paper.deliverTo = order.map { shipTo($0, from: head.country) }
        paper.facts = [
            Fact("Date", Formatted.date(invoice.date)), Fact("Due", Formatted.date(invoice.dueDate)),
            Fact("Our order", order?.number ?? ""), Fact("Your reference", invoice.customerReference),
        ].filter { !$0.value.isEmpty }
        paper.columns = moneyColumns
        paper.lines = lines.map { line in
            Line(
                cells: moneyCells(
                    line.description, line.quantity, line.unitPrice, line.discountPercent, line.net, head),
                smallPrint: line.item.flatMap { codes[$0] } ?? "")
        }
        paper.totals = amounts(
            net: invoice.net, freight: invoice.freight, tax: invoice.tax, rounding: invoice.rounding,
            total: invoice.total, head)
        paper.notes = ["Please pay by \(Formatted.date(invoice.dueDate)) and quote \(invoice.number)."]
        return paper
    }

    /// A credit note: what New Zealand calls supply correction information.
    public static func creditMemo(_ id: ID<CreditMemo>, in reading: Reading) throws -> Paper? {
        guard let memo = try reading.find(id), let customer = try reading.find(memo.customer) else { return nil }
        let head = try Letterhead(in: reading)
        let lines = try reading.all(Select<CreditMemoLine>().where(\.creditMemo, .equal, id).ordered(by: \.position))
        let corrected = try memo.invoice.flatMap { try reading.find($0) }
        var paper = Paper(title: "Credit note", number: memo.number)
        paper.issuer = head.party
        paper.recipient = party(customer, from: head.country)
        paper.facts = [
            Fact("Date", Formatted.date(memo.date)), Fact("Corrects invoice", corrected?.number ?? ""),
            Fact("Invoice date", corrected.map { Formatted.date($0.date) } ?? ""), Fact("Reason", memo.reason),
        ].filter { !$0.value.isEmpty }
        paper.columns = moneyColumns
        paper.lines = lines.map { line in
            Line(cells: moneyCells(line.description, line.quantity, line.unitPrice, .zero, line.net, head))
        }
        paper.totals = amounts(
            net: memo.net, freight: memo.freight, tax: memo.tax, rounding: memo.rounding, total: memo.total, head)
        if head.country == "NZ" { paper.notes = ["This is supply correction information for GST."] }
        return paper
    }

    /// What was ordered, at what price, and when it will come.
    public static func orderConfirmation(_ id: ID<SalesOrder>, in reading: Reading) throws -> Paper? {
        guard let order = try reading.find(id), let customer = try reading.find(order.customer) else { return nil }
        let head = try Letterhead(in: reading)
        let lines = try reading.all(Select<SalesOrderLine>().where(\.order, .equal, id).ordered(by: \.position))
        let codes = try itemCodes(lines.map(\.item), in: reading)
        var paper = Paper(title: "Order confirmation", number: order.number)
        paper.issuer = head.party
        paper.recipient = party(customer, from: head.country)
        paper.deliverTo = shipTo(order, from: head.country)
        paper.facts = [
            Fact("Date", Formatted.date(order.date)), Fact("Your reference", order.customerReference),
            Fact("Our quote", order.sourceKind == .quote ? order.sourceReference : ""),
        ].filter { !$0.value.isEmpty }
        paper.columns = moneyColumns
        paper.lines = lines.map { line in
            let promised = line.promisedDate.map { " · promised \(Formatted.date($0))" } ?? ""
            return Line(
                cells: moneyCells(
                    line.description, line.quantity, line.unitPrice, line.discountPercent, line.net, head),
                smallPrint: (codes[line.item] ?? "") + promised)
        }
        paper.totals = amounts(
            net: order.net, freight: order.freight, tax: order.tax, rounding: order.rounding, total: order.total, head)
        return paper
    }

    /// What is in the box: no prices.
    public static func packingSlip(_ id: ID<Shipment>, in reading: Reading) throws -> Paper? {
        guard let shipment = try reading.find(id), let customer = try reading.find(shipment.customer),
            let order = try reading.find(shipment.order)
        else { return nil }
        let head = try Letterhead(in: reading)
        let lines = try reading.all(Select<ShipmentLine>().where(\.shipment, .equal, id).ordered(by: \.position))
        let orderLines = try reading.all(
            Select<SalesOrderLine>().where(\.order, .equal, shipment.order).ordered(by: \.position))
        let ordered = Dictionary(orderLines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let codes = try itemCodes(lines.map(\.item), in: reading)
        var paper = Paper(title: "Packing slip", number: shipment.number)
        paper.issuer = head.party
        paper.recipient = party(customer, from: head.country)
        paper.deliverTo = shipTo(order, from: head.country)
        paper.facts = [
            Fact("Shipped", Formatted.date(shipment.date)), Fact("Our order", order.number),
            Fact("Your reference", order.customerReference), Fact("Carrier", shipment.carrier),
            Fact("Tracking", shipment.trackingNumber),
        ].filter { !$0.value.isEmpty }
        paper.columns = [
            Column("Item"), Column("Description"), Column("Ordered", isNumber: true),
            Column("In this box", isNumber: true),
        ]
        paper.lines = lines.map { line in
            let line0 = ordered[line.orderLine]
            return Line(
                cells: [
                    codes[line.item] ?? "", line0?.description ?? "",
                    line0.map { Formatted.quantity($0.quantity) } ?? "", Formatted.quantity(line.quantity),
                ],
                smallPrint: [line.serials.isEmpty ? "" : "Serials \(line.serials)", line.lots].filter { !$0.isEmpty }
                    .joined(separator: " · "))
        }
        return paper
    }

    static let moneyColumns = [
        Column("Description"), Column("Quantity", isNumber: true), Column("Price", isNumber: true),
        Column("Discount", isNumber: true), Column("Amount", isNumber: true),
    ]

    static func moneyCells(
        _ description: String, _ quantity: Quantity, _ price: FixedDecimal, _ discount: FixedDecimal, _ net: Money,
        _ head: Letterhead
    ) -> [String] {
        [
            description, Formatted.quantity(quantity), Formatted.unitPrice(price),
            discount.isZero ? "" : Formatted.percent(discount), Formatted.money(net, in: head.currency),
        ]
    }

    static func amounts(
        net: Money, freight: Money, tax: Money, rounding: Money, total: Money, _ head: Letterhead
    ) -> [Fact] {
        func fact(_ label: String, _ money: Money) -> Fact { Fact(label, Formatted.money(money, in: head.currency)) }
        var facts = [fact("Net", net)]
        if !freight.isZero { facts.append(fact("Freight", freight)) }
        facts.append(fact(head.isTaxed ? "GST" : "Tax", tax))
        if !rounding.isZero { facts.append(fact("Rounding", rounding)) }
        facts.append(fact(head.isTaxed ? "Total including GST" : "Total", total))
        return facts
    }

    private static func shipTo(_ order: Visible<SalesOrder>, from home: String) -> Party {
        Party(
            name: order.shipToName,
            lines: addressLines(
                street: order.shipToStreet, suburb: order.shipToSuburb, city: order.shipToCity,
                region: order.shipToRegion, postcode: order.shipToPostcode, country: order.shipToCountry, from: home))
    }

    private static func itemCodes(_ ids: [ID<Item>], in reading: Reading) throws -> [ID<Item>: String] {
        let items = try reading.all(Select<Item>().where(\.id, in: Array(Set(ids))))
        return Dictionary(items.map { ($0.id, $0.code) }, uniquingKeysWith: { first, _ in first })
    }
}

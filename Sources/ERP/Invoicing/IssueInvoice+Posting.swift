import Kernel
import Platform

extension IssueInvoice {
    /// Journal, invoice, lines, tax entries and the open item, in the order that their references need.
    func post(
        _ billing: OrderBilling, _ order: SalesOrder, _ date: CalendarDate, _ company: Company, in tx: Transaction
    ) throws(Refusal) -> Invoice {
        let customer = try tx.load(order.customer)
        let terms: PaymentTerms? = if let id = customer.terms { try tx.find(id) } else { nil }
        let amounts = billing.amounts
        var invoice = Invoice()
        invoice.id = tx.newID()
        invoice.number = try tx.nextNumber("INV")
        invoice.customer = order.customer
        invoice.salesOrder = order.id
        invoice.shipment = shipment
        invoice.date = date
        invoice.dueDate = terms?.dueDate(ofInvoiceOn: date) ?? date
        invoice.currency = order.currency
        invoice.exchangeRate = order.currency == company.currency ? .one : exchangeRate ?? order.exchangeRate
        invoice.net = amounts.net
        invoice.tax = amounts.tax
        invoice.freight = amounts.freight
        invoice.rounding = amounts.rounding
        invoice.total = amounts.total
        invoice.sourceTotal = billing.isWhole ? order.sourceTotal : nil
        invoice.customerReference = order.customerReference
        invoice.lineCount = billing.lines.count
        let book = try amounts.booked(in: company.currency, at: invoice.exchangeRate)
        var draft = JournalDraft(
            date: date, source: ("Invoice", invoice.id.raw, invoice.number),
            memo: "Invoice \(invoice.number) to \(customer.legalName), order \(order.number)")
        draft.sale(amounts, book: book, party: customer.id, revenue: .sales)
        invoice.entry = try tx.post(draft).id
        try tx.insert(invoice)
        try insertLines(billing, of: invoice, in: tx)
        try TaxEntry.insert(book.taxes, of: draft, entry: invoice.entry, in: tx)
        try tx.insert(openItem(invoice, amounts, book, terms))
        return invoice
    }

    private func insertLines(_ billing: OrderBilling, of invoice: Invoice, in tx: Transaction) throws(Refusal) {
        for (index, billed) in billing.lines.enumerated() {
            var line = InvoiceLine()
            line.invoice = invoice.id
            line.position = index + 1
            line.orderLine = billed.orderLine.id
            line.item = billed.orderLine.item
            line.description = String(billed.orderLine.description.prefix(500))
            line.quantity = billed.quantity
            line.unitPrice = billed.orderLine.unitPrice
            line.discountPercent = billed.orderLine.discountPercent
            line.net = billed.net
            line.taxCode = billed.taxCode.id
            line.tax = billed.tax
            try tx.insert(line)
        }
    }

    private func openItem(
        _ invoice: Invoice, _ amounts: SaleAmounts, _ book: SaleAmounts, _ terms: PaymentTerms?
    ) -> ReceivableItem {
        var item = ReceivableItem()
        item.customer = invoice.customer
        item.kind = .invoice
        item.documentID = invoice.id.raw
        item.number = invoice.number
        item.salesOrder = invoice.salesOrder
        item.date = invoice.date
        item.dueDate = invoice.dueDate
        item.original = amounts.total
        item.open = amounts.total
        item.exchangeRate = invoice.exchangeRate
        item.originalBook = book.total
        item.openBook = book.total
        item.tax = amounts.tax
        item.taxCode = amounts.mainTaxCode
        item.discountAvailable = .zero(invoice.currency)
        if let terms, let until = terms.discountDate(ofInvoiceOn: invoice.date) {
            item.discountAvailable = amounts.total.share(terms.discountPercent.micros, of: FixedDecimal(100).micros)
            item.discountUntil = until
        }
        item.state = amounts.total.isZero ? .settled : .open
        item.entry = invoice.entry
        return item
    }
}

extension TaxEntry {
    /// The tax sub-ledger's rows of one posting. Amounts as they stand: turned for credits.
    static func insert(
        _ taxes: [SaleAmounts.Tax], of draft: JournalDraft, entry: ID<JournalEntry>, in tx: Transaction
    ) throws(Refusal) {
        for tax in taxes where !(tax.net.isZero && tax.tax.isZero) {
            var row = TaxEntry()
            row.entry = entry
            row.taxCode = tax.code
            row.date = draft.date
            row.sourceObject = draft.source.object
            row.sourceNumber = draft.source.number
            row.net = tax.net
            row.tax = tax.tax
            try tx.insert(row)
        }
    }
}

import Kernel
import Platform

extension Transaction {
    /// Posts a credit memo and, as asked, settles the invoice with it.
    /// Refuses: notFound, missingReason, datedBeforeDocument, creditExceedsInvoice, nothingToCredit, closedPeriod.
    @discardableResult
    public func issueCreditMemo(_ draft: CreditMemoDraft) throws(Refusal) -> CreditMemo {
        let company = try Company.current(in: self)
        let invoice = try load(draft.invoice)
        let left = try CreditableLine.all(of: invoice, in: self)
        var reasons = problems(draft, invoice)
        var parts: [(line: InvoiceLine, quantity: FixedDecimal, net: Money, tax: Money)] = []
        for (index, wanted) in draft.lines.enumerated() {
            guard let creditable = left.first(where: { $0.line.position == wanted.position }) else {
                reasons.append(
                    exceeds(invoice, index, "has no line \(wanted.position)", "a line of the invoice", "position"))
                continue
            }
            let unit = creditable.line.quantity.unit
            if let net = wanted.net {
                guard net.currency == invoice.currency else {
                    reasons.append(
                        Reason(
                            .currencyMismatch, "\(net) is not in the invoice's currency",
                            document: "Invoice \(invoice.number)", line: index + 1, field: "amount",
                            allowed: invoice.currency.code, fixedBy: "finance"))
                    continue
                }
                guard net.minorUnits > 0, net <= creditable.net else {
                    let allowed = "more than 0, at most \(creditable.net)"
                    reasons.append(exceeds(invoice, index, "\(net) cannot be credited", allowed, "amount"))
                    continue
                }
                let part = creditable.part(net: net)
                parts.append((creditable.line, .zero, part.net, part.tax))
            } else {
                let quantity = wanted.quantity ?? creditable.quantity
                guard quantity > .zero, quantity <= creditable.quantity else {
                    let allowed = "more than 0, at most \(creditable.quantity) \(unit)"
                    reasons.append(
                        exceeds(invoice, index, "\(quantity) \(unit) cannot be credited", allowed, "quantity"))
                    continue
                }
                let part = creditable.part(quantity: quantity)
                parts.append((creditable.line, quantity, part.net, part.tax))
            }
        }
        if draft.lines.isEmpty {
            for line in left where !line.net.isZero || !line.tax.isZero {
                parts.append((line.line, line.quantity, line.net, line.tax))
            }
            if reasons.isEmpty, parts.isEmpty { reasons.append(nothingLeft(invoice)) }
        }
        guard reasons.isEmpty else { throw Refusal(reasons) }
        var amounts = SaleAmounts(invoice.currency)
        for part in parts {
            amounts.net -= part.net
            amounts.add(net: -part.net, tax: -part.tax, code: part.line.taxCode)
        }
        if draft.lines.isEmpty { try addFreight(of: invoice, lines: left.map(\.line), to: &amounts) }
        return try post(draft, invoice, amounts, parts, company)
    }

    /// Freight, its tax and rounding go back once, with the credit of the whole.
    private func addFreight(
        of invoice: Invoice, lines: [InvoiceLine], to amounts: inout SaleAmounts
    ) throws(Refusal) {
        let earlier = try integer(
            "SELECT count(*) FROM credit_memo WHERE invoice = ? AND (freight <> 0 OR rounding <> 0)",
            [.text(invoice.id.raw)])
        guard earlier == 0 else { return }
        amounts.freight = -invoice.freight
        amounts.rounding = -invoice.rounding
        let lineTax = lines.reduce(Money.zero(invoice.currency)) { $0 + $1.tax }
        guard !invoice.freight.isZero, let code = amounts.mainTaxCode else { return }
        amounts.add(net: -invoice.freight, tax: lineTax - invoice.tax, code: code)
    }

    private func problems(_ draft: CreditMemoDraft, _ invoice: Invoice) -> [Reason] {
        var reasons: [Reason] = []
        let document = "Invoice \(invoice.number)"
        if draft.reason.isEmpty { reasons.append(.missing(document)) }
        if draft.date < invoice.date {
            reasons.append(
                Reason(
                    .datedBeforeDocument, "A credit memo of \(draft.date) is older than the invoice",
                    document: document, field: "date", allowed: "\(invoice.date) or later", fixedBy: "finance"))
        }
        return reasons
    }

    private func exceeds(
        _ invoice: Invoice, _ index: Int, _ message: String, _ allowed: String, _ field: String
    ) -> Reason {
        Reason(
            .creditExceedsInvoice, message, document: "Invoice \(invoice.number)", line: index + 1, field: field,
            allowed: allowed, fixedBy: "finance")
    }

    private func nothingLeft(_ invoice: Invoice) -> Reason {
        Reason(
            .nothingToCredit, "The whole invoice has been credited", document: "Invoice \(invoice.number)",
            field: "invoice", allowed: "an invoice that is not yet credited in full", fixedBy: "finance")
    }

    /// Amounts are turned: what an invoice debits, this credits.
    private func post(
        _ draft: CreditMemoDraft, _ invoice: Invoice, _ amounts: SaleAmounts,
        _ parts: [(line: InvoiceLine, quantity: FixedDecimal, net: Money, tax: Money)], _ company: Company
    ) throws(Refusal) -> CreditMemo {
        var memo = CreditMemo(draft, of: invoice, amounts)
        memo.id = newID()
        memo.number = try nextNumber("CN")
        memo.lineCount = parts.count
        let book = try amounts.booked(in: company.currency, at: invoice.exchangeRate)
        var journal = JournalDraft(
            date: memo.date, source: ("CreditMemo", memo.id.raw, memo.number),
            memo: "Credit memo \(memo.number) for invoice \(invoice.number): \(memo.reason)")
        journal.sale(
            amounts, book: book, party: invoice.customer,
            revenue: memo.kind == .price ? .salesAllowances : .salesReturns)
        memo.entry = try post(journal).id
        try insert(memo)
        for (index, part) in parts.enumerated() {
            try insert(CreditMemoLine(part, of: memo, position: index + 1))
        }
        try TaxEntry.insert(book.taxes, of: journal, entry: memo.entry, in: self)
        var item = try insert(ReceivableItem(memo, amounts, book))
        try Credit.change(invoice.customer, receivables: book.total, in: self)
        if draft.appliesToInvoice { try settleAtOnce(invoice, with: &item, on: memo.date) }
        return memo
    }

    private func settleAtOnce(
        _ invoice: Invoice, with credit: inout ReceivableItem, on date: CalendarDate
    ) throws(Refusal) {
        guard let open = try first(Select<ReceivableItem>().where(\.documentID, .equal, invoice.id.raw)),
            open.open.minorUnits > 0, credit.open.isNegative
        else { return }
        var settlement = Settlement(date: date, source: ("CreditMemo", credit.documentID, credit.number))
        settlement.memo = "Credit memo \(credit.number) applied to \(open.number)"
        let amount = min(open.open, -credit.open)
        let item = try settlement.apply(credit, to: open, amount: amount, in: self)
        credit = item
        try settlement.finish(in: self)
    }
}

extension CreditMemo {
    fileprivate init(_ draft: CreditMemoDraft, of invoice: Invoice, _ amounts: SaleAmounts) {
        customer = invoice.customer
        salesOrder = invoice.salesOrder
        self.invoice = invoice.id
        returnAuthorization = draft.returnAuthorization
        kind = draft.kind
        reason = draft.reason
        date = draft.date
        currency = invoice.currency
        exchangeRate = invoice.exchangeRate
        net = -amounts.net
        tax = -amounts.tax
        freight = -amounts.freight
        rounding = -amounts.rounding
        total = -amounts.total
    }
}

extension CreditMemoLine {
    fileprivate init(
        _ part: (line: InvoiceLine, quantity: FixedDecimal, net: Money, tax: Money), of memo: CreditMemo, position: Int
    ) {
        creditMemo = memo.id
        self.position = position
        invoiceLine = part.line.id
        item = part.line.item
        description = part.line.description
        quantity = Quantity(part.quantity, part.line.quantity.unit)
        unitPrice = part.line.unitPrice
        net = part.net
        taxCode = part.line.taxCode
        tax = part.tax
    }
}

extension ReceivableItem {
    /// A credit memo's open item; its amounts are negative already.
    fileprivate init(_ memo: CreditMemo, _ amounts: SaleAmounts, _ book: SaleAmounts) {
        customer = memo.customer
        kind = .creditMemo
        documentID = memo.id.raw
        number = memo.number
        salesOrder = memo.salesOrder
        date = memo.date
        dueDate = memo.date
        original = amounts.total
        open = amounts.total
        exchangeRate = memo.exchangeRate
        originalBook = book.total
        openBook = book.total
        tax = amounts.tax
        taxCode = amounts.mainTaxCode
        discountAvailable = .zero(memo.currency)
        state = amounts.total.isZero ? .settled : .open
        entry = memo.entry
    }
}

import Kernel
import Platform

/// Settles open items: works out what leaves either book value, what discount, write-off and exchange take, and
/// collects one journal with all the rows that go with it. `finish` writes them.
struct Settlement {
    let date: CalendarDate
    let source: (object: String, id: String, number: String)
    var memo = ""
    /// What the document itself posts: money at the bank.
    var journal: JournalDraft
    private(set) var applications: [PaymentApplication] = []
    private(set) var items: [ReceivableItem] = []
    private var taxes: [SaleAmounts.Tax] = []
    private var orders: [ID<SalesOrder>] = []
    private var receivables = Money.none
    private var unapplied = Money.none

    init(date: CalendarDate, source: (object: String, id: String, number: String), memo: String = "") {
        self.date = date
        self.source = source
        self.memo = memo
        journal = JournalDraft(date: date, source: source, memo: memo)
    }

    /// Applies `amount` of a payment or credit to an invoice, with the discount given and the small balance written
    /// off. Everything must have been checked. Answers the payment's item as it is left.
    mutating func apply(
        _ from: ReceivableItem, to: ReceivableItem, amount: Money, discount: Money = .none, writeOff: Money = .none,
        in tx: Transaction
    ) throws(Refusal) -> ReceivableItem {
        let company = try Company.current(in: tx)
        var invoice = items.first { $0.id == to.id } ?? to
        var used = from
        var row = PaymentApplication()
        row.id = tx.newID()
        row.customer = to.customer
        row.kind = from.kind == .payment ? .payment : .creditMemo
        row.fromItem = from.id
        row.toItem = to.id
        row.date = date
        row.amount = amount
        row.discount = .zero(amount.currency) + discount
        row.writeOff = .zero(amount.currency) + writeOff
        row.fromBook = -used.take(-amount)
        row.toBook = invoice.take(amount + discount + writeOff)
        let discountBook = try row.discount.converted(to: company.currency, at: to.exchangeRate)
        row.taxBook = discountBook.share(to.tax, of: to.original)
        row.discountBook = discountBook - row.taxBook
        row.writeOffBook = try row.writeOff.converted(to: company.currency, at: to.exchangeRate)
        row.exchangeDifference = row.toBook - row.fromBook - discountBook - row.writeOffBook
        post(row, from: from, party: to.customer)
        noteTax(row, code: to.taxCode, net: row.discountBook)
        note(row, invoice)
        if from.kind == .payment { unapplied -= row.fromBook } else { receivables += row.fromBook }
        receivables -= row.toBook
        save(used)
        return used
    }

    /// Writes off part or all of an invoice: a small balance, or a bad debt with its tax taken back.
    mutating func writeOff(
        _ kind: ApplicationKind, _ to: ReceivableItem, amount: Money, reason: String, in tx: Transaction
    ) {
        var invoice = to
        var row = PaymentApplication()
        row.id = tx.newID()
        row.customer = to.customer
        row.kind = kind
        row.toItem = to.id
        row.date = date
        row.reason = reason
        row.amount = .zero(amount.currency)
        row.discount = .zero(amount.currency)
        row.writeOff = amount
        row.toBook = invoice.take(amount)
        let zero = Money.zero(row.toBook.currency)
        row.fromBook = zero
        row.discountBook = zero
        row.exchangeDifference = zero
        row.taxBook = kind == .badDebt ? row.toBook.share(to.tax, of: to.original) : zero
        row.writeOffBook = row.toBook - row.taxBook
        post(row, from: nil, party: to.customer)
        noteTax(row, code: to.taxCode, net: row.writeOffBook)
        note(row, invoice)
        receivables -= row.toBook
    }

    /// Gives money back: the credit or payment goes down, and the bank with it.
    mutating func refund(
        _ from: ReceivableItem, amount: Money, bank: Money, reason: String, in tx: Transaction
    ) {
        var used = from
        var row = PaymentApplication()
        row.id = tx.newID()
        row.customer = from.customer
        row.kind = .refund
        row.fromItem = from.id
        row.date = date
        row.reason = reason
        row.amount = amount
        row.discount = .zero(amount.currency)
        row.writeOff = .zero(amount.currency)
        row.fromBook = -used.take(-amount)
        let zero = Money.zero(row.fromBook.currency)
        row.toBook = zero
        row.discountBook = zero
        row.writeOffBook = zero
        row.taxBook = zero
        row.exchangeDifference = bank - row.fromBook
        journal.debit(from.control, row.fromBook, document: amount, party: from.customer)
        journal.debit(.exchangeGainLoss, row.exchangeDifference)
        journal.credit(.bank, bank, document: amount)
        if from.kind == .payment { unapplied -= row.fromBook } else { receivables += row.fromBook }
        applications.append(row)
        save(used)
    }

    /// Takes an earlier application back: every sign turned, both items as they were.
    mutating func reverse(
        _ original: PaymentApplication, from: ReceivableItem?, to: ReceivableItem?, reason: String, in tx: Transaction
    ) {
        var row = original
        row.id = tx.newID()
        row.version = 0
        row.date = date
        row.reason = reason
        row.reversalOf = original.id
        row.entry = nil
        for path in PaymentApplication.amounts { row[keyPath: path] = -row[keyPath: path] }
        if var from {
            from.giveBack(row.amount, book: row.fromBook)
            if from.kind == .payment { unapplied -= row.fromBook } else { receivables += row.fromBook }
            save(from)
        }
        post(row, from: from, party: row.customer)
        receivables -= row.toBook
        guard var to else {
            applications.append(row)
            return
        }
        to.giveBack(-(row.amount + row.discount + row.writeOff), book: -row.toBook)
        noteTax(row, code: to.taxCode, net: row.kind == .badDebt ? row.writeOffBook : row.discountBook)
        note(row, to)
    }
}

extension Settlement {
    private mutating func post(_ row: PaymentApplication, from: ReceivableItem?, party: ID<Customer>) {
        if let from { journal.debit(from.control, row.fromBook, document: row.amount, party: party) }
        journal.debit(.discountAllowed, row.discountBook)
        journal.debit(.gstOutput, row.taxBook)
        journal.debit(row.kind == .badDebt ? .badDebt : .writeOff, row.writeOffBook)
        journal.debit(.exchangeGainLoss, row.exchangeDifference)
        journal.credit(
            .receivable, row.toBook, document: row.amount + row.discount + row.writeOff, party: party)
    }

    private mutating func noteTax(_ row: PaymentApplication, code: ID<TaxCode>?, net: Money) {
        guard !row.taxBook.isZero, let code else { return }
        taxes.append(SaleAmounts.Tax(code: code, net: -net, tax: -row.taxBook))
    }

    private mutating func note(_ row: PaymentApplication, _ invoice: ReceivableItem) {
        applications.append(row)
        if let order = invoice.salesOrder, !orders.contains(order) { orders.append(order) }
        save(invoice)
    }

    private mutating func save(_ item: ReceivableItem) {
        if let index = items.firstIndex(where: { $0.id == item.id }) { items[index] = item } else { items.append(item) }
    }

    /// Posts the journal (none when nothing moves between accounts), then saves rows, items, credit and orders.
    /// `before` runs once the entry is there: it inserts the document itself.
    mutating func finish(
        in tx: Transaction, before: ((ID<JournalEntry>?, inout [ReceivableItem]) throws(Refusal) -> Void)? = nil
    ) throws(Refusal) {
        let entry: ID<JournalEntry>? = journal.movesNothing ? nil : try tx.post(journal).id
        if let before { try before(entry, &items) }
        for item in items where item.version > 0 { try tx.update(item) }
        for row in applications {
            var row = row
            row.entry = entry
            try tx.insert(row)
        }
        if let entry { try TaxEntry.insert(taxes, of: journal, entry: entry, in: tx) }
        if let customer = applications.first?.customer {
            try Credit.change(customer, receivables: receivables, unapplied: unapplied, in: tx)
        }
        for order in orders { try ReceivableItem.renewPaymentStatus(of: order, in: tx) }
    }
}

extension JournalDraft {
    /// No account changes: a credit memo settled with an invoice at the same rate.
    var movesNothing: Bool { lines.allSatisfy { $0.amount.isZero } }
}

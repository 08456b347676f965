import Kernel
import Platform

/// Records money received and settles the invoices that it names; the rest stays as unapplied cash.
/// Refuses: notFound, amountNotPositive, currencyMismatch, otherCustomer, moreThanOpen, discountNotEarned,
/// writeOffTooLarge, datedBeforeDocument, duplicate, closedPeriod, missingExchangeRate. Emits PaymentRecorded.
public struct RecordPayment: Command {
    public static let name = "payment.record"
    public static let permission: Permission = "payment.record"
    public static let emits: [any Event.Type] = [PaymentRecorded.self]
    public var customer = ID<Customer>.blank
    /// Without it, today.
    public var date: CalendarDate?
    public var amount = Money.none
    /// Company currency for one unit of the payment's.
    public var exchangeRate: FixedDecimal?
    public var method = PaymentMethod.bankTransfer
    public var reference = ""
    public var applications: [ApplicationInput] = []
    /// Settles whatever is due longest with what the remittance does not name.
    public var appliesOldestFirst = false
    public init() {}

    public init(
        customer: ID<Customer>, date: CalendarDate? = nil, amount: Money, exchangeRate: FixedDecimal? = nil,
        reference: String = "", applications: [ApplicationInput] = []
    ) {
        self.customer = customer
        self.date = date
        self.amount = amount
        self.exchangeRate = exchangeRate
        self.reference = reference
        self.applications = applications
    }

    public static let input = Schema<RecordPayment>("RecordPayment") { s in
        s.field("customer", \.customer, .required)
        s.field("date", \.date)
        s.field("amount", \.amount, .required)
        s.field("exchangeRate", \.exchangeRate, .aboveZero)
        s.field("method", \.method)
        s.field("reference", \.reference, .maxLength(80))
        s.list("applications", \.applications, ApplicationInput.schema, blank: { ApplicationInput() })
        s.field("appliesOldestFirst", \.appliesOldestFirst)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<CustomerPayment> {
        let company = try Company.current(in: tx)
        let customer = try tx.load(self.customer)
        let date = self.date ?? tx.today
        guard amount.minorUnits > 0, amount.currency != .none else {
            throw Refusal(
                .amountNotPositive, "A payment of \(amount) cannot be recorded", document: customer.title,
                field: "amount", allowed: "more than 0, with its currency", fixedBy: "finance")
        }
        var reading = RemittanceReading(
            company: company, customer: customer, date: date,
            document: reference.isEmpty ? "the payment" : "Payment \(reference)", available: amount)
        try reading.read(applications, in: tx)
        if appliesOldestFirst, reading.reasons.isEmpty {
            try reading.read(try oldest(date, besides: reading, in: tx), in: tx)
        }
        guard reading.reasons.isEmpty else { throw Refusal(reading.reasons) }
        var payment = CustomerPayment()
        payment.id = tx.newID()
        payment.number = try tx.nextNumber("REC")
        payment.customer = customer.id
        payment.date = date
        payment.amount = amount
        payment.exchangeRate = amount.currency == company.currency ? .one : exchangeRate ?? .zero
        payment.method = method
        payment.reference = reference
        let bank = try amount.converted(to: company.currency, at: payment.exchangeRate)
        try post(payment, bank: bank, reading.parts, of: customer, in: tx)
        tx.emit(PaymentRecorded(subject: payment.id))
        return payment.id
    }

    private func oldest(
        _ date: CalendarDate, besides reading: RemittanceReading, in tx: Transaction
    ) throws(Refusal) -> [ApplicationInput] {
        var left = reading.available
        var result: [ApplicationInput] = []
        let select = Select<ReceivableItem>().where(\.customer, .equal, customer)
            .where(\.state, .equal, ReceivableState.open).where(\.kind, .equal, ReceivableKind.invoice)
            .where(\.date, .atMost, date).ordered(by: \.dueDate).ordered(by: \.number)
        for item in try tx.all(select) where left.minorUnits > 0 && item.open.currency == left.currency {
            guard !reading.parts.contains(where: { $0.invoice.id == item.id }), !item.disputed else { continue }
            let amount = min(left, item.open)
            result.append(ApplicationInput(invoice: item.number, amount: amount))
            left -= amount
        }
        return result
    }

    /// One entry: the bank, the receivables settled, discounts, and what stays unapplied.
    private func post(
        _ payment: CustomerPayment, bank: Money, _ parts: [RemittanceReading.Part], of customer: Customer,
        in tx: Transaction
    ) throws(Refusal) {
        var settlement = Settlement(
            date: payment.date, source: ("CustomerPayment", payment.id.raw, payment.number),
            memo: "Payment \(payment.number) from \(customer.legalName) \(payment.reference)")
        settlement.journal.debit(.bank, bank, document: payment.amount)
        settlement.journal.credit(.unappliedCash, bank, document: payment.amount, party: customer.id)
        var item = ReceivableItem(payment, bank: bank)
        item.id = tx.newID()
        for part in parts {
            item = try settlement.apply(
                item, to: part.invoice, amount: part.amount, discount: part.discount, writeOff: part.writeOff, in: tx)
        }
        let left = item
        try settlement.finish(in: tx) { entry, items throws(Refusal) in
            var payment = payment
            payment.entry = entry ?? .blank
            try tx.insert(payment)
            var open = left
            open.entry = payment.entry
            open = try tx.insert(open)
            items.removeAll { $0.id == open.id }
        }
        try Credit.change(customer.id, unapplied: bank, in: tx)
    }
}

extension ReceivableItem {
    /// A payment's open item: what the customer has paid us is negative.
    fileprivate init(_ payment: CustomerPayment, bank: Money) {
        customer = payment.customer
        kind = .payment
        documentID = payment.id.raw
        number = payment.number
        date = payment.date
        dueDate = payment.date
        original = -payment.amount
        open = -payment.amount
        exchangeRate = payment.exchangeRate
        originalBook = -bank
        openBook = -bank
        tax = .zero(payment.amount.currency)
        discountAvailable = .zero(payment.amount.currency)
    }
}

/// Money came in.
public struct PaymentRecorded: Event {
    public let subject: ID<CustomerPayment>
}

import Kernel
import Platform

/// Applies an unapplied payment, or a credit memo, to the invoices that are named.
/// Refuses: notFound, requiredField, wrongState, amountNotPositive, currencyMismatch, otherCustomer, moreThanOpen,
/// discountNotEarned, writeOffTooLarge, datedBeforeDocument, duplicate, closedPeriod. Emits PaymentApplied.
public struct ApplyPayment: Command {
    public static let name = "payment.apply"
    public static let permission: Permission = "payment.apply"
    public static let emits: [any Event.Type] = [PaymentApplied.self]
    /// The number of the payment or credit memo.
    public var payment = ""
    /// Without it, today.
    public var date: CalendarDate?
    public var applications: [ApplicationInput] = []
    public init() {}

    public init(payment: String, date: CalendarDate? = nil, applications: [ApplicationInput]) {
        self.payment = payment
        self.date = date
        self.applications = applications
    }

    public static let input = Schema<ApplyPayment>("ApplyPayment") { s in
        s.field("payment", \.payment, .required, .maxLength(20))
        s.field("date", \.date)
        s.list("applications", \.applications, ApplicationInput.schema, blank: { ApplicationInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let company = try Company.current(in: tx)
        let item = try ReceivableItem.credit(payment, in: tx)
        let date = self.date ?? tx.today
        guard date >= item.date else { throw item.tooEarly(date) }
        guard !applications.isEmpty else {
            throw Refusal(
                .requiredField, "No invoice is named", document: item.title, field: "applications",
                allowed: "one invoice or more", fixedBy: "finance")
        }
        let customer = try tx.load(item.customer)
        var reading = RemittanceReading(
            company: company, customer: customer, date: date, document: item.title, available: -item.open)
        try reading.read(applications, in: tx)
        guard reading.reasons.isEmpty else { throw Refusal(reading.reasons) }
        var settlement = Settlement(
            date: date, source: item.source,
            memo: "\(item.title) applied")
        var left = item
        for part in reading.parts {
            left = try settlement.apply(
                left, to: part.invoice, amount: part.amount, discount: part.discount, writeOff: part.writeOff, in: tx)
        }
        try settlement.finish(in: tx)
        tx.emit(PaymentApplied(subject: item.id))
        return NoAnswer()
    }
}

extension ReceivableItem {
    /// The open payment or credit memo of this number. Refuses: notFound, wrongState when nothing of it is left.
    static func credit(_ number: String, in tx: Transaction) throws(Refusal) -> ReceivableItem {
        let select = Select<ReceivableItem>().where(\.number, .equal, number)
            .where(\.kind, in: [.payment, .creditMemo])
        guard let item = try tx.first(select) else {
            throw Refusal(
                .notFound, "There is no payment or credit memo \(number)", document: "Payment", field: "payment",
                allowed: "the number of a payment or credit memo", fixedBy: "finance")
        }
        guard item.open.isNegative else {
            throw Refusal(
                .wrongState, "Nothing of \(item.title) is left", document: item.title, field: "payment",
                allowed: "a payment or credit memo that is not used up", fixedBy: "finance")
        }
        return item
    }

    func tooEarly(_ date: CalendarDate) -> Refusal {
        Refusal(
            .datedBeforeDocument, "\(title) is of \(self.date), after \(date)", document: title, field: "date",
            allowed: "\(self.date) or later", fixedBy: "finance")
    }
}

/// A payment or credit was used for invoices.
public struct PaymentApplied: Event {
    public let subject: ID<ReceivableItem>
}

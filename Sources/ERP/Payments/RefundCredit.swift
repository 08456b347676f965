import Kernel
import Platform

/// Gives back money: what is left of a payment or credit memo, or part of it.
/// Refuses: notFound, wrongState, amountNotPositive, moreThanOpen, datedBeforeDocument, missingReason, closedPeriod,
/// missingExchangeRate. Emits CreditRefunded.
public struct RefundCredit: Command {
    public static let name = "payment.refund"
    public static let permission: Permission = "payment.refund"
    public static let emits: [any Event.Type] = [CreditRefunded.self]
    /// The number of the payment or credit memo.
    public var credit = ""
    /// Blank: all that is left.
    public var amount = Money.none
    /// Without it, today.
    public var date: CalendarDate?
    /// Without it, the rate of the payment or credit memo.
    public var exchangeRate: FixedDecimal?
    public var reason = ""
    public init() {}

    public init(credit: String, amount: Money = .none, date: CalendarDate? = nil, reason: String) {
        self.credit = credit
        self.amount = amount
        self.date = date
        self.reason = reason
    }

    public static let input = Schema<RefundCredit>("RefundCredit") { s in
        s.field("credit", \.credit, .required, .maxLength(20))
        s.field("amount", \.amount)
        s.field("date", \.date)
        s.field("exchangeRate", \.exchangeRate, .aboveZero)
        s.field("reason", \.reason, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let company = try Company.current(in: tx)
        let item = try ReceivableItem.credit(credit, in: tx)
        let date = self.date ?? tx.today
        let amount = self.amount.currency == .none ? -item.open : self.amount
        var reasons: [Reason] = []
        if reason.isEmpty { reasons.append(.missing(item.title)) }
        if date < item.date { reasons += item.tooEarly(date).reasons }
        if amount.minorUnits <= 0 || amount.currency != item.open.currency {
            reasons.append(
                Reason(
                    .amountNotPositive, "\(amount) cannot be refunded", document: item.title, field: "amount",
                    allowed: "more than 0, in \(item.open.currency)", fixedBy: "finance"))
        } else if amount > -item.open {
            reasons.append(
                Reason(
                    .moreThanOpen, "\(amount) is more than is left", document: item.title, field: "amount",
                    allowed: "at most \(-item.open)", fixedBy: "finance"))
        }
        guard reasons.isEmpty else { throw Refusal(reasons) }
        let bank = try amount.converted(to: company.currency, at: exchangeRate ?? item.exchangeRate)
        var settlement = Settlement(
            date: date, source: item.source,
            memo: "Refund of \(item.title): \(reason)")
        settlement.refund(item, amount: amount, bank: bank, reason: reason, in: tx)
        try settlement.finish(in: tx)
        tx.emit(CreditRefunded(subject: item.id))
        return NoAnswer()
    }
}

/// Money went back to a customer.
public struct CreditRefunded: Event {
    public let subject: ID<ReceivableItem>
}

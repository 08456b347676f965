import Kernel
import Platform

/// What is let go: a balance too small to chase, or a debt that will not be paid.
public enum WriteOffKind: String, Choice { case smallBalance, badDebt }

/// Writes off part or all of an open invoice. A bad debt takes its tax back; a small balance does not.
/// Refuses: notFound, missingReason, amountNotPositive, moreThanOpen, writeOffTooLarge, datedBeforeDocument,
/// closedPeriod. Emits ReceivableWrittenOff.
public struct WriteOffReceivable: Command {
    public static let name = "receivable.writeOff"
    public static let permission: Permission = "receivable.writeOff"
    public static let emits: [any Event.Type] = [ReceivableWrittenOff.self]
    /// The number of the invoice.
    public var invoice = ""
    public var kind = WriteOffKind.smallBalance
    /// Blank: all that is open.
    public var amount = Money.none
    /// Without it, today.
    public var date: CalendarDate?
    public var reason = ""
    public init() {}

    public init(
        invoice: String, kind: WriteOffKind, amount: Money = .none, date: CalendarDate? = nil, reason: String
    ) {
        self.invoice = invoice
        self.kind = kind
        self.amount = amount
        self.date = date
        self.reason = reason
    }

    public static let input = Schema<WriteOffReceivable>("WriteOffReceivable") { s in
        s.field("invoice", \.invoice, .required, .maxLength(20))
        s.field("kind", \.kind)
        s.field("amount", \.amount)
        s.field("date", \.date)
        s.field("reason", \.reason, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let company = try Company.current(in: tx)
        let select = Select<ReceivableItem>().where(\.number, .equal, invoice)
            .where(\.kind, .equal, ReceivableKind.invoice)
        guard let item = try tx.first(select) else {
            throw Refusal(
                .notFound, "There is no invoice \(invoice)", document: "Invoice \(invoice)", field: "invoice",
                allowed: "the number of an invoice", fixedBy: "finance")
        }
        let amount = self.amount.currency == .none ? item.open : self.amount
        let date = self.date ?? tx.today
        let reasons = problems(item, amount, date, company)
        guard reasons.isEmpty else { throw Refusal(reasons) }
        var settlement = Settlement(
            date: date, source: item.source,
            memo: "\(kind == .badDebt ? "Bad debt" : "Small balance") of \(item.title): \(reason)")
        settlement.writeOff(
            kind == .badDebt ? .badDebt : .smallBalance, item, amount: amount, reason: reason, in: tx)
        try settlement.finish(in: tx)
        tx.emit(ReceivableWrittenOff(subject: item.id))
        return NoAnswer()
    }

    private func problems(
        _ item: ReceivableItem, _ amount: Money, _ date: CalendarDate, _ company: Company
    ) -> [Reason] {
        var reasons: [Reason] = []
        if reason.isEmpty { reasons.append(.missing(item.title)) }
        if date < item.date { reasons += item.tooEarly(date).reasons }
        if amount.minorUnits <= 0 || amount.currency != item.open.currency {
            reasons.append(
                Reason(
                    .amountNotPositive, "\(amount) cannot be written off", document: item.title, field: "amount",
                    allowed: "more than 0, in \(item.open.currency)", fixedBy: "finance"))
        } else if amount > item.open {
            reasons.append(
                Reason(
                    .moreThanOpen, "\(amount) is more than is open", document: item.title, field: "amount",
                    allowed: "at most \(item.open)", fixedBy: "finance"))
        }
        if kind == .smallBalance, amount.minorUnits > company.writeOffTolerance.minorUnits {
            reasons.append(
                Reason(
                    .writeOffTooLarge, "\(amount) is no small balance", document: item.title, field: "amount",
                    allowed: "at most \(company.writeOffTolerance), or the kind badDebt", fixedBy: "finance"))
        }
        return reasons
    }
}

/// Part or all of an invoice was let go.
public struct ReceivableWrittenOff: Event {
    public let subject: ID<ReceivableItem>
}

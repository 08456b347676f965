import Kernel
import Platform

/// Takes an application back: the payment or credit is open again, and so is the invoice, with discount and write-off.
/// The first application stays; this one is its opposite.
/// Refuses: notFound, missingReason, alreadyReversed, wrongState (a refund, or itself a reversal),
/// datedBeforeDocument, closedPeriod. Emits PaymentUnapplied.
public struct UnapplyPayment: Command {
    public static let name = "payment.unapply"
    public static let permission: Permission = "payment.unapply"
    public static let emits: [any Event.Type] = [PaymentUnapplied.self]
    public var application = ID<PaymentApplication>.blank
    /// Without it, today.
    public var date: CalendarDate?
    public var reason = ""
    public init() {}

    public init(application: ID<PaymentApplication>, date: CalendarDate? = nil, reason: String) {
        self.application = application
        self.date = date
        self.reason = reason
    }

    public static let input = Schema<UnapplyPayment>("UnapplyPayment") { s in
        s.field("application", \.application, .required)
        s.field("date", \.date)
        s.field("reason", \.reason, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let original = try tx.load(application)
        let date = self.date ?? tx.today
        let from: ReceivableItem? = if let id = original.fromItem { try tx.load(id) } else { nil }
        let to: ReceivableItem? = if let id = original.toItem { try tx.load(id) } else { nil }
        let document = [from, to].compactMap { $0?.title }.joined(separator: " on ")
        try check(original, date, document, in: tx)
        var settlement = Settlement(
            date: date, source: ("PaymentApplication", original.id.raw, to?.number ?? from?.number ?? ""),
            memo: "\(document) taken back: \(reason)")
        settlement.reverse(original, from: from, to: to, reason: reason, in: tx)
        try settlement.finish(in: tx)
        tx.emit(PaymentUnapplied(subject: original.id))
        return NoAnswer()
    }

    private func check(
        _ original: PaymentApplication, _ date: CalendarDate, _ document: String, in tx: Transaction
    ) throws(Refusal) {
        var reasons: [Reason] = []
        if reason.isEmpty { reasons.append(.missing(document)) }
        if original.kind == .refund || original.reversalOf != nil {
            let what = original.kind == .refund ? "a refund" : "itself a reversal"
            reasons.append(
                Reason(
                    .wrongState, "This application is \(what)", document: document, field: "application",
                    allowed: "an application or write-off; money given back returns as a payment",
                    fixedBy: "finance"))
        }
        if date < original.date {
            reasons.append(
                Reason(
                    .datedBeforeDocument, "It was applied on \(original.date), after \(date)", document: document,
                    field: "date", allowed: "\(original.date) or later", fixedBy: "finance"))
        }
        if let other = try tx.first(Select<PaymentApplication>().where(\.reversalOf, .equal, original.id)) {
            reasons.append(
                Reason(
                    .alreadyReversed, "It was taken back on \(other.date)", document: document,
                    field: "application", allowed: "once", fixedBy: "finance"))
        }
        if !reasons.isEmpty { throw Refusal(reasons) }
    }
}

/// An application was taken back.
public struct PaymentUnapplied: Event {
    public let subject: ID<PaymentApplication>
}

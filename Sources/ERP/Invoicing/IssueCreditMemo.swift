import Kernel
import Platform

/// One line of a credit memo's input: so many units or so much money of one invoice line.
public struct CreditLineInput: Sendable, Hashable {
    /// The invoice line, from 1.
    public var position = 0
    public var quantity: FixedDecimal?
    /// Net of tax; when given, only the price is lowered.
    public var amount = Money.none
    public init() {}

    public init(position: Int, quantity: FixedDecimal? = nil, amount: Money = .none) {
        self.position = position
        self.quantity = quantity
        self.amount = amount
    }

    public static let schema = Schema<CreditLineInput>("CreditLineInput") { s in
        s.field("position", \.position, .required, .within(0...1_000_000))
        s.field("quantity", \.quantity)
        s.field("amount", \.amount)
    }
}

/// Credits an invoice in part or whole. For goods that come back use a return: it credits by itself.
/// Refuses: notFound, missingReason, datedBeforeDocument, creditExceedsInvoice, nothingToCredit, closedPeriod.
/// Emits CreditMemoIssued.
public struct IssueCreditMemo: Command {
    public static let name = "creditMemo.issue"
    public static let permission: Permission = "creditMemo.issue"
    public static let emits: [any Event.Type] = [CreditMemoIssued.self]
    public var invoice = ID<Invoice>.blank
    public var kind = CreditMemoKind.price
    public var reason = ""
    /// Without it, today.
    public var date: CalendarDate?
    /// Empty: all that is left of the invoice.
    public var lines: [CreditLineInput] = []
    /// Settles the invoice with it at once.
    public var appliesToInvoice = true
    public init() {}

    public init(
        invoice: ID<Invoice>, kind: CreditMemoKind = .price, reason: String, date: CalendarDate? = nil,
        lines: [CreditLineInput] = [], appliesToInvoice: Bool = true
    ) {
        self.invoice = invoice
        self.kind = kind
        self.reason = reason
        self.date = date
        self.lines = lines
        self.appliesToInvoice = appliesToInvoice
    }

    public static let input = Schema<IssueCreditMemo>("IssueCreditMemo") { s in
        s.field("invoice", \.invoice, .required)
        s.field("kind", \.kind)
        s.field("reason", \.reason, .maxLength(500))
        s.field("date", \.date)
        s.list("lines", \.lines, CreditLineInput.schema, blank: { CreditLineInput() })
        s.field("appliesToInvoice", \.appliesToInvoice)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<CreditMemo> {
        var draft = CreditMemoDraft(
            invoice: invoice, kind: kind, reason: reason, date: date ?? tx.today,
            lines: lines.map { line in
                CreditMemoDraft.Line(
                    position: line.position, quantity: line.quantity,
                    net: line.amount.currency == .none ? nil : line.amount)
            })
        draft.appliesToInvoice = appliesToInvoice
        let memo = try tx.issueCreditMemo(draft)
        tx.emit(CreditMemoIssued(subject: memo.id))
        return memo.id
    }
}

/// A customer was credited.
public struct CreditMemoIssued: Event {
    public let subject: ID<CreditMemo>
}

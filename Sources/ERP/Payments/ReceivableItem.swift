import Kernel

/// What an open item stands for.
public enum ReceivableKind: String, Choice { case invoice, creditMemo, payment }

/// Is anything of it still to be paid or used?
public enum ReceivableState: String, Choice { case open, settled }

/// A document that is still to be settled: the receivable sub-ledger. What the customer owes is positive; credit memos
/// and payments not yet applied are negative. Σ book values = the control accounts, after every event.
public struct ReceivableItem: BusinessObject {
    public var id = ID<ReceivableItem>.blank
    public var version = 0
    public var customer = ID<Customer>.blank
    public var kind = ReceivableKind.invoice
    public var documentID = ""
    public var number = ""
    public var salesOrder: ID<SalesOrder>?
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var dueDate = CalendarDate(daysSinceEpoch: 0)
    /// In the document's currency.
    public var original = Money.none
    public var open = Money.none
    public var exchangeRate = FixedDecimal.one
    /// The same in the company's currency, as booked.
    public var originalBook = Money.none
    public var openBook = Money.none
    /// The tax and the tax code within the original, for discounts and bad debts.
    public var tax = Money.none
    public var taxCode: ID<TaxCode>?
    /// The settlement discount and the last day on which it is earned.
    public var discountAvailable = Money.none
    public var discountUntil: CalendarDate?
    public var state = ReceivableState.open
    public var disputed = false
    public var entry = ID<JournalEntry>.blank
    public init() {}

    public static let schema = Schema<ReceivableItem>("ReceivableItem") { s in
        s.field("customer", \.customer, .required)
        s.field("kind", \.kind)
        s.field("documentID", \.documentID, .required, .indexed, .maxLength(80))
        s.field("number", \.number, .required, .unique, .maxLength(20))
        s.field("salesOrder", \.salesOrder, .indexed)
        s.field("date", \.date, .required)
        s.field("dueDate", \.dueDate, .required)
        s.field("original", \.original)
        s.field("open", \.open)
        s.field("exchangeRate", \.exchangeRate)
        s.field("originalBook", \.originalBook)
        s.field("openBook", \.openBook)
        s.field("tax", \.tax)
        s.field("taxCode", \.taxCode)
        s.field("discountAvailable", \.discountAvailable)
        s.field("discountUntil", \.discountUntil)
        s.field("state", \.state, .commandOnly)
        s.field("disputed", \.disputed, .commandOnly)
        s.field("entry", \.entry, .required)
        s.index("customer", "state", "kind", "dueDate")
        s.published()
    }

    /// "Invoice INV-000001"
    public var title: String {
        switch kind {
        case .invoice: "Invoice \(number)"
        case .creditMemo: "Credit memo \(number)"
        case .payment: "Payment \(number)"
        }
    }

    /// The document it stands for, as the source of a posting.
    var source: (object: String, id: String, number: String) {
        switch kind {
        case .invoice: ("Invoice", documentID, number)
        case .creditMemo: ("CreditMemo", documentID, number)
        case .payment: ("CustomerPayment", documentID, number)
        }
    }

    /// The control account that it is part of.
    var control: AccountRole { kind == .payment ? .unappliedCash : .receivable }
}

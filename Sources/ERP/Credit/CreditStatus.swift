import Kernel

/// The word that sales sees.
public enum CreditWord: String, Choice { case ok, warn, hold }

/// A customer's credit at a glance, in the company's currency: running figures kept by the posting commands.
/// Its id is the customer's.
public struct CreditStatus: BusinessObject {
    public var id = ID<CreditStatus>.blank
    public var version = 0
    public var customer = ID<Customer>.blank
    public var status = CreditWord.ok
    /// Open receivables + open orders − unapplied cash.
    public var exposure = Money.none
    /// Limit − exposure; nothing when no limit is watched.
    public var available = Money.none
    public var overdue = Money.none
    public var oldestOverdueDays = 0
    /// Invoices less credit memos, not yet settled.
    public var openReceivables = Money.none
    public var unapplied = Money.none
    /// Confirmed and not yet invoiced, with tax.
    public var openOrders = Money.none
    public var asOf = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<CreditStatus>("CreditStatus") { s in
        s.field("customer", \.customer, .required, .unique)
        s.field("status", \.status, .derived)
        s.field("exposure", \.exposure, .derived)
        s.field("available", \.available, .derived)
        s.field("overdue", \.overdue, .derived, .indexed)
        s.field("oldestOverdueDays", \.oldestOverdueDays, .derived)
        s.field("openReceivables", \.openReceivables, .derived)
        s.field("unapplied", \.unapplied, .derived)
        s.field("openOrders", \.openOrders, .derived)
        s.field("asOf", \.asOf, .derived)
        s.published()
    }
}

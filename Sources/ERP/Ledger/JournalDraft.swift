import Kernel

/// A posting in the making: a document adds what it debits and credits, and the engine posts it whole.
public struct JournalDraft: Sendable {
    /// One debit (positive) or credit (negative) in the company's currency.
    struct Line: Sendable {
        var account: ID<LedgerAccount>
        var amount: Money
        var document: Money
        var party: ID<Customer>?
        var item: ID<Item>?
        var memo = ""

        func joins(_ other: Line) -> Bool {
            account == other.account && party == other.party && item == other.item && memo == other.memo
                && amount.currency == other.amount.currency && document.currency == other.document.currency
        }
    }

    public let date: CalendarDate
    public let source: (object: String, id: String, number: String)
    public let memo: String
    /// Finance's own entries are taken by a locked period too.
    var isByAccountant = false
    var reversalOf: ID<JournalEntry>?
    private(set) var lines: [Line] = []

    public init(date: CalendarDate, source: (object: String, id: String, number: String), memo: String) {
        self.date = date
        self.source = source
        self.memo = memo
    }

    /// A negative amount is a credit. `document` is the same amount in the document's currency.
    public mutating func debit(
        _ account: AccountRole, _ amount: Money, document: Money? = nil, party: ID<Customer>? = nil,
        item: ID<Item>? = nil
    ) {
        add(
            Line(
                account: ID(account.code), amount: amount, document: document ?? amount, party: party, item: item))
    }

    /// A negative amount is a debit.
    public mutating func credit(
        _ account: AccountRole, _ amount: Money, document: Money? = nil, party: ID<Customer>? = nil,
        item: ID<Item>? = nil
    ) {
        debit(account, -amount, document: document.map { -$0 }, party: party, item: item)
    }

    /// Lines on one account for one party and item become one.
    mutating func add(_ line: Line) {
        if let index = lines.firstIndex(where: { $0.joins(line) }) {
            lines[index].amount += line.amount
            lines[index].document += line.document
        } else {
            lines.append(line)
        }
    }

    /// What the debits exceed the credits by: nothing, when it is balanced.
    public var imbalance: Money { lines.reduce(.none) { $0 + $1.amount } }
}

import Kernel

/// One line of a posting: debits are positive, credits negative, in the company's currency.
public struct JournalLine: BusinessObject {
    public var id = ID<JournalLine>.blank
    public var version = 0
    public var entry = ID<JournalEntry>.blank
    public var position = 0
    public var account = ID<LedgerAccount>.blank
    public var amount = Money.none
    /// The same amount in the currency of the document.
    public var documentAmount = Money.none
    public var party: ID<Customer>?
    public var item: ID<Item>?
    public var memo = ""
    public init() {}

    public static let schema = Schema<JournalLine>("JournalLine") { s in
        s.field("entry", \.entry, .required)
        s.field("position", \.position)
        s.field("account", \.account, .required, .indexed)
        s.field("amount", \.amount)
        s.field("documentAmount", \.documentAmount)
        s.field("party", \.party)
        s.field("item", \.item)
        s.field("memo", \.memo, .maxLength(500))
        s.parent("entry")
        s.sealed(byParentCount: "lineCount")
        s.immutable()
    }
}

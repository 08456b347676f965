import Kernel

/// Which side of which statement an account stands on.
public enum AccountKind: String, Choice {
    case asset, liability, equity, income, expense

    /// Balance sheet accounts carry forward; income and expense start each year at nothing.
    public var isOnBalanceSheet: Bool { self == .asset || self == .liability || self == .equity }
}

/// The sub-ledger that an account sums up. A control account takes postings of documents only.
public enum ControlRole: String, Choice {
    case receivable, unappliedCash, inventory, quarantine, taxOutput
}

/// An account of the general ledger. Its id is its code.
public struct LedgerAccount: BusinessObject {
    public var id = ID<LedgerAccount>.blank
    public var version = 0
    public var code = ""
    public var name = ""
    public var kind = AccountKind.asset
    public var control: ControlRole?
    /// The name in exported journals: `Assets:Receivable`.
    public var path = ""
    public var isActive = true
    public init() {}

    public static let schema = Schema<LedgerAccount>("LedgerAccount") { s in
        s.field("code", \.code, .required, .unique, .maxLength(10))
        s.field("name", \.name, .required, .maxLength(80))
        s.field("kind", \.kind, .required)
        s.field("control", \.control)
        s.field("path", \.path, .required, .unique, .maxLength(80))
        s.field("isActive", \.isActive)
    }
}

import Kernel
import Platform

/// Where a case stands.
public enum CaseState: String, Choice { case open, waitingCustomer, waitingReturn, resolved, closed }

/// How much it hurts.
public enum CasePriority: String, Choice { case low, normal, high, urgent }

/// How far the ERP is with the return that a case asked for; `none` when it did not ask.
public enum ReturnProgress: String, Choice { case none, requested, authorised, received, closed, rejected }

/// A customer's problem, question or complaint, with the unit it is about and the return it may lead to.
public struct SupportCase: BusinessObject {
    public var id = ID<SupportCase>.blank
    public var version = 0
    public var number = ""
    public var subject = ""
    public var description = ""
    public var account = ID<Account>.blank
    public var contact: ID<Contact>?
    public var product: ID<Product>?
    public var unit: ID<InstalledUnit>?
    public var serial = ""
    public var orderNumber = ""
    public var channel = ""
    public var priority = CasePriority.normal
    public var owner = ""
    public var state = CaseState.open
    /// The verdict when the case was opened, in words.
    public var warrantyVerdict = ""
    public var resolution = ""
    public var openedAt: Instant?
    public var closedAt: Instant?
    public var returnProgress = ReturnProgress.none
    public var returnReason = ""
    public var returnQuantity = Quantity.none
    public var returnNumber = ""
    public var returnStatus = ""
    /// Why the ERP refused the return, as `Reason.json`.
    public var returnRefusalReasons = ""
    public init() {}

    public static let schema = Schema<SupportCase>("SupportCase") { s in
        s.field("number", \.number, .assigned, .unique, .maxLength(20))
        s.field("subject", \.subject, .required, .indexed, .maxLength(300))
        s.field("description", \.description, .maxLength(20_000))
        s.field("account", \.account, .required, .indexed)
        s.field("contact", \.contact)
        s.field("product", \.product)
        s.field("unit", \.unit)
        s.field("serial", \.serial, .indexed, .maxLength(100))
        s.field("orderNumber", \.orderNumber, .maxLength(40))
        s.field("channel", \.channel, .maxLength(40))
        s.field("priority", \.priority)
        s.field("owner", \.owner, .maxLength(100))
        s.field("state", \.state, .commandOnly)
        s.field("warrantyVerdict", \.warrantyVerdict, .derived, .maxLength(300))
        s.field("resolution", \.resolution, .commandOnly, .maxLength(4_000))
        s.field("openedAt", \.openedAt, .derived)
        s.field("closedAt", \.closedAt, .derived)
        s.field("returnProgress", \.returnProgress, .commandOnly)
        s.field("returnReason", \.returnReason, .commandOnly, .maxLength(500))
        s.field("returnQuantity", \.returnQuantity, .commandOnly)
        s.field("returnNumber", \.returnNumber, .commandOnly, .maxLength(40))
        s.field("returnStatus", \.returnStatus, .commandOnly, .maxLength(60))
        s.field("returnRefusalReasons", \.returnRefusalReasons, .commandOnly, .maxLength(100_000))
        s.published()
    }

    public static let transitions = TransitionTable<CaseState>([
        .open: [.waitingCustomer, .waitingReturn, .resolved, .closed],
        .waitingCustomer: [.open, .waitingReturn, .resolved, .closed],
        .waitingReturn: [.open, .resolved, .closed],
        .resolved: [.open, .closed],
        .closed: [.open],
    ])

    /// Where a return may go from where it is.
    public static let returnTransitions = TransitionTable<ReturnProgress>([
        .none: [.requested],
        .requested: [.requested, .authorised, .received, .closed, .rejected],
        .authorised: [.authorised, .received, .closed, .rejected],
        .received: [.received, .closed, .rejected],
        .closed: [.closed],
        .rejected: [.requested, .rejected, .authorised],
    ])

    public var title: String { "Case \(number)" }
}

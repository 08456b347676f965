import Kernel
import Platform

/// The life of a quote. `refused` is the ERP's no to an accepted quote, with its reasons on the quote.
public enum QuoteState: String, Choice {
    case draft, inApproval, rejected, approved, presented, accepted, declined, expired, superseded, refused, ordered
}

/// An offer to an account: lines with explained prices, valid until a day, in numbered revisions.
public struct Quote: BusinessObject {
    public var id = ID<Quote>.blank
    public var version = 0
    public var number = ""
    public var revision = 1
    public var account = ID<Account>.blank
    public var contact: ID<Contact>?
    public var opportunity: ID<Opportunity>?
    public var currency = Currency.nzd
    /// The day whose prices the lines show.
    public var priceDate = CalendarDate(daysSinceEpoch: 0)
    /// The last day on which it can be accepted, to the end of that day.
    public var validUntil = CalendarDate(daysSinceEpoch: 0)
    /// The customer's purchase order number.
    public var customerReference = ""
    public var paymentTerms = ""
    public var requestedDate: CalendarDate?
    public var owner = ""
    public var note = ""
    /// The delivery address chosen; none is the account's own address.
    public var shippingAddress: ID<AccountAddress>?
    public var billingAddress: ID<AccountAddress>?
    public var shipToName = ""
    public var shipToStreet = ""
    public var shipToSuburb = ""
    public var shipToCity = ""
    public var shipToRegion = ""
    public var shipToPostcode = ""
    public var shipToCountry = ""
    /// A fraction, for the estimate; the ERP decides the tax.
    public var taxRate = FixedDecimal.zero
    public var lineCount = 0
    public var maximumDiscountPercent = FixedDecimal.zero
    public var net = Money.none
    public var taxEstimate = Money.none
    public var total = Money.none
    /// Tax, freight and total that were agreed with the customer beforehand, or recorded elsewhere: the ERP takes them
    /// as given instead of working them out. The total may be finer than the currency.
    public var agreedTax: Money?
    public var agreedFreight: Money?
    public var agreedTotal: FixedDecimal?
    public var state = QuoteState.draft
    public var isCurrent = true
    public var supersedes: ID<Quote>?
    /// Why it needs approval; blank when it does not.
    public var approvalReason = ""
    public var submittedBy = ""
    public var approvedBy = ""
    public var rejectionReason = ""
    public var presentedAt: Instant?
    /// Who accepted on the customer's side.
    public var acceptedBy = ""
    public var acceptedAt: Instant?
    public var declinedBecause = ""
    public var orderNumber = ""
    public var orderStatus = ""
    /// What the ERP waits for before it takes the order, in business words.
    public var waitingFor = ""
    /// The ERP's reasons, as `Reason.json`; each also stands on its line.
    public var refusalReasons = ""
    public init() {}

    public static let transitions = TransitionTable<QuoteState>([
        .draft: [.draft, .inApproval, .approved, .presented],
        .inApproval: [.approved, .rejected],
        .rejected: [.draft, .inApproval, .approved, .superseded],
        .approved: [.draft, .presented, .expired, .superseded],
        .presented: [.accepted, .declined, .expired, .superseded],
        .accepted: [.ordered, .refused],
        .refused: [.ordered, .refused, .accepted, .superseded],
        .declined: [.superseded], .expired: [.superseded],
        .ordered: [.ordered],
    ])

    /// "Q-000012", "Q-000012 revision 2".
    public var title: String { "Quote \(number)" + (revision > 1 ? " revision \(revision)" : "") }
}

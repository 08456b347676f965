import Kernel

/// A customer's life: asked for, looked at, accepted by finance, and what may follow.
public enum CustomerState: String, Choice {
    case requested, underReview, active, hold, blocked, archived, rejected
}

/// Whom we sell to and who owes us: the financial side of a relation whose people and talks live in the CRM.
public struct Customer: BusinessObject {
    public var id = ID<Customer>.blank
    public var version = 0
    public var number = ""
    public var legalName = ""
    public var tradingName = ""
    public var taxNumber = ""
    public var nzbn = ""
    public var abn = ""
    public var email = ""
    public var phone = ""
    public var street = ""
    public var suburb = ""
    public var city = ""
    public var region = ""
    public var postcode = ""
    public var country = ""
    /// The one person finance trusts to speak about money.
    public var contactName = ""
    public var contactEmail = ""
    public var contactPhone = ""
    public var state = CustomerState.requested
    public var terms: ID<PaymentTerms>?
    /// In the company's currency; blank means that no limit is watched.
    public var creditLimit = Money.none
    public var taxCode: ID<TaxCode>?
    public var priceList: ID<PriceList>?
    public var currency = Currency.none
    public var holdReason = ""
    public var decidedBy = ""
    public var decisionNote = ""
    /// The legal name as it is compared.
    public var matchName = ""
    public init() {}

    public static let schema = Schema<Customer>("Customer") { s in
        s.field("number", \.number, .assigned, .unique, .maxLength(20))
        s.field("legalName", \.legalName, .required, .indexed, .maxLength(200))
        s.field("tradingName", \.tradingName, .maxLength(200))
        s.field("taxNumber", \.taxNumber, .indexed, .maxLength(30))
        s.field("nzbn", \.nzbn, .indexed, .maxLength(20))
        s.field("abn", \.abn, .indexed, .maxLength(20))
        s.field("email", \.email, .indexed, .maxLength(254))
        s.field("phone", \.phone, .maxLength(40))
        s.field("street", \.street, .maxLength(200))
        s.field("suburb", \.suburb, .maxLength(100))
        s.field("city", \.city, .maxLength(100))
        s.field("region", \.region, .maxLength(100))
        s.field("postcode", \.postcode, .maxLength(20))
        s.field("country", \.country, .maxLength(2))
        s.field("contactName", \.contactName, .maxLength(120))
        s.field("contactEmail", \.contactEmail, .maxLength(254))
        s.field("contactPhone", \.contactPhone, .maxLength(40))
        s.field("state", \.state, .commandOnly, .indexed)
        s.field("terms", \.terms, .commandOnly)
        s.field("creditLimit", \.creditLimit, .commandOnly)
        s.field("taxCode", \.taxCode, .commandOnly)
        s.field("priceList", \.priceList, .commandOnly)
        s.field("currency", \.currency)
        s.field("holdReason", \.holdReason, .commandOnly, .maxLength(500))
        s.field("decidedBy", \.decidedBy, .commandOnly, .maxLength(80))
        s.field("decisionNote", \.decisionNote, .commandOnly, .maxLength(500))
        s.field("matchName", \.matchName, .derived, .maxLength(200))
        s.index("matchName", "postcode")
        s.index("postcode", "legalName")
        s.published()
    }

    public static let transitions = TransitionTable<CustomerState>([
        .requested: [.underReview, .active, .rejected],
        .underReview: [.active, .rejected],
        .active: [.hold, .blocked, .archived],
        .hold: [.active, .blocked],
        .blocked: [.active, .archived],
    ])

    /// "Customer CUS-000001 (Harbour Marine Limited)"
    public var title: String { "Customer \(number) (\(legalName))" }
}

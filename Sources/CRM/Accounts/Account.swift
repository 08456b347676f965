import Kernel
import Platform

/// What a company is to us.
public enum AccountType: String, Choice { case prospect, customer, partner, competitor, vendor }

/// Whether we deal with it.
public enum AccountStatus: String, Choice { case active, dormant, doNotTrade }

/// The ERP's verdict on a customer's credit.
public enum CreditVerdict: String, Choice { case unknown, ok, warn, hold }

/// A company (or a person) that buys, may buy, or matters to a sale. Its address here is where it is billed;
/// further addresses are `AccountAddress`es. The ERP owns the customer number, terms and credit figures.
public struct Account: BusinessObject {
    public var id = ID<Account>.blank
    public var version = 0
    /// The legal name.
    public var name = ""
    public var tradingName = ""
    public var isPerson = false
    public var type = AccountType.prospect
    public var status = AccountStatus.active
    public var nzbn = ""
    public var abn = ""
    /// GST or tax number; checked for New Zealand and Australia.
    public var taxNumber = ""
    public var email = ""
    public var phone = ""
    public var website = ""
    public var industry = ""
    public var employees: Int?
    public var annualRevenue = Money.none
    public var currency = Currency.nzd
    public var owner = ""
    public var territory = ""
    public var tags = ""
    public var street = ""
    public var suburb = ""
    public var city = ""
    public var region = ""
    public var postcode = ""
    public var country = "NZ"
    /// Why a likely duplicate was created all the same.
    public var duplicateReason = ""
    public var parent: ID<Account>?
    /// The name without legal form, marks and punctuation, for finding duplicates.
    public var matchName = ""
    /// Makes the bridge ask the ERP for a customer.
    public var hasAcceptedQuote = false
    public var customerNumber = ""
    public var customerState = ""
    public var paymentTerms = ""
    public var creditLimit = Money.none
    public var creditStatus = CreditVerdict.unknown
    public var creditExposure = Money.none
    public var overdue = Money.none
    public var oldestOverdueDays: Int?
    /// What the ERP had to say: why a customer was rejected or is on hold.
    public var customerNote = ""
    public var customerAsOf: Instant?
    public init() {}

    public static let schema = Schema<Account>("Account") { s in
        s.field("name", \.name, .required, .indexed, .maxLength(200))
        s.field("tradingName", \.tradingName, .maxLength(200))
        s.field("isPerson", \.isPerson)
        s.field("type", \.type)
        s.field("status", \.status)
        s.field("nzbn", \.nzbn, .indexed, .maxLength(20))
        s.field("abn", \.abn, .indexed, .maxLength(20))
        s.field("taxNumber", \.taxNumber, .indexed, .maxLength(30))
        s.field("email", \.email, .indexed, .maxLength(254))
        s.field("phone", \.phone, .maxLength(40))
        s.field("website", \.website, .maxLength(250))
        s.field("industry", \.industry, .maxLength(100))
        s.field("employees", \.employees)
        s.field("annualRevenue", \.annualRevenue)
        s.field("currency", \.currency)
        s.field("owner", \.owner, .maxLength(100))
        s.field("territory", \.territory, .maxLength(100))
        s.field("tags", \.tags, .maxLength(500))
        s.field("street", \.street, .maxLength(200))
        s.field("suburb", \.suburb, .maxLength(100))
        s.field("city", \.city, .maxLength(100))
        s.field("region", \.region, .maxLength(100))
        s.field("postcode", \.postcode, .maxLength(20))
        s.field("country", \.country, .required, .maxLength(2))
        s.field("duplicateReason", \.duplicateReason, .maxLength(300))
        s.field("parent", \.parent, .commandOnly, .indexed)
        s.field("matchName", \.matchName, .derived, .indexed, .maxLength(200))
        s.field("hasAcceptedQuote", \.hasAcceptedQuote, .derived)
        s.field("customerNumber", \.customerNumber, .commandOnly, .indexed, .maxLength(40))
        s.field("customerState", \.customerState, .commandOnly, .maxLength(40))
        s.field("paymentTerms", \.paymentTerms, .commandOnly, .maxLength(60))
        s.field("creditLimit", \.creditLimit, .commandOnly)
        s.field("creditStatus", \.creditStatus, .commandOnly)
        s.field("creditExposure", \.creditExposure, .commandOnly)
        s.field("overdue", \.overdue, .commandOnly)
        s.field("oldestOverdueDays", \.oldestOverdueDays, .commandOnly)
        s.field("customerNote", \.customerNote, .commandOnly, .maxLength(2_000))
        s.field("customerAsOf", \.customerAsOf, .commandOnly)
        s.lines("addresses", of: AccountAddress.self)
        s.index("postcode", "name")
        s.published()
    }

    /// What the ERP owns: written by `RecordCustomer` alone.
    public static let ownedByERP: Set<String> = [
        "customerNumber", "customerState", "paymentTerms", "creditLimit", "creditStatus", "creditExposure", "overdue",
        "oldestOverdueDays", "customerNote", "customerAsOf",
    ]

    public var address: PostalAddress {
        get {
            PostalAddress(
                street: street, suburb: suburb, city: city, region: region, postcode: postcode, country: country)
        }
        set {
            (street, suburb, city) = (newValue.street, newValue.suburb, newValue.city)
            (region, postcode, country) = (newValue.region, newValue.postcode, newValue.country)
        }
    }
}

import Kernel
import Platform

/// Where an interest stands.
public enum LeadState: String, Choice { case new, working, qualified, converted, disqualified }

/// How warm it is.
public enum LeadRating: String, Choice { case unrated, cold, warm, hot }

/// Somebody's interest, before we know whether it is business.
public struct Lead: BusinessObject {
    public var id = ID<Lead>.blank
    public var version = 0
    public var company = ""
    public var givenName = ""
    public var familyName = ""
    public var jobTitle = ""
    public var email = ""
    public var phone = ""
    public var city = ""
    public var postcode = ""
    public var country = "NZ"
    /// "web form", "trade fair", "referral" …
    public var source = ""
    public var campaign = ""
    public var interest = ""
    public var rating = LeadRating.unrated
    public var score: Int?
    public var owner = ""
    public var duplicateReason = ""
    public var state = LeadState.new
    public var disqualifiedBecause = ""
    public var matchName = ""
    public var account: ID<Account>?
    public var contact: ID<Contact>?
    public var opportunity: ID<Opportunity>?
    public var convertedAt: Instant?
    public init() {}

    public static let schema = Schema<Lead>("Lead") { s in
        s.field("company", \.company, .indexed, .maxLength(200))
        s.field("givenName", \.givenName, .maxLength(100))
        s.field("familyName", \.familyName, .maxLength(100))
        s.field("jobTitle", \.jobTitle, .maxLength(100))
        s.field("email", \.email, .indexed, .maxLength(254))
        s.field("phone", \.phone, .indexed, .maxLength(40))
        s.field("city", \.city, .maxLength(100))
        s.field("postcode", \.postcode, .maxLength(20))
        s.field("country", \.country, .required, .maxLength(2))
        s.field("source", \.source, .maxLength(100))
        s.field("campaign", \.campaign, .maxLength(100))
        s.field("interest", \.interest, .maxLength(1_000))
        s.field("rating", \.rating)
        s.field("score", \.score)
        s.field("owner", \.owner, .maxLength(100))
        s.field("duplicateReason", \.duplicateReason, .maxLength(300))
        s.field("state", \.state, .commandOnly)
        s.field("disqualifiedBecause", \.disqualifiedBecause, .commandOnly, .maxLength(300))
        s.field("matchName", \.matchName, .derived, .indexed, .maxLength(200))
        s.field("account", \.account, .commandOnly)
        s.field("contact", \.contact, .commandOnly)
        s.field("opportunity", \.opportunity, .commandOnly)
        s.field("convertedAt", \.convertedAt, .commandOnly)
    }

    public static let transitions = TransitionTable<LeadState>([
        .new: [.working, .qualified, .converted, .disqualified],
        .working: [.qualified, .converted, .disqualified],
        .qualified: [.converted, .disqualified],
        .disqualified: [.working, .qualified],
    ])

    public var title: String {
        let person = [givenName, familyName].filter { !$0.isEmpty }.joined(separator: " ")
        return "Lead " + [person, company].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}

import Kernel
import Platform

/// How a person likes to be reached.
public enum ContactChannel: String, Choice { case email, phone, mobile, post, none }

/// A person. For which account, in which role and from when to when is said by `ContactRole`s; the person's current
/// main account is repeated here for lists and for other systems.
public struct Contact: BusinessObject {
    public var id = ID<Contact>.blank
    public var version = 0
    public var givenName = ""
    public var familyName = ""
    public var preferredName = ""
    public var jobTitle = ""
    public var department = ""
    public var email = ""
    public var phone = ""
    public var mobile = ""
    /// Whose national numbers `phone` and `mobile` may be written as.
    public var country = "NZ"
    public var preferredChannel = ContactChannel.email
    public var language = ""
    public var interests = ""
    public var birthday: CalendarDate?
    public var doNotCall = false
    public var emailOptOut = false
    /// Where the details came from, for the privacy notice.
    public var collectedFrom = ""
    public var noticeSentOn: CalendarDate?
    public var account: ID<Account>?
    /// In some current role the person is trusted with invoices and statements.
    public var isFinanceContact = false
    public var matchName = ""
    public init() {}

    public static let schema = Schema<Contact>("Contact") { s in
        s.field("givenName", \.givenName, .maxLength(100))
        s.field("familyName", \.familyName, .maxLength(100))
        s.field("preferredName", \.preferredName, .maxLength(100))
        s.field("jobTitle", \.jobTitle, .maxLength(100))
        s.field("department", \.department, .maxLength(100))
        s.field("email", \.email, .indexed, .maxLength(254))
        s.field("phone", \.phone, .maxLength(40))
        s.field("mobile", \.mobile, .maxLength(40))
        s.field("country", \.country, .required, .maxLength(2))
        s.field("preferredChannel", \.preferredChannel)
        s.field("language", \.language, .maxLength(20))
        s.field("interests", \.interests, .maxLength(500))
        s.field("birthday", \.birthday)
        s.field("doNotCall", \.doNotCall)
        s.field("emailOptOut", \.emailOptOut)
        s.field("collectedFrom", \.collectedFrom, .maxLength(200))
        s.field("noticeSentOn", \.noticeSentOn)
        s.field("account", \.account, .derived, .indexed)
        s.field("isFinanceContact", \.isFinanceContact, .derived)
        s.field("matchName", \.matchName, .derived, .indexed, .maxLength(200))
        s.lines("roles", of: ContactRole.self)
        s.published()
    }

    /// "Aroha Ngata"; a person may have one name only.
    public var fullName: String { [givenName, familyName].filter { !$0.isEmpty }.joined(separator: " ") }

    /// With phones and e-mail in their checked forms, or refused with all reasons.
    func checked() throws(Refusal) -> Contact {
        var contact = self
        contact.matchName = foldedForMatching(fullName)
        var validation = Validation(fullName.isEmpty ? "Contact" : "Contact \(fullName)")
        if fullName.isEmpty {
            validation.add(
                .requiredField, "A contact needs a name", field: "familyName", allowed: "a given or a family name")
        }
        validation.check(&contact.country, field: "country") { text throws(ValueError) in try Country.code(text) }
        let country = contact.country
        validation.check(&contact.email, field: "email", by: plainEmail)
        validation.check(&contact.phone, field: "phone") { text throws(ValueError) in
            try PhoneNumber.e164(text, country: country)
        }
        validation.check(&contact.mobile, field: "mobile") { text throws(ValueError) in
            try PhoneNumber.e164(text, country: country)
        }
        try validation.orRefuse()
        return contact
    }
}

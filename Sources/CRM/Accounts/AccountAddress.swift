import Kernel
import Platform

/// What an address is for.
public enum AddressKind: String, Choice { case delivery, billing, postal, site, registered }

/// A further address of an account: where goods go, where a machine stands, where its post arrives.
public struct AccountAddress: BusinessObject {
    public var id = ID<AccountAddress>.blank
    public var version = 0
    public var account = ID<Account>.blank
    public var kind = AddressKind.delivery
    /// "Warehouse Penrose", "Boat shed".
    public var label = ""
    public var street = ""
    public var suburb = ""
    public var city = ""
    public var region = ""
    public var postcode = ""
    public var country = "NZ"
    /// What a driver needs to know.
    public var deliveryNote = ""
    public var isActive = true
    public init() {}

    public static let schema = Schema<AccountAddress>("AccountAddress") { s in
        s.field("account", \.account, .commandOnly)
        s.field("kind", \.kind)
        s.field("label", \.label, .maxLength(100))
        s.field("street", \.street, .required, .maxLength(200))
        s.field("suburb", \.suburb, .maxLength(100))
        s.field("city", \.city, .maxLength(100))
        s.field("region", \.region, .maxLength(100))
        s.field("postcode", \.postcode, .maxLength(20))
        s.field("country", \.country, .required, .maxLength(2))
        s.field("deliveryNote", \.deliveryNote, .maxLength(500))
        s.field("isActive", \.isActive)
        s.parent("account")
    }

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

    /// In the form of its country, or refused with all reasons.
    func checked() throws(Refusal) -> AccountAddress {
        var validation = Validation("Address \(label.isEmpty ? street : label)")
        var copy = self
        copy.address.check(&validation)
        try validation.orRefuse()
        return copy
    }
}

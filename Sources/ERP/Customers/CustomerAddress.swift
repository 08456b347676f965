import Kernel

/// A place to deliver to.
public struct CustomerAddress: BusinessObject {
    public var id = ID<CustomerAddress>.blank
    public var version = 0
    public var customer = ID<Customer>.blank
    public var name = ""
    public var street = ""
    public var suburb = ""
    public var city = ""
    public var region = ""
    public var postcode = ""
    public var country = ""
    public init() {}

    public static let schema = Schema<CustomerAddress>("CustomerAddress") { s in
        s.field("customer", \.customer, .required, .indexed)
        s.field("name", \.name, .required, .maxLength(80))
        s.field("street", \.street, .required, .maxLength(200))
        s.field("suburb", \.suburb, .maxLength(100))
        s.field("city", \.city, .maxLength(100))
        s.field("region", \.region, .maxLength(100))
        s.field("postcode", \.postcode, .maxLength(20))
        s.field("country", \.country, .maxLength(2))
        s.unique("customer", "name")
    }
}

import Kernel
import Platform

/// Adds a place to deliver to. Refuses: notFound, duplicate (the name). Emits CustomerAddressAdded.
public struct AddCustomerAddress: Command {
    public static let name = "customer.addAddress"
    public static let permission: Permission = "customer.addAddress"
    public static let emits: [any Event.Type] = [CustomerAddressAdded.self]
    public var customer = ID<Customer>.blank
    public var addressName = ""
    public var street = ""
    public var suburb = ""
    public var city = ""
    public var region = ""
    public var postcode = ""
    public var country = ""
    public init() {}

    public static let input = Schema<AddCustomerAddress>("AddCustomerAddress") { s in
        s.field("customer", \.customer, .required)
        s.field("name", \.addressName, .required, .maxLength(80))
        s.field("street", \.street, .required, .maxLength(200))
        s.field("suburb", \.suburb, .maxLength(100))
        s.field("city", \.city, .maxLength(100))
        s.field("region", \.region, .maxLength(100))
        s.field("postcode", \.postcode, .maxLength(20))
        s.field("country", \.country, .maxLength(2))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<CustomerAddress> {
        let customer = try tx.load(self.customer)
        var address = CustomerAddress()
        address.customer = customer.id
        address.name = addressName
        address.street = street
        address.suburb = suburb
        address.city = city
        address.region = region
        address.postcode = postcode
        address.country = customer.country
        if !country.isEmpty { address.country = try Country.checked(country, of: customer.title, fixedBy: "sales") }
        address = try tx.insert(address)
        tx.emit(CustomerAddressAdded(subject: address.id))
        return address.id
    }
}

/// A customer has another place to deliver to.
public struct CustomerAddressAdded: Event {
    public let subject: ID<CustomerAddress>
}

extension Country {
    /// The code of a document's field `country`. Refuses invalidValue.
    static func checked(
        _ text: String, of document: String, field: String = "country", fixedBy: String
    ) throws(Refusal) -> String {
        do throws(ValueError) {
            return try code(text)
        } catch {
            throw Refusal(
                .invalidValue, error.message, document: document, field: field, allowed: error.allowed,
                fixedBy: fixedBy)
        }
    }
}

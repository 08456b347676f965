import Kernel
import Platform

/// Asks finance to take on a customer, as sales does when a deal is won. Nothing can be ordered before acceptance.
/// Refuses: duplicateCustomer, invalidValue, companyNotSetUp. Emits CustomerRequested.
public struct RequestCustomer: Command {
    public static let name = "customer.request"
    public static let permission: Permission = "customer.request"
    public static let emits: [any Event.Type] = [CustomerRequested.self]
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
    public var contactName = ""
    public var contactEmail = ""
    public var contactPhone = ""
    /// Without it, the company's.
    public var currency = Currency.none
    public init() {}
    public init(legalName: String) { self.legalName = legalName }

    public static let input = Schema<RequestCustomer>("RequestCustomer") { s in
        s.field("legalName", \.legalName, .required, .maxLength(200))
        s.field("tradingName", \.tradingName, .maxLength(200))
        s.field("taxNumber", \.taxNumber, .maxLength(30))
        s.field("nzbn", \.nzbn, .maxLength(20))
        s.field("abn", \.abn, .maxLength(20))
        s.field("email", \.email, .maxLength(254))
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
        s.field("currency", \.currency)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Customer> {
        let company = try Company.current(in: tx)
        var customer = customer
        if customer.country.isEmpty { customer.country = company.country }
        if customer.currency == .none { customer.currency = company.currency }
        var reasons = CustomerIdentity.check(&customer)
        reasons += try CustomerIdentity.duplicates(of: customer, in: tx)
        guard reasons.isEmpty else { throw Refusal(reasons) }
        customer.number = try tx.nextNumber("CUS")
        customer = try tx.insert(customer)
        tx.emit(CustomerRequested(subject: customer.id))
        return customer.id
    }

    private var customer: Customer {
        var customer = Customer()
        customer.legalName = legalName
        customer.tradingName = tradingName
        customer.taxNumber = taxNumber
        customer.nzbn = nzbn
        customer.abn = abn
        customer.email = email
        customer.phone = phone
        customer.street = street
        customer.suburb = suburb
        customer.city = city
        customer.region = region
        customer.postcode = postcode
        customer.country = country
        customer.contactName = contactName
        customer.contactEmail = contactEmail
        customer.contactPhone = contactPhone
        customer.currency = currency
        return customer
    }
}

/// Someone asks for a customer to be taken on.
public struct CustomerRequested: Event {
    public let subject: ID<Customer>
}

import Kernel
import Platform

/// Changes a customer's names, numbers, address and contact. What is not mentioned stays; an empty text empties.
/// Refuses: notFound, wrongState, requiredField, invalidValue, duplicateCustomer. Emits CustomerUpdated.
public struct UpdateCustomer: Command {
    public static let name = "customer.update"
    public static let permission: Permission = "customer.update"
    public static let emits: [any Event.Type] = [CustomerUpdated.self]
    public var customer = ID<Customer>.blank
    public var legalName: String?
    public var tradingName: String?
    public var taxNumber: String?
    public var nzbn: String?
    public var abn: String?
    public var email: String?
    public var phone: String?
    public var street: String?
    public var suburb: String?
    public var city: String?
    public var region: String?
    public var postcode: String?
    public var country: String?
    public var contactName: String?
    public var contactEmail: String?
    public var contactPhone: String?
    public init() {}
    public init(customer: ID<Customer>) { self.customer = customer }

    public static let input = Schema<UpdateCustomer>("UpdateCustomer") { s in
        s.field("customer", \.customer, .required)
        s.field("legalName", \.legalName, .maxLength(200))
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
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let before = try tx.load(customer)
        guard before.state != .archived, before.state != .rejected else {
            throw Refusal(
                .wrongState, "\(before.title) is \(before.state.rawValue)", document: before.title, field: "state",
                allowed: "a customer that is neither archived nor rejected", fixedBy: "finance")
        }
        var customer = before
        change(&customer)
        var reasons = CustomerIdentity.check(&customer)
        if identity(customer) != identity(before) {
            reasons += try CustomerIdentity.duplicates(of: customer, in: tx)
        }
        guard reasons.isEmpty else { throw Refusal(reasons) }
        try tx.update(customer)
        tx.emit(CustomerUpdated(subject: customer.id))
        return NoAnswer()
    }

    private func identity(_ customer: Customer) -> [String] {
        [customer.taxNumber, customer.nzbn, customer.abn, customer.matchName, customer.postcode]
    }

    private func change(_ customer: inout Customer) {
        if let legalName { customer.legalName = legalName }
        if let tradingName { customer.tradingName = tradingName }
        if let taxNumber { customer.taxNumber = taxNumber }
        if let nzbn { customer.nzbn = nzbn }
        if let abn { customer.abn = abn }
        if let email { customer.email = email }
        if let phone { customer.phone = phone }
        if let street { customer.street = street }
        if let suburb { customer.suburb = suburb }
        if let city { customer.city = city }
        if let region { customer.region = region }
        if let postcode { customer.postcode = postcode }
        if let country { customer.country = country }
        if let contactName { customer.contactName = contactName }
        if let contactEmail { customer.contactEmail = contactEmail }
        if let contactPhone { customer.contactPhone = contactPhone }
    }
}

/// A customer's names, numbers, address or contact changed.
public struct CustomerUpdated: Event {
    public let subject: ID<Customer>
}

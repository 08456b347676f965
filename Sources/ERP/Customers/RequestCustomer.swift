import Kernel
import Platform

/// Asks finance to take on a customer, as sales does when a deal is won. Nothing can be ordered before acceptance.
/// Refuses: duplicateCustomer, invalidValue, companyNotSetUp. Emits CustomerRequested.
public struct RequestCustomer: Command {
    public static let name = "customer.request"
    public static let permission: Permission = "customer.request"
    public static let emits: [any Event.Type] = [CustomerRequested.self]
    /// Without a currency, the company's.
    public var fields = FieldChanges<Customer>()
    public init() {}
    public init(legalName: String) { fields[\.legalName] = legalName }

    public static let input = Schema<RequestCustomer>("RequestCustomer") { s in
        s.fields(of: Customer.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Customer> {
        let company = try Company.current(in: tx)
        var customer = try fields.applied(to: Customer())
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
}

/// Someone asks for a customer to be taken on.
public struct CustomerRequested: Event {
    public let subject: ID<Customer>
}

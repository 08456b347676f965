import Kernel
import Platform

/// Takes on a customer that finance accepted elsewhere: the old system's file at take-on.
/// Refuses: duplicate (the number), duplicateCustomer, invalidValue, creditLimitCurrency, currencyMismatch, notFound.
/// Emits CustomerAccepted.
public struct ImportCustomer: Command {
    public static let name = "customer.import"
    public static let permission: Permission = "customer.import"
    public static let emits: [any Event.Type] = [CustomerAccepted.self]
    /// With the old system's number; without it, the next of ours.
    public var fields = FieldChanges<Customer>()
    /// Take-on files may hold several records of one name: only the numbers must differ then.
    public var allowSameName = false
    public init() {}
    public init(legalName: String) { fields[\.legalName] = legalName }

    public static let input = Schema<ImportCustomer>("ImportCustomer") { s in
        let agreed = ["number", "terms", "creditLimit", "taxCode", "priceList"]
        s.fields(of: Customer.self, at: \.fields, isRequired: true) { $0.isWritable || agreed.contains($0.name) }
        s.field("allowSameName", \.allowSameName)
    }

    public var lookups: [Lookup] {
        guard var customer = try? fields.applied(to: Customer()) else { return [] }
        _ = CustomerIdentity.check(&customer)
        return CustomerIdentity.lookups(of: customer)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Customer> {
        let company = try Company.current(in: tx)
        var customer = try fields.applied(to: Customer())
        customer.state = .active
        if customer.country.isEmpty { customer.country = company.country }
        if customer.currency == .none { customer.currency = company.currency }
        customer.decidedBy = actor.id
        var reasons = CustomerIdentity.check(&customer)
        reasons += try CustomerIdentity.duplicates(of: customer, in: tx)
            .filter { !allowSameName || $0.field != "legalName" }
        reasons += CustomerAgreement.problems(
            limit: customer.creditLimit, company, document: "Customer \(customer.legalName)")
        reasons += try CustomerAgreement.problems(priceList: customer.priceList, of: customer, in: tx)
        guard reasons.isEmpty else { throw Refusal(reasons) }
        if customer.number.isEmpty { customer.number = try tx.nextNumber("CUS") }
        customer = try tx.insert(customer)
        try Credit.begin(for: customer, in: tx)
        tx.emit(CustomerAccepted(subject: customer.id))
        return customer.id
    }
}

import Kernel
import Platform

/// Adds a place to deliver to. Refuses: notFound, duplicate (the name). Emits CustomerAddressAdded.
public struct AddCustomerAddress: Command {
    public static let name = "customer.addAddress"
    public static let permission: Permission = "customer.addAddress"
    public static let emits: [any Event.Type] = [CustomerAddressAdded.self]
    /// Without a country, the customer's.
    public var fields = FieldChanges<CustomerAddress>()
    public init() {}
    public init(_ address: CustomerAddress) { fields = FieldChanges(address) }

    public static let input = Schema<AddCustomerAddress>("AddCustomerAddress") { s in
        s.fields(of: CustomerAddress.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<CustomerAddress> {
        var address = try fields.applied(to: CustomerAddress())
        let customer = try tx.load(address.customer)
        if address.country.isEmpty { address.country = customer.country }
        address.country = try Country.checked(address.country, of: customer.title, fixedBy: "sales")
        address = try tx.insert(address)
        tx.emit(CustomerAddressAdded(subject: address.id))
        return address.id
    }
}

/// A customer has another place to deliver to.
public struct CustomerAddressAdded: Event {
    public let subject: ID<CustomerAddress>
}

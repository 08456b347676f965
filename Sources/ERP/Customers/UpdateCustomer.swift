import Kernel
import Platform

/// Changes a customer's names, numbers, address and contact. What is not mentioned stays; an empty text empties.
/// Refuses: notFound, wrongState, requiredField, invalidValue, duplicateCustomer. Emits CustomerUpdated.
public struct UpdateCustomer: Command {
    public static let name = "customer.update"
    public static let permission: Permission = "customer.update"
    public static let emits: [any Event.Type] = [CustomerUpdated.self]
    public var customer = ID<Customer>.blank
    public var fields = FieldChanges<Customer>()
    public init() {}
    public init(customer: ID<Customer>) { self.customer = customer }

    public static let input = Schema<UpdateCustomer>("UpdateCustomer") { s in
        s.field("customer", \.customer, .required)
        s.fields(of: Customer.self, at: \.fields) { $0.isWritable && $0.name != "currency" }
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let before = try tx.load(customer)
        guard before.state != .archived, before.state != .rejected else {
            throw Refusal(
                .wrongState, "\(before.title) is \(before.state.rawValue)", document: before.title, field: "state",
                allowed: "a customer that is neither archived nor rejected", fixedBy: "finance")
        }
        var customer = try fields.applied(to: before)
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
}

/// A customer's names, numbers, address or contact changed.
public struct CustomerUpdated: Event {
    public let subject: ID<Customer>
}

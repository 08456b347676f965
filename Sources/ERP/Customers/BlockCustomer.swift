import Kernel
import Platform

/// Stops all business with a customer.
/// Refuses: notFound, wrongState, missingReason. Emits CustomerBlocked.
public struct BlockCustomer: Command {
    public static let name = "customer.block"
    public static let permission: Permission = "customer.block"
    public static let emits: [any Event.Type] = [CustomerBlocked.self]
    public var customer = ID<Customer>.blank
    public var reason = ""
    public init() {}

    public init(customer: ID<Customer>, reason: String) {
        self.customer = customer
        self.reason = reason
    }

    public static let input = Schema<BlockCustomer>("BlockCustomer") { s in
        s.field("customer", \.customer, .required)
        s.field("reason", \.reason, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var customer = try tx.load(self.customer)
        try Customer.transitions.check(customer.state, to: .blocked, document: customer.title)
        if reason.isEmpty { throw Refusal([.missing(customer.title)]) }
        customer.state = .blocked
        customer.holdReason = reason
        try tx.update(customer)
        tx.emit(CustomerBlocked(subject: customer.id))
        return NoAnswer()
    }
}

/// Nothing is sold to this customer any more.
public struct CustomerBlocked: Event {
    public let subject: ID<Customer>
}

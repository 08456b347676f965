import Kernel
import Platform

/// Stops further deliveries to a customer for a time.
/// Refuses: notFound, wrongState, missingReason. Emits CustomerHeld.
public struct HoldCustomer: Command {
    public static let name = "customer.hold"
    public static let permission: Permission = "customer.hold"
    public static let emits: [any Event.Type] = [CustomerHeld.self]
    public var customer = ID<Customer>.blank
    public var reason = ""
    public init() {}

    public init(customer: ID<Customer>, reason: String) {
        self.customer = customer
        self.reason = reason
    }

    public static let input = Schema<HoldCustomer>("HoldCustomer") { s in
        s.field("customer", \.customer, .required)
        s.field("reason", \.reason, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var customer = try tx.load(self.customer)
        try Customer.transitions.check(customer.state, to: .hold, document: customer.title)
        if reason.isEmpty { throw Refusal([.missing(customer.title)]) }
        customer.state = .hold
        customer.holdReason = reason
        try tx.update(customer)
        tx.emit(CustomerHeld(subject: customer.id))
        return NoAnswer()
    }
}

/// No further order goes out to this customer for now.
public struct CustomerHeld: Event {
    public let subject: ID<Customer>
}

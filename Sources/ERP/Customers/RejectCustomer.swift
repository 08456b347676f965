import Kernel
import Platform

/// Declines a requested customer; the reason goes home to sales.
/// Refuses: notFound, wrongState, missingReason. Emits CustomerRejected.
public struct RejectCustomer: Command {
    public static let name = "customer.reject"
    public static let permission: Permission = "customer.reject"
    public static let emits: [any Event.Type] = [CustomerRejected.self]
    public var customer = ID<Customer>.blank
    public var reason = ""
    public init() {}

    public init(customer: ID<Customer>, reason: String) {
        self.customer = customer
        self.reason = reason
    }

    public static let input = Schema<RejectCustomer>("RejectCustomer") { s in
        s.field("customer", \.customer, .required)
        s.field("reason", \.reason, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var customer = try tx.load(self.customer)
        try Customer.transitions.check(customer.state, to: .rejected, document: customer.title)
        if reason.isEmpty { throw Refusal([.missing(customer.title)]) }
        customer.state = .rejected
        customer.decidedBy = actor.id
        customer.decisionNote = reason
        try tx.update(customer)
        tx.emit(CustomerRejected(subject: customer.id))
        return NoAnswer()
    }
}

/// Finance declined the request; the decision note says why.
public struct CustomerRejected: Event {
    public let subject: ID<Customer>
}

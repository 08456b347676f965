import Kernel
import Platform

/// Puts a customer away with whom no business is done any more.
/// Refuses: notFound, wrongState, missingReason. Emits CustomerArchived.
public struct ArchiveCustomer: Command {
    public static let name = "customer.archive"
    public static let permission: Permission = "customer.archive"
    public static let emits: [any Event.Type] = [CustomerArchived.self]
    public var customer = ID<Customer>.blank
    public var reason = ""
    public init() {}

    public init(customer: ID<Customer>, reason: String) {
        self.customer = customer
        self.reason = reason
    }

    public static let input = Schema<ArchiveCustomer>("ArchiveCustomer") { s in
        s.field("customer", \.customer, .required)
        s.field("reason", \.reason, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var customer = try tx.load(self.customer)
        try Customer.transitions.check(customer.state, to: .archived, document: customer.title)
        if reason.isEmpty { throw Refusal([.missing(customer.title)]) }
        customer.state = .archived
        customer.decidedBy = actor.id
        customer.decisionNote = reason
        try tx.update(customer)
        tx.emit(CustomerArchived(subject: customer.id))
        return NoAnswer()
    }
}

/// The customer is history.
public struct CustomerArchived: Event {
    public let subject: ID<Customer>
}

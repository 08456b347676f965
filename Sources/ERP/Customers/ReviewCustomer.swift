import Kernel
import Platform

/// Takes a requested customer into finance's review.
/// Refuses: notFound, wrongState. Emits CustomerReviewed.
public struct ReviewCustomer: Command {
    public static let name = "customer.review"
    public static let permission: Permission = "customer.review"
    public static let emits: [any Event.Type] = [CustomerReviewed.self]
    public var customer = ID<Customer>.blank
    public var note = ""
    public init() {}

    public init(customer: ID<Customer>, note: String = "") {
        self.customer = customer
        self.note = note
    }

    public static let input = Schema<ReviewCustomer>("ReviewCustomer") { s in
        s.field("customer", \.customer, .required)
        s.field("note", \.note, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var customer = try tx.load(self.customer)
        try Customer.transitions.check(customer.state, to: .underReview, document: customer.title)
        customer.state = .underReview
        customer.decidedBy = actor.id
        customer.decisionNote = note
        try tx.update(customer)
        tx.emit(CustomerReviewed(subject: customer.id))
        return NoAnswer()
    }
}

/// Finance is looking at the request.
public struct CustomerReviewed: Event {
    public let subject: ID<Customer>
}

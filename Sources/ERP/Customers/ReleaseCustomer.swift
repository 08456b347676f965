import Kernel
import Platform

/// Lifts a hold or a block.
/// Refuses: notFound, wrongState. Emits CustomerReleased.
public struct ReleaseCustomer: Command {
    public static let name = "customer.release"
    public static let permission: Permission = "customer.release"
    public static let emits: [any Event.Type] = [CustomerReleased.self]
    public var customer = ID<Customer>.blank
    public var note = ""
    public init() {}

    public init(customer: ID<Customer>, note: String = "") {
        self.customer = customer
        self.note = note
    }

    public static let input = Schema<ReleaseCustomer>("ReleaseCustomer") { s in
        s.field("customer", \.customer, .required)
        s.field("note", \.note, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var customer = try tx.load(self.customer)
        guard customer.state == .hold || customer.state == .blocked else {
            throw Refusal(
                .wrongState, "\(customer.title) is \(customer.state.rawValue), so there is nothing to release",
                document: customer.title, field: "state", allowed: "only when hold or blocked", fixedBy: "finance")
        }
        customer.state = .active
        customer.holdReason = ""
        customer.decidedBy = actor.id
        customer.decisionNote = note
        try tx.update(customer)
        tx.emit(CustomerReleased(subject: customer.id))
        return NoAnswer()
    }
}

/// Orders go out to this customer again.
public struct CustomerReleased: Event {
    public let subject: ID<Customer>
}

import Kernel
import Platform

/// Agrees another credit limit. Refuses: notFound, wrongState, creditLimitCurrency. Emits CreditLimitSet.
public struct SetCreditLimit: Command {
    public static let name = "customer.setCreditLimit"
    public static let permission: Permission = "customer.setCreditLimit"
    public static let emits: [any Event.Type] = [CreditLimitSet.self]
    public var customer = ID<Customer>.blank
    /// In the company's currency.
    public var limit = Money.none
    public var note = ""
    public init() {}

    public init(customer: ID<Customer>, limit: Money, note: String = "") {
        self.customer = customer
        self.limit = limit
        self.note = note
    }

    public static let input = Schema<SetCreditLimit>("SetCreditLimit") { s in
        s.field("customer", \.customer, .required)
        s.field("limit", \.limit, .required)
        s.field("note", \.note, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let company = try Company.current(in: tx)
        var customer = try tx.load(self.customer)
        guard [.active, .hold, .blocked].contains(customer.state) else {
            throw Refusal(
                .wrongState, "\(customer.title) is \(customer.state.rawValue)", document: customer.title,
                field: "state", allowed: "an accepted customer", fixedBy: "finance")
        }
        let reasons = CustomerAgreement.problems(limit: limit, company, document: customer.title)
        guard reasons.isEmpty else { throw Refusal(reasons) }
        customer.creditLimit = limit
        customer.decidedBy = actor.id
        customer.decisionNote = note
        try tx.update(customer)
        try Credit.refresh(customer.id, orderValueChange: .none, in: tx)
        tx.emit(CreditLimitSet(subject: customer.id))
        return NoAnswer()
    }
}

/// A customer has another credit limit.
public struct CreditLimitSet: Event {
    public let subject: ID<Customer>
}

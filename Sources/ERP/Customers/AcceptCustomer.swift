import Kernel
import Platform

/// Finance accepts a customer, with terms, credit limit, tax code and price list. From now on orders are taken.
/// Refuses: notFound, wrongState, requiredField, creditLimitCurrency, currencyMismatch. Emits CustomerAccepted.
public struct AcceptCustomer: Command {
    public static let name = "customer.accept"
    public static let permission: Permission = "customer.accept"
    public static let emits: [any Event.Type] = [CustomerAccepted.self]
    public var customer = ID<Customer>.blank
    public var terms = ID<PaymentTerms>.blank
    /// In the company's currency.
    public var creditLimit = Money.none
    /// Without it the tax follows from item and country.
    public var taxCode: ID<TaxCode>?
    public var priceList: ID<PriceList>?
    public var note = ""
    public init() {}

    public init(
        customer: ID<Customer>, terms: ID<PaymentTerms>, creditLimit: Money, taxCode: ID<TaxCode>? = nil,
        priceList: ID<PriceList>? = nil, note: String = ""
    ) {
        self.customer = customer
        self.terms = terms
        self.creditLimit = creditLimit
        self.taxCode = taxCode
        self.priceList = priceList
        self.note = note
    }

    public static let input = Schema<AcceptCustomer>("AcceptCustomer") { s in
        s.field("customer", \.customer, .required)
        s.field("terms", \.terms, .required)
        s.field("creditLimit", \.creditLimit)
        s.field("taxCode", \.taxCode)
        s.field("priceList", \.priceList)
        s.field("note", \.note, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let company = try Company.current(in: tx)
        var customer = try tx.load(self.customer)
        guard customer.state == .requested || customer.state == .underReview else {
            throw Refusal(
                .wrongState, "\(customer.title) is \(customer.state.rawValue)", document: customer.title,
                field: "state", allowed: "only when requested or underReview", fixedBy: "finance")
        }
        var reasons = CustomerAgreement.problems(limit: creditLimit, company, document: customer.title)
        if creditLimit.currency == .none {
            reasons.append(
                Reason(
                    .requiredField, "Acceptance needs a credit limit", document: customer.title,
                    field: "creditLimit", allowed: "an amount in \(company.currency), 0 for cash only",
                    fixedBy: "finance"))
        }
        if try tx.find(terms) == nil {
            reasons.append(
                Reason(
                    .notFound, "There are no payment terms '\(terms)'", document: customer.title, field: "terms",
                    allowed: "existing payment terms such as NET30", fixedBy: "finance"))
        }
        reasons += try CustomerAgreement.problems(priceList: priceList, of: customer, in: tx)
        guard reasons.isEmpty else { throw Refusal(reasons) }
        customer.state = .active
        customer.terms = terms
        customer.creditLimit = creditLimit
        customer.taxCode = taxCode
        customer.priceList = priceList
        customer.decidedBy = actor.id
        customer.decisionNote = note
        try tx.update(customer)
        try Credit.refresh(customer.id, orderValueChange: .none, in: tx)
        tx.emit(CustomerAccepted(subject: customer.id))
        return NoAnswer()
    }
}

/// The customer may order.
public struct CustomerAccepted: Event {
    public let subject: ID<Customer>
}

import Kernel
import Platform

/// Takes on a customer that finance accepted elsewhere: the old system's file at take-on.
/// Refuses: duplicate (the number), duplicateCustomer, invalidValue, creditLimitCurrency, currencyMismatch, notFound.
/// Emits CustomerAccepted.
public struct ImportCustomer: Command {
    public static let name = "customer.import"
    public static let permission: Permission = "customer.import"
    public static let emits: [any Event.Type] = [CustomerAccepted.self]
    /// The old system's number; without it, the next of ours.
    public var number = ""
    public var legalName = ""
    public var tradingName = ""
    public var taxNumber = ""
    public var nzbn = ""
    public var abn = ""
    public var email = ""
    public var phone = ""
    public var street = ""
    public var suburb = ""
    public var city = ""
    public var region = ""
    public var postcode = ""
    public var country = ""
    public var contactName = ""
    public var contactEmail = ""
    public var contactPhone = ""
    public var currency = Currency.none
    public var terms: ID<PaymentTerms>?
    public var creditLimit = Money.none
    public var taxCode: ID<TaxCode>?
    public var priceList: ID<PriceList>?
    /// Take-on files may hold several records of one name: only the numbers must differ then.
    public var allowSameName = false
    public init() {}
    public init(legalName: String) { self.legalName = legalName }

    public static let input = Schema<ImportCustomer>("ImportCustomer") { s in
        s.field("number", \.number, .maxLength(20))
        s.field("legalName", \.legalName, .required, .maxLength(200))
        s.field("tradingName", \.tradingName, .maxLength(200))
        s.field("taxNumber", \.taxNumber, .maxLength(30))
        s.field("nzbn", \.nzbn, .maxLength(20))
        s.field("abn", \.abn, .maxLength(20))
        s.field("email", \.email, .maxLength(254))
        s.field("phone", \.phone, .maxLength(40))
        s.field("street", \.street, .maxLength(200))
        s.field("suburb", \.suburb, .maxLength(100))
        s.field("city", \.city, .maxLength(100))
        s.field("region", \.region, .maxLength(100))
        s.field("postcode", \.postcode, .maxLength(20))
        s.field("country", \.country, .maxLength(2))
        s.field("contactName", \.contactName, .maxLength(120))
        s.field("contactEmail", \.contactEmail, .maxLength(254))
        s.field("contactPhone", \.contactPhone, .maxLength(40))
        s.field("currency", \.currency)
        s.field("terms", \.terms)
        s.field("creditLimit", \.creditLimit)
        s.field("taxCode", \.taxCode)
        s.field("priceList", \.priceList)
        s.field("allowSameName", \.allowSameName)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Customer> {
        let company = try Company.current(in: tx)
        var customer = customer
        if customer.country.isEmpty { customer.country = company.country }
        if customer.currency == .none { customer.currency = company.currency }
        customer.decidedBy = actor.id
        var reasons = CustomerIdentity.check(&customer)
        reasons += try CustomerIdentity.duplicates(of: customer, in: tx)
            .filter { !allowSameName || $0.field != "legalName" }
        reasons += CustomerAgreement.problems(limit: creditLimit, company, document: "Customer \(legalName)")
        reasons += try CustomerAgreement.problems(priceList: priceList, of: customer, in: tx)
        guard reasons.isEmpty else { throw Refusal(reasons) }
        if customer.number.isEmpty { customer.number = try tx.nextNumber("CUS") }
        customer = try tx.insert(customer)
        try Credit.refresh(customer.id, orderValueChange: .none, in: tx)
        tx.emit(CustomerAccepted(subject: customer.id))
        return customer.id
    }

    private var customer: Customer {
        var customer = Customer()
        customer.number = number
        customer.legalName = legalName
        customer.tradingName = tradingName
        customer.taxNumber = taxNumber
        customer.nzbn = nzbn
        customer.abn = abn
        customer.email = email
        customer.phone = phone
        customer.street = street
        customer.suburb = suburb
        customer.city = city
        customer.region = region
        customer.postcode = postcode
        customer.country = country
        customer.contactName = contactName
        customer.contactEmail = contactEmail
        customer.contactPhone = contactPhone
        customer.currency = currency
        customer.state = .active
        customer.terms = terms
        customer.creditLimit = creditLimit
        customer.taxCode = taxCode
        customer.priceList = priceList
        return customer
    }
}

import Kernel

/// How money came in.
public enum PaymentMethod: String, Choice { case bankTransfer, card, directDebit, cash, cheque, other }

/// Money received from a customer. Posted at birth; what it settles are its applications.
public struct CustomerPayment: BusinessObject {
    public var id = ID<CustomerPayment>.blank
    public var version = 0
    public var number = ""
    public var customer = ID<Customer>.blank
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var amount = Money.none
    public var exchangeRate = FixedDecimal.one
    public var method = PaymentMethod.bankTransfer
    public var reference = ""
    public var entry = ID<JournalEntry>.blank
    public init() {}

    public static let schema = Schema<CustomerPayment>("CustomerPayment") { s in
        s.field("number", \.number, .assigned, .unique, .maxLength(20))
        s.field("customer", \.customer, .required, .indexed)
        s.field("date", \.date, .required, .indexed)
        s.field("amount", \.amount)
        s.field("exchangeRate", \.exchangeRate)
        s.field("method", \.method)
        s.field("reference", \.reference, .maxLength(80))
        s.field("entry", \.entry, .derived)
        s.immutable()
        s.published()
    }
}

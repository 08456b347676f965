import Kernel
import Platform

/// Money received from an account, as the ERP recorded it; no bank details.
public struct CustomerPayment: MirrorDocument {
    public typealias Line = CustomerPaymentApplication
    public var id = ID<CustomerPayment>.blank
    public var version = 0
    public var number = ""
    public var account = ID<Account>.blank
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var amount = Money.none
    public var unapplied = Money.none
    public var method = ""
    public var reference = ""
    public var status = ""
    public var source = "erp"
    public var sourceID = ""
    public var asOf = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<CustomerPayment>("CustomerPayment") { s in
        s.field("number", \.number, .required, .indexed, .maxLength(40))
        s.field("account", \.account, .required, .indexed)
        s.field("date", \.date)
        s.field("amount", \.amount)
        s.field("unapplied", \.unapplied)
        s.field("method", \.method, .maxLength(40))
        s.field("reference", \.reference, .maxLength(100))
        s.field("status", \.status, .maxLength(40))
        s.field("source", \.source, .maxLength(40))
        s.field("sourceID", \.sourceID, .required, .maxLength(100))
        s.field("asOf", \.asOf)
        s.lines("lines", of: CustomerPaymentApplication.self)
        s.unique("source", "sourceID")
        s.index("account", "date")
    }

    public static let lineParent: LineParent = \CustomerPaymentApplication.payment
    public static let mirrorInput = declareMirrorInput()
}

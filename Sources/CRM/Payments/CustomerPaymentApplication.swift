import Kernel
import Platform

/// Which invoice a mirrored payment paid, and how much of it.
public struct CustomerPaymentApplication: MirrorLine {
    public var id = ID<CustomerPaymentApplication>.blank
    public var version = 0
    public var payment = ID<CustomerPayment>.blank
    public var position = 0
    public var invoice: ID<CustomerInvoice>?
    public var invoiceNumber = ""
    public var date: CalendarDate?
    public var amount = Money.none
    public var discount = Money.none
    public init() {}

    public static let schema = Schema<CustomerPaymentApplication>("CustomerPaymentApplication") { s in
        s.field("payment", \.payment)
        s.field("position", \.position)
        s.field("invoice", \.invoice, .indexed)
        s.field("invoiceNumber", \.invoiceNumber, .maxLength(40))
        s.field("date", \.date)
        s.field("amount", \.amount)
        s.field("discount", \.discount)
        s.parent("payment")
    }
}

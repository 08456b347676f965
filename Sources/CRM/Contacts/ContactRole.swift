import Kernel
import Platform

/// What a person is for one account, from when to when. Ended roles stay: they are the person's history with us.
public struct ContactRole: BusinessObject {
    public var id = ID<ContactRole>.blank
    public var version = 0
    public var contact = ID<Contact>.blank
    public var account = ID<Account>.blank
    /// "purchasing", "engineering", "decision maker" …
    public var role = ""
    /// Trusted with invoices and statements; the only contact that the ERP needs.
    public var isFinanceContact = false
    public var isPrimary = false
    public var startsOn: CalendarDate?
    public var endsOn: CalendarDate?
    public var endReason = ""
    public init() {}

    public static let schema = Schema<ContactRole>("ContactRole") { s in
        s.field("contact", \.contact, .commandOnly)
        s.field("account", \.account, .required, .indexed)
        s.field("role", \.role, .maxLength(100))
        s.field("isFinanceContact", \.isFinanceContact)
        s.field("isPrimary", \.isPrimary)
        s.field("startsOn", \.startsOn)
        s.field("endsOn", \.endsOn, .commandOnly)
        s.field("endReason", \.endReason, .commandOnly, .maxLength(200))
        s.parent("contact")
    }

    func isCurrent(on date: CalendarDate) -> Bool { endsOn.map { $0 >= date } ?? true }
}

import Kernel

/// How the days of payment terms are counted.
public enum DayRule: String, Choice {
    /// So many days after the invoice.
    case net
    /// So many days after the end of the invoice's month: "20th of the month following".
    case endOfMonthFollowing
}

/// When an invoice is due, and what is given for paying early. Its id is its code.
public struct PaymentTerms: BusinessObject {
    public var id = ID<PaymentTerms>.blank
    public var version = 0
    public var code = ""
    public var days = 0
    public var dayRule = DayRule.net
    public var discountPercent = FixedDecimal.zero
    public var discountDays = 0
    public init() {}

    public init(
        _ code: String, days: Int, rule: DayRule = .net, discountPercent: FixedDecimal = .zero, discountDays: Int = 0
    ) {
        id = ID(code)
        self.code = code
        self.days = days
        dayRule = rule
        self.discountPercent = discountPercent
        self.discountDays = discountDays
    }

    public static let schema = Schema<PaymentTerms>("PaymentTerms") { s in
        s.field("code", \.code, .required, .unique, .maxLength(20))
        s.field("days", \.days, .within(0...3_650))
        s.field("dayRule", \.dayRule)
        s.field("discountPercent", \.discountPercent)
        s.field("discountDays", \.discountDays, .within(0...3_650))
    }

    public func dueDate(ofInvoiceOn date: CalendarDate) -> CalendarDate {
        switch dayRule {
        case .net: date.adding(days: days)
        case .endOfMonthFollowing: date.endOfMonth.adding(days: days)
        }
    }

    /// The last day on which the settlement discount is earned; nil when there is none.
    public func discountDate(ofInvoiceOn date: CalendarDate) -> CalendarDate? {
        discountPercent.isZero ? nil : date.adding(days: discountDays)
    }
}

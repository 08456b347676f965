import Kernel
import Platform

/// What happens to an order that passes the customer's credit limit.
public enum OverCreditPolicy: String, Choice { case hold, refuse }

/// The company whose books these are: one row, with the id "company".
public struct Company: BusinessObject {
    public var id = ID<Company>.blank
    public var version = 0
    public var name = ""
    public var country = ""
    public var currency = Currency.none
    public var gstNumber = ""
    public var nzbn = ""
    public var street = ""
    public var suburb = ""
    public var city = ""
    public var region = ""
    public var postcode = ""
    /// A customer whose oldest invoice is overdue by more days than this goes on credit hold.
    public var overdueHoldDays = 60
    public var overCreditPolicy = OverCreditPolicy.hold
    public var overDeliveryPercent = FixedDecimal.zero
    /// The largest small balance that may be written off with a payment.
    public var writeOffTolerance = Money.none
    public init() {}

    public static let schema = Schema<Company>("Company") { s in
        s.field("name", \.name, .required, .maxLength(120))
        s.field("country", \.country, .required, .maxLength(2))
        s.field("currency", \.currency, .required)
        s.field("gstNumber", \.gstNumber, .maxLength(20))
        s.field("nzbn", \.nzbn, .maxLength(13))
        s.field("street", \.street, .maxLength(120))
        s.field("suburb", \.suburb, .maxLength(80))
        s.field("city", \.city, .maxLength(80))
        s.field("region", \.region, .maxLength(80))
        s.field("postcode", \.postcode, .maxLength(12))
        s.field("overdueHoldDays", \.overdueHoldDays)
        s.field("overCreditPolicy", \.overCreditPolicy)
        s.field("overDeliveryPercent", \.overDeliveryPercent)
        s.field("writeOffTolerance", \.writeOffTolerance)
    }

    /// The id of the only row.
    public static let only = ID<Company>("company")

    /// The company. Refuses: companyNotSetUp.
    public static func current(in reader: some RecordReader) throws(Refusal) -> Company {
        guard let company = try reader.find(only) else {
            throw Refusal(
                .companyNotSetUp, "The company has not been set up", document: "Company",
                allowed: "the command company.setUp first", fixedBy: "finance")
        }
        return company
    }
}

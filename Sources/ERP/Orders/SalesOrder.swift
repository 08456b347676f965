import Kernel

/// Where an order came from.
public enum OrderSource: String, Choice { case quote, online, direct }

/// How much of an order has left the house.
public enum DeliveryStatus: String, Choice { case notDelivered, partly, delivered }

/// How much of an order has been invoiced.
public enum BillingStatus: String, Choice { case notBilled, partly, billed }

/// How much of an order has been paid.
public enum PaymentStatus: String, Choice { case unpaid, partly, paid }

/// An order in one word, derived from its lines and holds.
public enum OrderState: String, Choice { case confirmed, onHold, cancelled, closed }

/// A customer's order: the commitment to deliver. What became of it is derived from its lines.
public struct SalesOrder: BusinessObject {
    public var id = ID<SalesOrder>.blank
    public var version = 0
    public var number = ""
    public var customer = ID<Customer>.blank
    /// The customer's own order number.
    public var customerReference = ""
    /// The number of the quote or web order that it came from.
    public var sourceReference = ""
    public var sourceKind = OrderSource.direct
    public var date = CalendarDate(daysSinceEpoch: 0)
    public var requestedDate: CalendarDate?
    public var currency = Currency.none
    /// Company currency for one unit of the order's currency.
    public var exchangeRate = FixedDecimal.one
    public var shipToName = ""
    public var shipToStreet = ""
    public var shipToSuburb = ""
    public var shipToCity = ""
    public var shipToRegion = ""
    public var shipToPostcode = ""
    public var shipToCountry = ""
    public var warehouse = ID<Warehouse>.blank
    public var net = Money.none
    public var tax = Money.none
    public var freight = Money.none
    public var rounding = Money.none
    public var total = Money.none
    /// Recorded amounts of an imported order, taken as given.
    public var givenTax: Money?
    public var givenFreight: Money?
    public var sourceTotal: FixedDecimal?
    public var deliveryStatus = DeliveryStatus.notDelivered
    public var billingStatus = BillingStatus.notBilled
    public var paymentStatus = PaymentStatus.unpaid
    public var state = OrderState.confirmed
    /// Holds that nobody has released yet.
    public var openHolds = 0
    /// Counts the changes to what was ordered, from 1.
    public var revision = 1
    public init() {}

    public static let schema = Schema<SalesOrder>("SalesOrder") { s in
        s.field("number", \.number, .assigned, .unique, .maxLength(20))
        s.field("customer", \.customer, .required)
        s.field("customerReference", \.customerReference, .maxLength(60))
        s.field("sourceReference", \.sourceReference, .indexed, .maxLength(60))
        s.field("sourceKind", \.sourceKind)
        s.field("date", \.date, .indexed)
        s.field("requestedDate", \.requestedDate)
        s.field("currency", \.currency, .required, .maxLength(3))
        s.field("exchangeRate", \.exchangeRate)
        s.field("shipToName", \.shipToName, .maxLength(200))
        s.field("shipToStreet", \.shipToStreet, .maxLength(200))
        s.field("shipToSuburb", \.shipToSuburb, .maxLength(100))
        s.field("shipToCity", \.shipToCity, .maxLength(100))
        s.field("shipToRegion", \.shipToRegion, .maxLength(100))
        s.field("shipToPostcode", \.shipToPostcode, .maxLength(20))
        s.field("shipToCountry", \.shipToCountry, .maxLength(2))
        s.field("warehouse", \.warehouse, .required)
        s.field("net", \.net, .derived)
        s.field("tax", \.tax, .derived)
        s.field("freight", \.freight)
        s.field("rounding", \.rounding, .derived)
        s.field("total", \.total, .derived)
        s.field("givenTax", \.givenTax)
        s.field("givenFreight", \.givenFreight)
        s.field("sourceTotal", \.sourceTotal)
        s.field("deliveryStatus", \.deliveryStatus, .derived)
        s.field("billingStatus", \.billingStatus, .derived)
        s.field("paymentStatus", \.paymentStatus, .derived)
        s.field("state", \.state, .derived, .indexed)
        s.field("openHolds", \.openHolds, .derived)
        s.field("revision", \.revision, .derived)
        s.lines("lines", of: SalesOrderLine.self)
        s.index("customer", "customerReference")
        s.published()
    }
}

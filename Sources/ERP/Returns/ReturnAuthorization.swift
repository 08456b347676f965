import Kernel

/// How far a return has come.
public enum ReturnState: String, Choice { case requested, authorised, received, inspected, closed, rejected }

/// What is done with returned goods.
public enum Disposition: String, Choice { case credit, replace, repair, scrap }

/// Whether a returned piece was covered on the day it was asked for.
public enum WarrantyVerdict: String, Choice { case inWarranty, expired, notCovered }

/// Permission for a customer to send goods back, and what became of them.
public struct ReturnAuthorization: BusinessObject {
    public var id = ID<ReturnAuthorization>.blank
    public var version = 0
    public var number = ""
    public var customer = ID<Customer>.blank
    public var order = ID<SalesOrder>.blank
    /// The number of the customer's case.
    public var caseReference = ""
    public var reason = ""
    public var state = ReturnState.requested
    public var decisionNote = ""
    public var receivedOn: CalendarDate?
    /// The order that replaces what came back.
    public var replacementOrder: ID<SalesOrder>?
    public init() {}

    public static let schema = Schema<ReturnAuthorization>("ReturnAuthorization") { s in
        s.field("number", \.number, .assigned, .unique, .maxLength(20))
        s.field("customer", \.customer, .required, .indexed)
        s.field("order", \.order, .required, .indexed)
        s.field("caseReference", \.caseReference, .indexed, .maxLength(60))
        s.field("reason", \.reason, .required)
        s.field("state", \.state, .commandOnly, .indexed)
        s.field("decisionNote", \.decisionNote, .commandOnly)
        s.field("receivedOn", \.receivedOn, .commandOnly)
        s.field("replacementOrder", \.replacementOrder, .commandOnly)
        s.lines("lines", of: ReturnLine.self)
        s.published()
    }

    public static let transitions = TransitionTable<ReturnState>([
        .requested: [.authorised, .rejected],
        .authorised: [.received, .rejected],
        .received: [.inspected],
        .inspected: [.closed],
    ])
}

/// What comes back of one shipment line, at the cost it left with.
public struct ReturnLine: BusinessObject {
    public var id = ID<ReturnLine>.blank
    public var version = 0
    public var returnAuthorization = ID<ReturnAuthorization>.blank
    public var position = 0
    public var shipmentLine = ID<ShipmentLine>.blank
    public var orderLine = ID<SalesOrderLine>.blank
    public var item = ID<Item>.blank
    /// In the order line's unit.
    public var quantity = Quantity.none
    public var serial: String?
    public var lot: String?
    public var disposition: Disposition?
    public var warrantyVerdict = WarrantyVerdict.notCovered
    /// In the company's currency.
    public var originalCost = Money.none
    public var unitPrice = FixedDecimal.zero
    public var discountPercent = FixedDecimal.zero
    public init() {}

    public static let schema = Schema<ReturnLine>("ReturnLine") { s in
        s.field("returnAuthorization", \.returnAuthorization, .required)
        s.field("position", \.position)
        s.field("shipmentLine", \.shipmentLine, .required, .indexed)
        s.field("orderLine", \.orderLine, .required, .indexed)
        s.field("item", \.item, .required)
        s.field("quantity", \.quantity)
        s.field("serial", \.serial, .maxLength(60))
        s.field("lot", \.lot, .maxLength(60))
        s.field("disposition", \.disposition, .commandOnly)
        s.field("warrantyVerdict", \.warrantyVerdict, .derived)
        s.field("originalCost", \.originalCost, .derived, .sensitive)
        s.field("unitPrice", \.unitPrice, .derived)
        s.field("discountPercent", \.discountPercent, .derived)
        s.parent("returnAuthorization")
    }
}

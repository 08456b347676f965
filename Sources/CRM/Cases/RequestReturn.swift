import Kernel
import Platform

/// Asks the ERP, by way of the bridge, to take something back for a case.
/// Refuses: notFound, wrongState (a closed case, a return already under way), requiredField (reason, what and from
/// which order). Emits ReturnRequested.
public struct RequestReturn: Command {
    public static let name = "case.requestReturn"
    public static let permission: Permission = "case.write"
    public static let emits: [any Event.Type] = [ReturnRequested.self]
    public var supportCase = ID<SupportCase>.blank
    public var reason = ""
    /// Blank is one, for a unit with a serial number.
    public var quantity = Quantity.none
    /// Blank takes the case's.
    public var orderNumber = ""
    public var product: ID<Product>?
    public init() {}
    public init(_ supportCase: ID<SupportCase>, reason: String) {
        self.supportCase = supportCase
        self.reason = reason
    }

    public static let input = Schema<RequestReturn>("RequestReturn") { s in
        s.field("supportCase", \.supportCase, .required)
        s.field("reason", \.reason, .required, .maxLength(500))
        s.field("quantity", \.quantity)
        s.field("orderNumber", \.orderNumber, .maxLength(40))
        s.field("product", \.product)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var supportCase = try tx.load(supportCase)
        try SupportCase.transitions.check(supportCase.state, to: .waitingReturn, document: supportCase.title)
        guard [.none, .rejected].contains(supportCase.returnProgress) else {
            throw Refusal(
                .wrongState, "A return is \(supportCase.returnProgress.rawValue) already",
                document: supportCase.title, field: "returnProgress", allowed: "only when none or rejected",
                fixedBy: "support")
        }
        if let product { supportCase.product = product }
        if !orderNumber.isEmpty { supportCase.orderNumber = orderNumber }
        var quantity = quantity
        if quantity.isZero, !supportCase.serial.isEmpty { quantity = Quantity(1, .each) }
        var validation = Validation(supportCase.title, fixedBy: "support")
        if supportCase.serial.isEmpty, supportCase.product == nil {
            validation.add(
                .requiredField, "Nothing says what comes back", field: "product",
                allowed: "a product, or a case with a serial number")
        }
        if supportCase.serial.isEmpty, supportCase.orderNumber.isEmpty {
            validation.add(
                .requiredField, "Nothing says what it was sold with", field: "orderNumber",
                allowed: "the order's number, or a case with a serial number")
        }
        if quantity.value <= .zero {
            validation.add(.invalidValue, "A quantity of \(quantity)", field: "quantity", allowed: "more than 0")
        }
        try validation.orRefuse()
        supportCase.state = .waitingReturn
        supportCase.returnProgress = .requested
        supportCase.returnReason = reason
        supportCase.returnQuantity = quantity
        supportCase.returnRefusalReasons = ""
        try tx.update(supportCase)
        tx.emit(ReturnRequested(subject: supportCase.id))
        return NoAnswer()
    }
}

/// The ERP is to authorise a return.
public struct ReturnRequested: Event {
    public let subject: ID<SupportCase>
}

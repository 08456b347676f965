import Kernel
import Platform

/// Something a customer wants to send back: by its serial number, or by the order's line.
public struct ReturnLineInput: Sendable {
    public var serial = ""
    /// Of the order; not needed with a serial number.
    public var position = 0
    /// In the order line's unit; one piece with a serial number.
    public var quantity = FixedDecimal.one
    public var lot = ""
    public init() {}
    public init(serial: String) { self.serial = serial }
    public init(position: Int, quantity: FixedDecimal, lot: String = "") {
        self.position = position
        self.quantity = quantity
        self.lot = lot
    }

    public static let schema = Schema<ReturnLineInput>("ReturnLineInput") { s in
        s.field("serial", \.serial, .maxLength(60))
        s.field("position", \.position, .within(0...1_000_000))
        s.field("quantity", \.quantity)
        s.field("lot", \.lot, .maxLength(60))
    }
}

/// Asks for permission to send goods back. The warranty is judged on the spot, and the original cost is found.
/// Refuses: notFound, wrongSerial, moreThanShipped, badQuantity. Emits ReturnRequested.
public struct RequestReturn: Command {
    public static let name = "return.request"
    public static let permission: Permission = "return.request"
    public static let emits: [any Event.Type] = [ReturnRequested.self]
    public var customer: ID<Customer>?
    /// Not needed when a serial number tells it.
    public var order: ID<SalesOrder>?
    public var caseReference = ""
    public var reason = ""
    /// One thing, as a support case tells it, when there are no lines: a serial number, or an order's number and item.
    public var serial = ""
    public var orderNumber = ""
    public var item: ID<Item>?
    public var quantity: Quantity?
    public var lines: [ReturnLineInput] = []
    public init() {}
    public init(
        order: ID<SalesOrder>? = nil, caseReference: String = "", reason: String, lines: [ReturnLineInput]
    ) {
        self.order = order
        self.caseReference = caseReference
        self.reason = reason
        self.lines = lines
    }

    public static let input = Schema<RequestReturn>("RequestReturn") { s in
        s.field("customer", \.customer)
        s.field("order", \.order)
        s.field("caseReference", \.caseReference, .maxLength(60))
        s.field("reason", \.reason, .required)
        s.field("serial", \.serial, .maxLength(60))
        s.field("orderNumber", \.orderNumber, .maxLength(20))
        s.field("item", \.item)
        s.field("quantity", \.quantity)
        s.list("lines", \.lines, ReturnLineInput.schema, blank: { ReturnLineInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<ReturnAuthorization> {
        let (order, lines) = try asked(in: tx)
        var reading = ReturnReading(order: order, document: caseReference.isEmpty ? "Return" : "Case \(caseReference)")
        for (index, line) in lines.enumerated() { try reading.read(line, line: index + 1, in: tx) }
        if lines.isEmpty { reading.refuse(.badQuantity, "nothing comes back", nil, "lines", "one line or more") }
        guard reading.reasons.isEmpty, let order = reading.order else { throw Refusal(reading.reasons) }
        let sold = try tx.load(order)
        if let customer, !customer.isBlank, customer != sold.customer {
            throw Refusal(
                .notFound, "order \(sold.number) is not of this customer", document: reading.document,
                field: "customer", allowed: "the customer of the order", fixedBy: "support")
        }
        var authorization = ReturnAuthorization()
        authorization.number = try tx.nextNumber("RMA")
        authorization.customer = sold.customer
        authorization.order = order
        authorization.caseReference = caseReference
        authorization.reason = reason
        authorization = try tx.insert(authorization)
        for (index, row) in reading.rows.enumerated() {
            var row = row
            row.returnAuthorization = authorization.id
            row.position = index + 1
            try tx.insert(row)
        }
        tx.emit(ReturnRequested(subject: authorization.id))
        return authorization.id
    }
}

extension RequestReturn {
    /// The order and lines that are meant, the one thing of a support case among them.
    private func asked(in tx: Transaction) throws(Refusal) -> (ID<SalesOrder>?, [ReturnLineInput]) {
        guard lines.isEmpty else { return (order, lines) }
        if !serial.isEmpty { return (order, [ReturnLineInput(serial: serial)]) }
        var order = order
        if order == nil, !orderNumber.isEmpty {
            order = try tx.first(Select<SalesOrder>().where(\.number, .equal, orderNumber))?.id
        }
        guard let order, let item else { return (order, []) }
        let select = Select<SalesOrderLine>().where(\.order, .equal, order).where(\.item, .equal, item)
        guard let line = try tx.first(select) else { return (order, []) }
        return (order, [ReturnLineInput(position: line.position, quantity: quantity?.value ?? .one)])
    }
}

/// A customer wants to send goods back.
public struct ReturnRequested: Event { public let subject: ID<ReturnAuthorization> }

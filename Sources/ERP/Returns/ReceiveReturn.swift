import Kernel
import Platform

/// What was found in the parcel for one line of a return.
public struct ReceivedLineInput: Sendable {
    public var position = 0
    public var serial = ""
    public init() {}
    public init(position: Int, serial: String) {
        self.position = position
        self.serial = serial
    }

    public static let schema = Schema<ReceivedLineInput>("ReceivedLineInput") { s in
        s.field("position", \.position, .within(0...1_000_000))
        s.field("serial", \.serial, .maxLength(60))
    }
}

/// Takes returned goods into quarantine: Dr Quarantine Cr Cost of goods sold at the cost they had left with. The
/// numbers found must be those that were allowed.
/// Refuses: notFound, wrongState, wrongSerial, closedPeriod. Emits ReturnReceived.
public struct ReceiveReturn: Command {
    public static let name = "return.receive"
    public static let permission: Permission = "return.receive"
    public static let emits: [any Event.Type] = [ReturnReceived.self]
    public var authorization = ID<ReturnAuthorization>.blank
    public var date: CalendarDate?
    /// The numbers that were scanned; a line that is not named came as announced.
    public var lines: [ReceivedLineInput] = []
    public init() {}
    public init(_ authorization: ID<ReturnAuthorization>, lines: [ReceivedLineInput] = []) {
        self.authorization = authorization
        self.lines = lines
    }

    public static let input = Schema<ReceiveReturn>("ReceiveReturn") { s in
        s.field("return", \.authorization, .required)
        s.field("date", \.date)
        s.list("lines", \.lines, ReceivedLineInput.schema, blank: { ReceivedLineInput() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var received = try tx.load(authorization)
        try received.advance(to: .received)
        let rows = try received.lines(in: tx)
        try checkSerials(rows, received)
        let date = self.date ?? tx.today
        received.receivedOn = date
        var order = try tx.load(received.order)
        var orderLines = try tx.all(Select<SalesOrderLine>().where(\.order, .equal, order.id).ordered(by: \.position))
        var draft = JournalDraft(
            date: date, source: (object: "ReturnAuthorization", id: received.id.raw, number: received.number),
            memo: "\(received.title) received, order \(order.number)")
        for row in rows {
            draft.debit(.quarantine, row.originalCost, item: row.item)
            draft.credit(.costOfGoodsSold, row.originalCost, party: received.customer, item: row.item)
            if let index = orderLines.firstIndex(where: { $0.id == row.orderLine }) {
                orderLines[index].returned += row.quantity
            }
            if var unit = try row.unit(in: tx) {
                try SerialUnit.transitions.check(unit.status, to: .quarantined, document: "Serial \(unit.serial)")
                unit.status = .quarantined
                unit.warehouse = order.warehouse
                try tx.update(unit)
            }
        }
        if rows.contains(where: { !$0.originalCost.isZero }) { try tx.post(draft) }
        for line in orderLines { try tx.update(line) }
        order.derive(lines: orderLines)
        try tx.update(order)
        try tx.update(received)
        tx.emit(ReturnReceived(subject: authorization))
        return NoAnswer()
    }

    private func checkSerials(_ rows: [ReturnLine], _ received: ReturnAuthorization) throws(Refusal) {
        var reasons: [Reason] = []
        for input in lines {
            let row = rows.first { $0.position == input.position }
            if let row, (row.serial ?? "") == input.serial { continue }
            reasons.append(
                Reason(
                    row == nil ? .notFound : .wrongSerial,
                    row == nil ? "\(received.title) has no line \(input.position)" : "\(input.serial) came back",
                    document: received.title, line: input.position, field: row == nil ? "position" : "serial",
                    allowed: row.map { $0.serial ?? "no serial number" } ?? "a line of the return",
                    fixedBy: "warehouse"))
        }
        if !reasons.isEmpty { throw Refusal(reasons) }
    }
}

/// Returned goods arrived.
public struct ReturnReceived: Event { public let subject: ID<ReturnAuthorization> }

extension ReturnAuthorization {
    func lines(in tx: Transaction) throws(Refusal) -> [ReturnLine] {
        try tx.all(Select<ReturnLine>().where(\.returnAuthorization, .equal, id).ordered(by: \.position))
    }
}

extension ReturnLine {
    /// The numbered piece, when it has a number.
    func unit(in tx: Transaction) throws(Refusal) -> SerialUnit? {
        guard let serial else { return nil }
        return try tx.first(Select<SerialUnit>().where(\.item, .equal, item).where(\.serial, .equal, serial))
    }
}

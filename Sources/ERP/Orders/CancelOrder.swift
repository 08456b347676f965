import Kernel
import Platform

/// Cancels what is not shipped yet, of the whole order or of some lines; reserved stock goes to lines that wait for it.
/// Refuses: notFound, wrongState, nothingOpen. Emits OrderCancelled.
public struct CancelOrder: Command {
    public static let name = "order.cancel"
    public static let permission: Permission = "order.cancel"
    public static let emits: [any Event.Type] = [OrderCancelled.self]
    public var order = ID<SalesOrder>.blank
    public var reason = ""
    /// None: every line.
    public var lines: [CancelOrderLine] = []
    public init() {}
    public init(order: ID<SalesOrder>, reason: String, positions: [Int] = []) {
        self.order = order
        self.reason = reason
        lines = positions.map { CancelOrderLine(position: $0) }
    }

    public static let input = Schema<CancelOrder>("CancelOrder") { s in
        s.field("order", \.order, .required)
        s.field("reason", \.reason, .required, .maxLength(500))
        s.list("lines", \.lines, CancelOrderLine.schema, blank: { CancelOrderLine() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var running = try RunningOrder(order, changesValue: true, in: tx)
        var chosen: [Int] = []
        for line in lines { chosen.append(try running.index(of: line.position)) }
        if lines.isEmpty { chosen = Array(running.lines.indices) }
        if !chosen.contains(where: { running.lines[$0].open.value > .zero }) {
            throw Refusal(
                .nothingOpen, "\(running.title) has nothing left to cancel there", document: running.title,
                field: "lines", allowed: "a line that is not wholly shipped or cancelled; or a return",
                fixedBy: "sales")
        }
        for index in chosen { running.lines[index].cancelled += running.lines[index].open }
        running.order.revision += 1
        try running.total(in: tx)
        if running.order.openHolds == 0 { running.reserve() } else { running.shrinkReservations() }
        try running.save(fills: true, in: tx)
        tx.emit(OrderCancelled(subject: order))
        return NoAnswer()
    }
}

/// A line to be cancelled.
public struct CancelOrderLine: Sendable {
    public var position = 0
    public init() {}
    public init(position: Int) { self.position = position }

    public static let schema = Schema<CancelOrderLine>("CancelOrderLine") { s in
        s.field("position", \.position, .within(0...1_000_000))
    }
}

/// An order, or the rest of it, was cancelled.
public struct OrderCancelled: Event { public let subject: ID<SalesOrder> }

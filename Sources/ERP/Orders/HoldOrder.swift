import Kernel
import Platform

/// Stops an order by hand; what it has reserved stays reserved. Refuses: notFound, wrongState. Emits OrderHeld.
public struct HoldOrder: Command {
    public static let name = "order.hold"
    public static let permission: Permission = "order.hold"
    public static let emits: [any Event.Type] = [OrderHeld.self]
    public var order = ID<SalesOrder>.blank
    public var kind = HoldKind.manual
    public var reason = ""
    public init() {}
    public init(order: ID<SalesOrder>, reason: String) {
        self.order = order
        self.reason = reason
    }

    public static let input = Schema<HoldOrder>("HoldOrder") { s in
        s.field("order", \.order, .required)
        s.field("kind", \.kind)
        s.field("reason", \.reason, .required, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var running = try RunningOrder(order, changesValue: true, in: tx)
        try running.hold(kind, reason, in: tx)
        try running.save(in: tx)
        tx.emit(OrderHeld(subject: order))
        return NoAnswer()
    }
}

/// An order was stopped.
public struct OrderHeld: Event { public let subject: ID<SalesOrder> }

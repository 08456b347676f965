import Kernel
import Platform

/// Lifts the holds of an order, all or those of one kind, with a note; the last one gone, it takes stock and credit.
/// A credit hold is lifted only by who may release a customer too: the money is theirs to risk. Others who lift "all"
/// lift the rest. Refuses: notFound, wrongState, notPermitted. Emits OrderReleased.
public struct ReleaseOrder: Command {
    public static let name = "order.release"
    public static let permission: Permission = "order.release"
    public static let emits: [any Event.Type] = [OrderReleased.self]
    public var order = ID<SalesOrder>.blank
    /// Without it every hold is lifted.
    public var kind: HoldKind?
    public var note = ""
    public init() {}
    public init(order: ID<SalesOrder>, note: String) {
        self.order = order
        self.note = note
    }

    public static let input = Schema<ReleaseOrder>("ReleaseOrder") { s in
        s.field("order", \.order, .required)
        s.field("kind", \.kind)
        s.field("note", \.note, .required, .maxLength(500))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var running = try RunningOrder(order, changesValue: true, in: tx)
        let open = Select<OrderHold>().where(\.order, .equal, order).where(\.releasedAt, .equal, nil)
        let found = try tx.all(open).filter { kind == nil || $0.kind == kind }
        if found.isEmpty {
            throw Refusal(
                .wrongState, "\(running.title) has no \(kind.map { $0.rawValue + " " } ?? "")hold",
                document: running.title, field: "kind", allowed: "an order on hold", fixedBy: "sales")
        }
        let risksMoney = tx.may(ReleaseCustomer.permission)
        let holds = found.filter { risksMoney || $0.kind != .credit }
        if holds.isEmpty {
            throw Refusal(
                .notPermitted, "\(running.title) is on hold for credit", document: running.title, field: "kind",
                allowed: "another kind of hold", fixedBy: "finance")
        }
        for var hold in holds {
            hold.releasedAt = tx.now
            hold.releasedBy = actor.id
            hold.releaseNote = note
            try tx.update(hold)
        }
        running.order.openHolds -= holds.count
        if running.order.openHolds == 0 { running.reserve() }
        try running.save(in: tx)
        tx.emit(OrderReleased(subject: order))
        return NoAnswer()
    }
}

/// The holds of an order were lifted.
public struct OrderReleased: Event { public let subject: ID<SalesOrder> }

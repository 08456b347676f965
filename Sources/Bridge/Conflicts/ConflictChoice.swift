import Kernel
import Platform

/// One choice between two values: the conflict, and the side whose value holds.
public struct ConflictChoice: Sendable {
    public var conflict = ID<Conflict>.blank
    /// "left" or "right"
    public var chosen = ""
    public init() {}
    public init(_ conflict: ID<Conflict>, chosen: String) {
        self.conflict = conflict
        self.chosen = chosen
    }

    public static let schema = Schema<ConflictChoice>("ConflictChoice") { s in
        s.field("conflict", \.conflict, .required)
        s.field("chosen", \.chosen, .required)
    }
}

extension Conflict {
    /// Marks it as resolved and remembers the loser's present value as agreed, so that only the chosen side has moved.
    mutating func resolve(to side: Side, by actor: Actor, in tx: Transaction) throws(Refusal) {
        state = .resolved
        chosen = side.rawValue
        decidedBy = actor.name
        try tx.update(self)
        guard var link = try link(in: tx) else { return }
        var shadow = Shadow(text: link.shadow)
        let agreed = base.isEmpty ? nil : base
        let left = leftValue.isEmpty ? nil : leftValue
        let right = rightValue.isEmpty ? nil : rightValue
        shadow.fields[line] =
            side == .left ? Shadow.Agreed(left: agreed, right: right) : Shadow.Agreed(left: left, right: agreed)
        link.shadow = shadow.text
        try tx.update(link)
    }

    /// The chosen value is carried like any other change.
    func carry(from side: Side, in tx: Transaction) throws(Refusal) {
        guard try link(in: tx) != nil else { return }
        var delivery = Delivery()
        delivery.recipe = recipe
        delivery.side = side.rawValue
        delivery.sourceID = side == .left ? leftID : rightID
        delivery.event = "ConflictResolved"
        delivery.correlation = tx.correlation
        delivery.capturedAt = tx.now
        try tx.insert(delivery)
    }

    private func link(in tx: Transaction) throws(Refusal) -> Link? {
        try tx.first(Select<Link>().where(\.leftID, .equal, leftID).where(\.recipe, .equal, recipe))
    }
}

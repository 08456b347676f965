import Kernel
import Platform

/// Chooses which side's value holds. The chosen value is then carried like any other change.
/// Refuses: notFound, wrongState, invalidValue.
public struct ResolveConflict: Command {
    public static let name = "conflict.resolve"
    public static let permission: Permission = "conflict.resolve"
    public var conflict = ID<Conflict>.blank
    /// "left" or "right"
    public var chosen = ""
    public init() {}
    public init(conflict: ID<Conflict>, chosen: Side) {
        self.conflict = conflict
        self.chosen = chosen.rawValue
    }

    public static let input = Schema<ResolveConflict>("ResolveConflict") { s in
        s.field("conflict", \.conflict, .required)
        s.field("chosen", \.chosen, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var conflict = try tx.load(conflict)
        guard conflict.state == .open else {
            throw Refusal(.wrongState, "This conflict is already resolved", document: "Conflict", allowed: "one choice")
        }
        guard let side = Side(rawValue: chosen) else {
            throw Refusal(.invalidValue, "'\(chosen)' is no side", field: "chosen", allowed: "left or right")
        }
        conflict.state = .resolved
        conflict.chosen = side.rawValue
        conflict.decidedBy = actor.name
        try tx.update(conflict)
        guard
            var link = try tx.first(
                Select<Link>().where(\.leftID, .equal, conflict.leftID).where(\.recipe, .equal, conflict.recipe))
        else { return NoAnswer() }
        // The loser's present value becomes the agreed one on its side, so that only the chosen side has moved.
        var shadow = Shadow(text: link.shadow)
        let base = conflict.base.isEmpty ? nil : conflict.base
        let left = conflict.leftValue.isEmpty ? nil : conflict.leftValue
        let right = conflict.rightValue.isEmpty ? nil : conflict.rightValue
        shadow.fields[conflict.line] =
            side == .left ? Shadow.Agreed(left: base, right: right) : Shadow.Agreed(left: left, right: base)
        link.shadow = shadow.text
        try tx.update(link)
        var delivery = Delivery()
        delivery.recipe = conflict.recipe
        delivery.side = side.rawValue
        delivery.sourceID = side == .left ? conflict.leftID : conflict.rightID
        delivery.event = "ConflictResolved"
        delivery.correlation = tx.correlation
        delivery.capturedAt = tx.now
        try tx.insert(delivery)
        return NoAnswer()
    }
}

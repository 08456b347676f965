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
        try conflict.resolve(to: side, by: actor, in: tx)
        try conflict.carry(from: side, in: tx)
        return NoAnswer()
    }
}

import Kernel
import Platform

/// Chooses, field by field, which side's value holds: all choices of a record at once, or none of them.
/// Refuses: notFound, wrongState, invalidValue, requiredField.
public struct ResolveConflicts: Command {
    public static let name = "conflict.resolveTogether"
    public static let permission: Permission = "conflict.resolve"
    public var choices: [ConflictChoice] = []
    public init() {}
    public init(_ choices: [ConflictChoice]) { self.choices = choices }

    public static let input = Schema<ResolveConflicts>("ResolveConflicts") { s in
        s.list("choices", \.choices, ConflictChoice.schema, blank: { ConflictChoice() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        guard !choices.isEmpty else {
            throw Refusal(
                .requiredField, "Nothing was chosen", field: "choices", allowed: "left or right for each field")
        }
        var reasons: [Reason] = []
        var found: [(conflict: Conflict, side: Side)] = []
        for (index, choice) in choices.enumerated() {
            let conflict = try tx.load(choice.conflict)
            if conflict.state != .open {
                reasons.append(
                    Reason(
                        .wrongState, "\(conflict.line) was resolved by \(conflict.decidedBy) already",
                        document: "Conflict", line: index + 1, allowed: "one choice"))
            }
            guard let side = Side(rawValue: choice.chosen) else {
                reasons.append(
                    Reason(
                        .invalidValue, "'\(choice.chosen)' is no side", document: "Conflict", line: index + 1,
                        field: "chosen", allowed: "left or right"))
                continue
            }
            found.append((conflict, side))
        }
        guard reasons.isEmpty else { throw Refusal(reasons) }
        // One delivery for each pair carries both ways.
        var carried: Set<String> = []
        for (conflict, side) in found {
            var conflict = conflict
            try conflict.resolve(to: side, by: actor, in: tx)
            if carried.insert("\(conflict.recipe)/\(conflict.leftID)").inserted {
                try conflict.carry(from: side, in: tx)
            }
        }
        return NoAnswer()
    }
}

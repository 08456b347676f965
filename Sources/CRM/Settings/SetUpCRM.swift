import Kernel
import Platform

/// Gives a new CRM its settings and the six stages of an ordinary sales pipeline. A second time it changes nothing.
/// Refuses: nothing.
public struct SetUpCRM: Command {
    public static let name = "settings.setUp"
    public static let permission: Permission = "settings.change"
    public init() {}

    public static let input = Schema<SetUpCRM>("SetUpCRM") { _ in }

    private static let stages: [(name: String, kind: StageKind, probability: Int, rottingDays: Int?)] = [
        ("Prospecting", .open, 10, 30), ("Qualification", .open, 20, 21), ("Proposal", .open, 50, 14),
        ("Negotiation", .open, 80, 14), ("Won", .won, 100, nil), ("Lost", .lost, 0, nil),
    ]

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        guard try tx.find(CRMSettings.only) == nil else { return NoAnswer() }
        try tx.insert(CRMSettings())
        guard try tx.integer("SELECT count(*) FROM opportunity_stage") == 0 else { return NoAnswer() }
        for (index, entry) in Self.stages.enumerated() {
            var stage = OpportunityStage()
            stage.name = entry.name
            stage.position = index + 1
            stage.kind = entry.kind
            stage.probability = entry.probability
            stage.rottingDays = entry.rottingDays
            try tx.insert(stage)
        }
        return NoAnswer()
    }
}

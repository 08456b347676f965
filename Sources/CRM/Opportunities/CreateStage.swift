import Kernel
import Platform

/// Adds a stage to a pipeline. Refuses: duplicate (the name), invalidValue (the probability).
public struct CreateStage: Command {
    public static let name = "opportunityStage.create"
    public static let permission: Permission = "opportunityStage.create"
    public var fields = FieldChanges<OpportunityStage>()
    public init() {}
    public init(_ stage: OpportunityStage) { fields = FieldChanges(stage) }

    public static let input = Schema<CreateStage>("CreateStage") { s in
        s.fields(of: OpportunityStage.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<OpportunityStage> {
        let stage = try fields.applied(to: OpportunityStage())
        guard (0...100).contains(stage.probability) else {
            throw Refusal(
                .invalidValue, "A probability of \(stage.probability) %", document: "Stage \(stage.name)",
                field: "probability", allowed: "0 to 100", fixedBy: "sales manager")
        }
        return try tx.insert(stage).id
    }
}

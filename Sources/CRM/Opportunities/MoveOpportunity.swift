import Kernel
import Platform

/// Moves an open deal to another open stage, with a probability of the seller's own if given.
/// Refuses: notFound, wrongState (closed deals; won and lost have their own commands), invalidValue.
public struct MoveOpportunity: Command {
    public static let name = "opportunity.move"
    public static let permission: Permission = "opportunity.update"
    public var opportunity = ID<Opportunity>.blank
    public var stage = ID<OpportunityStage>.blank
    public var probability: Int?
    public init() {}
    public init(_ opportunity: ID<Opportunity>, to stage: ID<OpportunityStage>) {
        self.opportunity = opportunity
        self.stage = stage
    }

    public static let input = Schema<MoveOpportunity>("MoveOpportunity") { s in
        s.field("opportunity", \.opportunity, .required)
        s.field("stage", \.stage, .required)
        s.field("probability", \.probability)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let deal = try tx.load(opportunity)
        let next = try tx.load(stage)
        var validation = Validation(deal.title)
        if deal.state != .open || next.kind != .open {
            validation.add(
                .wrongState, "A \(deal.state.rawValue) deal does not move to '\(next.name)'", field: "stage",
                allowed: "an open deal and an open stage; win, lose or reopen it otherwise")
        }
        if next.pipeline != deal.pipeline {
            validation.add(
                .invalidValue, "'\(next.name)' is a stage of the pipeline '\(next.pipeline)'", field: "stage",
                allowed: "a stage of '\(deal.pipeline)'")
        }
        if let probability, !(0...100).contains(probability) {
            validation.add(
                .invalidValue, "A probability of \(probability) %", field: "probability", allowed: "0 to 100")
        }
        try validation.orRefuse()
        if next.id != deal.stage || probability != nil {
            var moved = next
            if let probability { moved.probability = probability }
            _ = try deal.entering(moved, in: tx, by: actor)
        }
        return NoAnswer()
    }
}

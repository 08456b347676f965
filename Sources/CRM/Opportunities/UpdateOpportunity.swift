import Kernel
import Platform

/// Changes a deal's details; fields not mentioned stay. Refuses: notFound, requiredField.
public struct UpdateOpportunity: Command {
    public static let name = "opportunity.update"
    public static let permission: Permission = "opportunity.update"
    public var opportunity = ID<Opportunity>.blank
    public var fields = FieldChanges<Opportunity>()
    public init() {}
    public init(_ opportunity: ID<Opportunity>) { self.opportunity = opportunity }

    public static let input = Schema<UpdateOpportunity>("UpdateOpportunity") { s in
        s.field("opportunity", \.opportunity, .required)
        s.fields(of: Opportunity.self, at: \.fields) { $0.isWritable && $0.name != "pipeline" }
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        try tx.update(fields.applied(to: tx.load(opportunity)))
        return NoAnswer()
    }
}

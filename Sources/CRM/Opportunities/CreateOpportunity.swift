import Kernel
import Platform

/// Opens a deal in the first open stage of its pipeline.
/// Refuses: requiredField, notFound, otherAccount (the contact), doNotTrade.
public struct CreateOpportunity: Command {
    public static let name = "opportunity.create"
    public static let permission: Permission = "opportunity.create"
    public var fields = FieldChanges<Opportunity>()
    public init() {}
    public init(_ opportunity: Opportunity) { fields = FieldChanges(opportunity) }

    public static let input = Schema<CreateOpportunity>("CreateOpportunity") { s in
        s.fields(of: Opportunity.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Opportunity> {
        var opportunity = try fields.applied(to: Opportunity())
        let account = try tx.load(opportunity.account)
        try account.refuseIfDoNotTrade(document: opportunity.title)
        let stage = try OpportunityStage.first(.open, of: opportunity.pipeline, in: tx)
        if opportunity.owner.isEmpty { opportunity.owner = actor.id }
        opportunity.stage = .blank
        return try opportunity.entering(stage, in: tx, by: actor).id
    }
}

extension Account {
    /// No deals and no offers for an account that we do not trade with.
    func refuseIfDoNotTrade(document: String) throws(Refusal) {
        guard status == .doNotTrade else { return }
        throw Refusal(
            .doNotTrade, "\(name) is marked do-not-trade", document: document, field: "account",
            allowed: "an active account", fixedBy: "sales manager")
    }
}

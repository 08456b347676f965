import Kernel
import Platform

/// Closes a deal as won. Needs an accepted quote, or a reason for the exception.
/// Refuses: notFound, wrongState, acceptedQuoteNeeded. Emits OpportunityWon.
public struct WinOpportunity: Command {
    public static let name = "opportunity.win"
    public static let permission: Permission = "opportunity.update"
    public static let emits: [any Event.Type] = [OpportunityWon.self]
    public var opportunity = ID<Opportunity>.blank
    public var overrideReason = ""
    public var note = ""
    public init() {}
    public init(_ opportunity: ID<Opportunity>, overrideReason: String = "") {
        self.opportunity = opportunity
        self.overrideReason = overrideReason
    }

    public static let input = Schema<WinOpportunity>("WinOpportunity") { s in
        s.field("opportunity", \.opportunity, .required)
        s.field("overrideReason", \.overrideReason, .maxLength(300))
        s.field("note", \.note, .maxLength(2_000))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var deal = try tx.load(opportunity)
        try Opportunity.transitions.check(deal.state, to: .won, document: deal.title)
        let accepted = try tx.integer(
            "SELECT count(*) FROM quote WHERE opportunity = ? AND state IN ('accepted', 'ordered')",
            [.text(deal.id.raw)])
        guard accepted > 0 || !overrideReason.isEmpty else {
            throw Refusal(
                .acceptedQuoteNeeded, "No quote of this deal has been accepted", document: deal.title,
                field: "overrideReason", allowed: "an accepted quote, or the reason why it counts as won without one",
                fixedBy: "sales")
        }
        deal.wonOverrideReason = accepted > 0 ? "" : overrideReason
        deal.closingNote = note
        let won = try OpportunityStage.first(.won, of: deal.pipeline, in: tx)
        tx.emit(OpportunityWon(subject: try deal.entering(won, in: tx, by: actor).id))
        return NoAnswer()
    }
}

/// A deal was won.
public struct OpportunityWon: Event {
    public let subject: ID<Opportunity>
}

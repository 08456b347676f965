import Kernel
import Platform

/// Closes a deal as lost, saying why and to whom; with a date for another try it plans a call.
/// Refuses: notFound, wrongState, requiredField (the reason). Emits OpportunityLost.
public struct LoseOpportunity: Command {
    public static let name = "opportunity.lose"
    public static let permission: Permission = "opportunity.update"
    public static let emits: [any Event.Type] = [OpportunityLost.self]
    public var opportunity = ID<Opportunity>.blank
    public var reason = ""
    public var competitor = ""
    public var note = ""
    public var tryAgainOn: CalendarDate?
    public init() {}
    public init(_ opportunity: ID<Opportunity>, reason: String, competitor: String = "") {
        self.opportunity = opportunity
        self.reason = reason
        self.competitor = competitor
    }

    public static let input = Schema<LoseOpportunity>("LoseOpportunity") { s in
        s.field("opportunity", \.opportunity, .required)
        s.field("reason", \.reason, .required, .maxLength(300))
        s.field("competitor", \.competitor, .maxLength(200))
        s.field("note", \.note, .maxLength(2_000))
        s.field("tryAgainOn", \.tryAgainOn)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var deal = try tx.load(opportunity)
        try Opportunity.transitions.check(deal.state, to: .lost, document: deal.title)
        deal.lostReason = reason
        deal.closingNote = note
        if !competitor.isEmpty { deal.competitor = competitor }
        let lost = try OpportunityStage.first(.lost, of: deal.pipeline, in: tx)
        deal = try deal.entering(lost, in: tx, by: actor)
        if let tryAgainOn {
            var call = Activity()
            call.kind = .call
            call.subject = "Try again: \(deal.name)"
            call.account = deal.account
            call.contact = deal.contact
            call.opportunity = deal.id
            call.dueOn = tryAgainOn
            call.owner = deal.owner
            try tx.insert(call)
        }
        tx.emit(OpportunityLost(subject: deal.id))
        return NoAnswer()
    }
}

/// A deal was lost.
public struct OpportunityLost: Event {
    public let subject: ID<Opportunity>
}

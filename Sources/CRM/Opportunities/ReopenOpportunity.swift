import Kernel
import Platform

/// Takes a closed deal up again, in the first open stage. Refuses: notFound, wrongState, orderExists.
public struct ReopenOpportunity: Command {
    public static let name = "opportunity.reopen"
    public static let permission: Permission = "opportunity.update"
    public var opportunity = ID<Opportunity>.blank
    public init() {}
    public init(_ opportunity: ID<Opportunity>) { self.opportunity = opportunity }

    public static let input = Schema<ReopenOpportunity>("ReopenOpportunity") { s in
        s.field("opportunity", \.opportunity, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var deal = try tx.load(opportunity)
        guard deal.state != .open else {
            throw Refusal(
                .wrongState, "\(deal.title) is open already", document: deal.title, field: "state",
                allowed: "only when won or lost")
        }
        let ordered = Select<Quote>().where(\.opportunity, .equal, deal.id).where(\.state, .equal, .ordered)
        if let quote = try tx.first(ordered) {
            throw Refusal(
                .orderExists, "The ERP holds order \(quote.orderNumber) for it", document: deal.title,
                field: "state", allowed: "a new opportunity, or the order cancelled first", fixedBy: "sales manager")
        }
        deal.lostReason = ""
        deal.wonOverrideReason = ""
        let first = try OpportunityStage.first(.open, of: deal.pipeline, in: tx)
        _ = try deal.entering(first, in: tx, by: actor)
        return NoAnswer()
    }
}

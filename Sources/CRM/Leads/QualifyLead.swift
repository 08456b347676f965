import Kernel
import Platform

/// Says that an interest is business. Refuses: notFound, wrongState.
public struct QualifyLead: Command {
    public static let name = "lead.qualify"
    public static let permission: Permission = "lead.update"
    public var lead = ID<Lead>.blank
    public var rating = LeadRating.warm
    public init() {}
    public init(_ lead: ID<Lead>, rating: LeadRating = .warm) {
        self.lead = lead
        self.rating = rating
    }

    public static let input = Schema<QualifyLead>("QualifyLead") { s in
        s.field("lead", \.lead, .required)
        s.field("rating", \.rating)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var lead = try tx.load(lead)
        try Lead.transitions.check(lead.state, to: .qualified, document: lead.title)
        lead.state = .qualified
        lead.rating = rating
        lead.disqualifiedBecause = ""
        try tx.update(lead)
        return NoAnswer()
    }
}

import Kernel
import Platform

/// Closes an interest that is no business, saying why. Refuses: notFound, wrongState, requiredField.
public struct DisqualifyLead: Command {
    public static let name = "lead.disqualify"
    public static let permission: Permission = "lead.update"
    public var lead = ID<Lead>.blank
    public var reason = ""
    public init() {}
    public init(_ lead: ID<Lead>, reason: String) {
        self.lead = lead
        self.reason = reason
    }

    public static let input = Schema<DisqualifyLead>("DisqualifyLead") { s in
        s.field("lead", \.lead, .required)
        s.field("reason", \.reason, .required, .maxLength(300))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var lead = try tx.load(lead)
        try Lead.transitions.check(lead.state, to: .disqualified, document: lead.title)
        lead.state = .disqualified
        lead.disqualifiedBecause = reason
        try tx.update(lead)
        return NoAnswer()
    }
}

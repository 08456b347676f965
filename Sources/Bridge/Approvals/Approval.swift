import Kernel
import Platform

/// What became of a question to a person.
public enum ApprovalState: String, Choice { case waiting, granted, declined }

/// A person's yes that a recipe asks for before a write. Kept for the record it is about, so that a repeated delivery
/// of the same record does not ask twice for the same reason.
public struct Approval: BusinessObject {
    public var id = ID<Approval>.blank
    public var version = 0
    public var delivery = ID<Delivery>.blank
    public var recipe = ""
    public var sourceID = ""
    public var role = ""
    public var because = ""
    public var state = ApprovalState.waiting
    public var decidedBy = ""
    public var note = ""
    public init() {}

    public static let schema = Schema<Approval>("Approval") { s in
        s.field("delivery", \.delivery, .required)
        s.field("recipe", \.recipe)
        s.field("sourceID", \.sourceID, .indexed)
        s.field("role", \.role)
        s.field("because", \.because)
        s.field("state", \.state, .commandOnly, .indexed)
        s.field("decidedBy", \.decidedBy, .derived)
        s.field("note", \.note)
        s.ledger()
    }
}

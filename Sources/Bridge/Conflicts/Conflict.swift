import Kernel
import Platform

/// Does a person still have to choose?
public enum ConflictState: String, Choice { case open, resolved }

/// Both sides changed a value that neither owns. Nothing is overwritten until a person chooses.
public struct Conflict: BusinessObject {
    public var id = ID<Conflict>.blank
    public var version = 0
    public var recipe = ""
    public var leftID = ""
    public var rightID = ""
    public var line = ""
    public var leftValue = ""
    public var rightValue = ""
    public var base = ""
    public var openedAt = Instant(microseconds: 0)
    public var state = ConflictState.open
    /// The side whose value was chosen.
    public var chosen = ""
    public var decidedBy = ""
    public init() {}

    public static let schema = Schema<Conflict>("Conflict") { s in
        s.field("recipe", \.recipe)
        s.field("leftID", \.leftID, .indexed)
        s.field("rightID", \.rightID)
        s.field("line", \.line)
        s.field("leftValue", \.leftValue)
        s.field("rightValue", \.rightValue)
        s.field("base", \.base)
        s.field("openedAt", \.openedAt)
        s.field("state", \.state, .commandOnly, .indexed)
        s.field("chosen", \.chosen, .derived)
        s.field("decidedBy", \.decidedBy, .derived)
        s.ledger()
    }
}

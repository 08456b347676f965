import Kernel
import Platform

/// What can become of an intent. Every delivery ends as exactly one effect, refusal, approval, conflict or dead letter.
public enum DeliveryState: String, Choice {
    /// Waits for its turn.
    case pending
    /// A worker has it; the claim lapses.
    case claimed
    /// Will be tried again at `notBefore`.
    case retry
    /// Waits for another record or its link, named in `waitsFor`.
    case parked
    /// Waits for a person of `role`.
    case approval
    /// The target took it.
    case applied
    /// Both sides already agreed.
    case echo
    /// The recipe does not want it carried.
    case skipped
    /// The target said no; the reasons are at home on the source record.
    case refused
    /// Both sides changed the same value: a person decides.
    case conflict
    /// Tried too often, or the set-up is broken: replay it after the cause is gone.
    case dead
    /// A person said no, or it had failed and its record has moved on since: nobody need do anything.
    case dropped

    /// Still to be worked on without a person.
    static let open = "('pending', 'claimed', 'retry', 'parked', 'approval')"
}

/// What is to be done: carry the record's present state, or bring home why it was refused or what it waits for.
public enum DeliveryKind: String, Choice { case carry, refusalHome, waitHome }

/// One intent: carry the present state of one changed record to the other side of one recipe. The delivery ledger is
/// the proof that every intent had exactly one end.
public struct Delivery: BusinessObject {
    public var id = ID<Delivery>.blank
    public var version = 0
    public var recipe = ""
    /// The version of the recipe that it was made by; 0 until it is made.
    public var recipeVersion = 0
    public var kind = DeliveryKind.carry
    /// The side the change came from: "left" or "right".
    public var side = ""
    public var sourceID = ""
    public var sourceVersion = 0
    public var event = ""
    public var correlation = ""
    public var state = DeliveryState.pending
    public var attempts = 0
    /// A write was sent and its answer is not known: found out before anything is sent again.
    public var isInDoubt = false
    public var notBefore: Instant?
    /// The node that took it last, and when: from then until it was settled, given back or lapsed it was that node's
    /// alone.
    public var claimedBy: String?
    public var claimedAt: Instant?
    /// What it was claimed under: nobody else works on the same key meanwhile.
    public var claimedKey = ""
    public var waitsFor: String?
    public var role: String?
    /// JSON of `Reason`s.
    public var reasons = ""
    public var targetID: String?
    /// JSON of what was written where and by which rule: the lineage of these values. Until a create is settled: the
    /// shadow that it was sent with.
    public var changes = ""
    public var capturedAt = Instant(microseconds: 0)
    public var settledAt: Instant?

    public init() {}

    /// Times a transient failure is tried before it becomes a dead letter.
    public static let maximumAttempts = 20

    public static let schema = Schema<Delivery>("Delivery") { s in
        s.field("recipe", \.recipe, .required, .maxLength(80))
        s.field("recipeVersion", \.recipeVersion)
        s.field("kind", \.kind)
        s.field("side", \.side, .maxLength(5))
        s.field("sourceID", \.sourceID, .indexed)
        s.field("sourceVersion", \.sourceVersion)
        s.field("event", \.event)
        s.field("correlation", \.correlation)
        s.field("state", \.state)
        s.field("attempts", \.attempts)
        s.field("isInDoubt", \.isInDoubt)
        s.field("notBefore", \.notBefore)
        s.field("claimedBy", \.claimedBy, .maxLength(64))
        s.field("claimedAt", \.claimedAt)
        s.field("claimedKey", \.claimedKey, .maxLength(200))
        s.field("waitsFor", \.waitsFor, .indexed)
        s.field("role", \.role)
        s.field("reasons", \.reasons, .maxLength(1_000_000))
        s.field("targetID", \.targetID)
        s.field("changes", \.changes, .maxLength(1_000_000))
        s.field("capturedAt", \.capturedAt)
        s.field("settledAt", \.settledAt)
        s.index("state", "id")
        s.ledger()
    }
}

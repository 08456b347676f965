import Kernel
import Platform

/// What kind of business it is.
public enum OpportunityType: String, Choice { case newBusiness, renewal, upsell, service }

/// A chance of business with an account, moving through the stages of a pipeline to won or lost.
public struct Opportunity: BusinessObject {
    public var id = ID<Opportunity>.blank
    public var version = 0
    public var name = ""
    public var account = ID<Account>.blank
    public var contact: ID<Contact>?
    public var type = OpportunityType.newBusiness
    public var amount = Money.none
    public var closeDate: CalendarDate?
    public var nextStep = ""
    public var source = ""
    public var campaign = ""
    public var competitor = ""
    public var owner = ""
    public var pipeline = "sales"
    public var stage = ID<OpportunityStage>.blank
    public var state = StageKind.open
    /// Percent; from the stage unless somebody knows better.
    public var probability = 0
    public var stageSince: Instant?
    public var closedOn: CalendarDate?
    public var lostReason = ""
    public var closingNote = ""
    /// Why it counts as won without an accepted quote.
    public var wonOverrideReason = ""
    public init() {}

    public static let schema = Schema<Opportunity>("Opportunity") { s in
        s.field("name", \.name, .required, .indexed, .maxLength(200))
        s.field("account", \.account, .required, .indexed)
        s.field("contact", \.contact)
        s.field("type", \.type)
        s.field("amount", \.amount, .notNegative)
        s.field("closeDate", \.closeDate)
        s.field("nextStep", \.nextStep, .maxLength(300))
        s.field("source", \.source, .maxLength(100))
        s.field("campaign", \.campaign, .maxLength(100))
        s.field("competitor", \.competitor, .maxLength(200))
        s.field("owner", \.owner, .maxLength(100))
        s.field("pipeline", \.pipeline, .required, .maxLength(60))
        s.field("stage", \.stage, .commandOnly, .indexed)
        s.field("state", \.state, .commandOnly)
        s.field("probability", \.probability, .commandOnly)
        s.field("stageSince", \.stageSince, .derived)
        s.field("closedOn", \.closedOn, .commandOnly)
        s.field("lostReason", \.lostReason, .commandOnly, .maxLength(300))
        s.field("closingNote", \.closingNote, .commandOnly, .maxLength(2_000))
        s.field("wonOverrideReason", \.wonOverrideReason, .commandOnly, .maxLength(300))
        s.index("stage", "state", "closeDate")
    }

    public static let transitions = TransitionTable<StageKind>([
        .open: [.open, .won, .lost], .won: [.open], .lost: [.open],
    ])

    public var title: String { "Opportunity \(name)" }

    /// Enters a stage and writes the history.
    func entering(_ next: OpportunityStage, in tx: Transaction, by actor: Actor) throws(Refusal) -> Opportunity {
        var change = OpportunityStageChange()
        change.opportunity = id
        change.fromStage = stage.isBlank ? nil : stage
        change.toStage = next.id
        change.stageName = next.name
        change.at = tx.now
        change.movedBy = actor.id
        change.amount = amount
        change.hoursInStage = stageSince.map { Int($0.microseconds(until: tx.now) / 3_600_000_000) }
        var copy = self
        copy.stage = next.id
        copy.state = next.kind
        copy.probability = next.probability
        copy.stageSince = tx.now
        copy.closedOn = next.kind == .open ? nil : tx.today
        copy = copy.version == 0 ? try tx.insert(copy) : try tx.update(copy)
        change.opportunity = copy.id
        try tx.insert(change)
        return copy
    }
}

/// When a deal entered which stage, under the name that the stage had then.
public struct OpportunityStageChange: BusinessObject {
    public var id = ID<OpportunityStageChange>.blank
    public var version = 0
    public var opportunity = ID<Opportunity>.blank
    public var fromStage: ID<OpportunityStage>?
    public var toStage = ID<OpportunityStage>.blank
    public var stageName = ""
    public var at = Instant(microseconds: 0)
    public var movedBy = ""
    public var amount = Money.none
    /// How long the deal stayed in the stage it left.
    public var hoursInStage: Int?
    public init() {}

    public static let schema = Schema<OpportunityStageChange>("OpportunityStageChange") { s in
        s.field("opportunity", \.opportunity, .indexed)
        s.field("fromStage", \.fromStage)
        s.field("toStage", \.toStage)
        s.field("stageName", \.stageName, .maxLength(100))
        s.field("at", \.at)
        s.field("movedBy", \.movedBy, .maxLength(100))
        s.field("amount", \.amount)
        s.field("hoursInStage", \.hoursInStage)
        s.immutable()
    }
}

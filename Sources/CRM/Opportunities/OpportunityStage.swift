import Kernel
import Platform

/// What a stage means for the deal.
public enum StageKind: String, Choice { case open, won, lost }

/// One step of a pipeline. Stages are data: a company names its own.
public struct OpportunityStage: BusinessObject {
    public var id = ID<OpportunityStage>.blank
    public var version = 0
    public var name = ""
    public var pipeline = "sales"
    public var position = 0
    public var kind = StageKind.open
    /// Percent, taken over by opportunities that enter the stage.
    public var probability = 0
    /// After so many days without a move the deal is flagged.
    public var rottingDays: Int?
    public var guidance = ""
    public init() {}

    public static let schema = Schema<OpportunityStage>("OpportunityStage") { s in
        s.field("name", \.name, .required, .maxLength(100))
        s.field("pipeline", \.pipeline, .required, .maxLength(60))
        s.field("position", \.position)
        s.field("kind", \.kind)
        s.field("probability", \.probability)
        s.field("rottingDays", \.rottingDays)
        s.field("guidance", \.guidance, .maxLength(1_000))
        s.unique("pipeline", "name")
    }

    static func first(_ kind: StageKind, of pipeline: String, in tx: Transaction) throws(Refusal) -> OpportunityStage {
        let select = Select<OpportunityStage>().where(\.pipeline, .equal, pipeline).where(\.kind, .equal, kind)
        guard let stage = try tx.first(select.ordered(by: \.position)) else {
            throw Refusal(
                .notFound, "The pipeline '\(pipeline)' has no stage for \(kind.rawValue) deals",
                document: "OpportunityStage", field: "kind", allowed: "a stage of kind \(kind.rawValue)",
                fixedBy: "sales manager")
        }
        return stage
    }
}

import Kernel
import Platform

/// What a recipe would do with one record if it were carried now. Nothing was written to find out.
public struct RecordPreview: Hashable, Sendable {
    /// The side whose record would be the source.
    public let side: Side
    public let sourceID: String
    /// nil: a partner would be made.
    public let targetID: String?
    public let changes: [ValueChange]
    public let conflicts: [FieldConflict]
    /// Why nothing, or not all, would be written: what it waits for, who is asked, what the other system would refuse.
    public let remarks: [String]

    public init(
        side: Side, sourceID: String, targetID: String?, changes: [ValueChange], conflicts: [FieldConflict],
        remarks: [String]
    ) {
        self.side = side
        self.sourceID = sourceID
        self.targetID = targetID
        self.changes = changes
        self.conflicts = conflicts
        self.remarks = remarks
    }

    public var isQuiet: Bool { changes.isEmpty && conflicts.isEmpty && remarks.isEmpty }
}

extension BridgeEngine {
    /// What this recipe, be it in force or a draft, would write: for linked pairs what still differs, for unlinked
    /// records what would be made of them. Reads both systems and lets them judge the writes; writes nothing.
    public func preview(
        _ recipe: Recipe, pairs: [Link], unlinked: [(side: Side, id: String)] = []
    ) async throws -> [RecordPreview] {
        var works: [Work] = []
        func add(_ side: Side, _ id: String, _ link: Link?) {
            var delivery = Delivery()
            delivery.recipe = recipe.name
            delivery.side = side.rawValue
            delivery.sourceID = id
            works.append(Work(claim: Claim(delivery: delivery, link: link, recipe: recipe, side: side), link: link))
        }
        for pair in pairs { add(.left, pair.leftID, pair) }
        for record in unlinked { add(record.side, record.id, nil) }
        try await readSources(&works)
        try await readTargets(&works)
        try await findPartners(&works)
        try decide(&works)
        var previews: [RecordPreview] = []
        for index in works.indices {
            var remarks = works[index].outcome.map { Self.remarks($0, recipe, works[index]) } ?? []
            if works[index].outcome == nil { remarks += try await verdict(&works, index) }
            let work = works[index]
            previews.append(
                RecordPreview(
                    side: work.claim.side, sourceID: work.claim.delivery.sourceID,
                    targetID: work.link?.recordID(work.targetSide), changes: work.merge?.changes ?? [],
                    conflicts: work.merge?.conflicts ?? [], remarks: remarks))
        }
        return previews
    }

    private static func remarks(_ outcome: Outcome, _ recipe: Recipe, _ work: Work) -> [String] {
        switch outcome {
        case .skipped:
            ["stays at home: the recipe makes no \(recipe.side(work.targetSide).object) of it"]
        case .refused(let reasons), .dead(let reasons), .waits(_, _, let reasons): reasons.map(\.message)
        case .approval(let rules): rules.map { "asks \($0.role), because \($0.because)" }
        case .retry(let message, _, _), .later(let message, _): [message]
        case .applied, .echo: []
        }
    }

    /// What the systems would say to the writes.
    private func verdict(_ works: inout [Work], _ index: Int) async throws -> [String] {
        var remarks: [String] = []
        for destination in [Destination.target, .source] {
            let side = Self.side(works[index], destination)
            let end = works[index].claim.recipe.side(side)
            guard let write = write(works[index], to: side, destination), let system = connectors[end.system] else {
                continue
            }
            let verdicts = try await call(
                &works, [index], isWrite: false,
                { () async throws(ConnectorError) in try await system.validate([write]) })
            if case .refused(let reasons)? = verdicts?.first {
                remarks += reasons.map { "\(end.system) would refuse: \($0.message)" }
            }
        }
        return remarks
    }
}

import Kernel
import Platform

extension BridgeEngine {
    /// Merges every work whose sides are known, and asks for approvals. One read of the bridge's database.
    func decide(_ works: inout [Work]) throws {
        try store.read { session in
            for index in works.indices where works[index].outcome == nil && works[index].claim.delivery.kind == .carry {
                try decide(&works[index], in: session)
            }
        }
    }

    private func decide(_ work: inout Work, in session: any StoreSession) throws {
        guard work.source != nil else { return }
        if work.claim.delivery.isInDoubt, let link = work.link, link.version > 0 {
            // Whoever had it before may have noted or agreed something since it was claimed.
            work.link = try session.find(link.id) ?? link
        }
        try merge(&work, base: base(work), in: session)
        guard let merge = work.merge, let source = work.source else { return }
        if !merge.problems.isEmpty {
            work.outcome = .refused(merge.problems)
        } else if let wait = merge.waits.first {
            work.outcome = .waits(
                awaited: Self.awaitedLink(wait.recipe, wait.side, wait.id), role: nil,
                reasons: [
                    Reason(
                        .waitsForPartner, "waits until \(wait.recipe) \(wait.id) has been carried",
                        document: source.record.id)
                ])
        } else if work.target == nil {
            let missing = try missingApprovals(work, source.record, in: session)
            if !missing.isEmpty { work.outcome = .approval(missing) }
        }
    }

    /// Merges what both sides hold now over what they last agreed on.
    private func merge(
        _ work: inout Work, base: Shadow, written: Side? = nil, in session: any StoreSession
    ) throws {
        guard let source = work.source else { return }
        let claim = work.claim
        var failure: StoreError?
        let translation = Translation(country: country) { recipe, id, side in
            do throws(StoreError) {
                let link = try Link.find(recipe: recipe, side, id, in: session)
                return link?.recordID(side.other)
            } catch {
                failure = error
                return nil
            }
        }
        let isLeft = claim.side == .left
        work.merge = Merge.merge(
            claim.recipe, left: isLeft ? source.record : work.target?.record,
            right: isLeft ? work.target?.record : source.record, base: base, translation, written: written)
        if let failure { throw failure }
    }

    /// After a write: the target may have words of its own, such as the number it gave or the form it keeps a value in.
    /// What it holds now is merged once more, so that they go home at once and both sides agree on what is there.
    func readBack(_ works: inout [Work]) async throws {
        for indices in groups(works, where: { $0.written != nil }) {
            let claim = works[indices[0]].claim
            let end = claim.recipe.side(claim.side.other)
            let ids = indices.compactMap { works[$0].written?.id }
            guard
                let records = try await call(
                    &works, indices, isWrite: true,
                    { () async throws(ConnectorError) in try await connector(end.system).read(end.object, ids: ids) })
            else { continue }
            let byID = Dictionary(records.map { ($0.record.id, $0) }, uniquingKeysWith: { first, _ in first })
            var group = indices.map { works[$0] }
            try store.read { session in
                for position in group.indices {
                    // Touched again meanwhile: that change is captured and merged in its own turn.
                    guard let written = group[position].written, let before = group[position].merge,
                        let record = byID[written.id], record.version <= written.version
                    else { continue }
                    group[position].target = record
                    try mergeAgain(&group[position], before, in: session)
                }
            }
            for (position, index) in indices.enumerated() { works[index] = group[position] }
        }
    }

    /// Merges what was read back. What the first merge will still write to the source counts as written there: read as
    /// it was, the source would take the target's new values for old ones.
    private func mergeAgain(_ work: inout Work, _ before: MergeResult, in session: any StoreSession) throws {
        let source = work.source
        let side = work.claim.side
        let pending = before.writes(to: side)
        if let pending, let source {
            var record = source.record
            record.fields.merge(pending.fields) { _, new in new }
            record.lists.merge(pending.lists) { _, new in new }
            work.source = VersionedRecord(record: record, version: source.version)
        }
        try merge(&work, base: before.shadow, written: work.targetSide, in: session)
        work.source = source
        work.merge?.changes.insert(contentsOf: before.changes, at: 0)
        guard let pending else { return }
        if side == .left {
            work.merge?.toLeft.fields.merge(pending.fields) { new, _ in new }
            work.merge?.toLeft.lists.merge(pending.lists) { new, _ in new }
        } else {
            work.merge?.toRight.fields.merge(pending.fields) { new, _ in new }
            work.merge?.toRight.lists.merge(pending.lists) { new, _ in new }
        }
    }

    static func awaitedLink(_ recipe: String, _ side: Side, _ id: String) -> String {
        "link:\(recipe)/\(side.rawValue)/\(id)"
    }

    /// What both sides last agreed on.
    private func base(_ work: Work) -> Shadow {
        guard sabotage != .dropShadow else { return Shadow() }
        guard let link = work.link else { return Shadow() }
        if !link.shadow.isEmpty {
            let shadow = Shadow(text: link.shadow)
            guard !link.intents.isEmpty, let source = work.source?.record, let target = work.target?.record else {
                return shadow
            }
            let isLeft = work.claim.side == .left
            return Intents.applied(
                link.intents, to: shadow, work.claim.recipe, left: isLeft ? source : target,
                right: isLeft ? target : source)
        }
        // What an unanswered attempt wrote into the new record, as noted before: whoever touched it since has moved.
        return work.isOwnCreate ? Shadow(text: work.claim.delivery.changes) : Shadow()
    }

    /// The approvals that the recipe wants for this record and that nobody has given yet.
    private func missingApprovals(
        _ work: Work, _ source: Record, in session: any StoreSession
    ) throws -> [ApprovalRule] {
        let rules = work.claim.recipe.side(work.targetSide).gate.approvals.filter {
            $0.condition?.isTrue(source) ?? true
        }
        guard !rules.isEmpty else { return [] }
        let granted = try session.all(
            Select<Approval>().where(\.sourceID, .equal, work.claim.delivery.sourceID)
                .where(\.state, .equal, .granted))
        return rules.filter { rule in
            !granted.contains { $0.recipe == work.claim.recipe.name && $0.role == rule.role }
        }
    }
}

extension RefusalCode {
    /// Not refused: the record it refers to is on its way.
    public static let waitsForPartner = RefusalCode("waitsForPartner")
}

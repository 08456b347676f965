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
        let merge = Merge.merge(
            claim.recipe, left: isLeft ? source.record : work.target?.record,
            right: isLeft ? work.target?.record : source.record, base: base(work), translation)
        if let failure { throw failure }
        work.merge = merge
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

    static func awaitedLink(_ recipe: String, _ side: Side, _ id: String) -> String {
        "link:\(recipe)/\(side.rawValue)/\(id)"
    }

    /// What both sides last agreed on. For a record that our own unanswered attempt created and nobody touched,
    /// that is what it holds now.
    private func base(_ work: Work) -> Shadow {
        guard sabotage != .dropShadow else { return Shadow() }
        guard let link = work.link else { return Shadow() }
        if !link.shadow.isEmpty { return Shadow(text: link.shadow) }
        guard work.claim.delivery.isInDoubt, let target = work.target?.record else { return Shadow() }
        var shadow = Shadow()
        let translation = Translation(country: country) { _, _, _ in nil }
        for line in work.claim.recipe.fields where line.owner == .either {
            guard let value = line.read(target, work.targetSide) else { continue }
            if work.targetSide == .right {
                shadow.fields[line.name] = .some(Merge.text(value))
            } else if case .value(let right) = line.convert(value, from: .left, translation) {
                shadow.fields[line.name] = .some(Merge.text(right))
            }
        }
        return shadow
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

import Kernel
import Platform

/// One claim on its way through perform, gathering what is needed to decide and to write.
struct Work {
    let claim: Claim
    var source: VersionedRecord?
    var target: VersionedRecord?
    var link: Link?
    var merge: MergeResult?
    /// What the target took, and where that stands in its feed.
    var written: (id: String, version: Int64)?
    /// The target is what an unanswered attempt of this very delivery created.
    var isOwnCreate = false
    var outcome: Outcome?

    var targetSide: Side { claim.side.other }
}

extension BridgeEngine {
    /// The outward half: reads both sides, decides, gates and writes. Holds no transaction of the bridge meanwhile.
    /// Throws only when the process dies.
    public func perform(_ claims: [Claim]) async throws -> [Settlement] {
        try world.faultPoint(.performBeforeRead)
        var works = claims.map { Work(claim: $0, link: $0.link) }
        try await bringHome(&works)
        try await readSources(&works)
        try await readTargets(&works)
        try await clearDoubts(&works)
        try await findPartners(&works)
        try decide(&works)
        if sabotage == .settleBeforePerform { try settleEarly(works) }
        try stepBack(&works)
        try noteIntents(works)
        try world.faultPoint(.performBeforeApply)
        try await write(&works, to: .target)
        try world.faultPoint(.performAfterApply)
        try await readBack(&works)
        try await write(&works, to: .source)
        try world.faultPoint(.performAfterHome)
        return works.map { work in
            let outcome = work.outcome ?? finished(work)
            return Settlement(
                claim: work.claim, outcome: outcome, ownCreate: ownCreate(work),
                overtakesFailures: overtakesFailures(work, outcome))
        }
    }

    private func overtakesFailures(_ work: Work, _ outcome: Outcome) -> Bool {
        guard work.claim.delivery.kind == .carry else { return false }
        switch outcome {
        case .applied, .echo: return true
        case .skipped:
            guard let source = work.source?.record else { return false }
            return work.claim.recipe.side(work.claim.side).refusals.condition.map { !$0.isTrue(source) } ?? false
        case .refused, .waits, .approval, .retry, .later, .dead: return false
        }
    }

    private func ownCreate(_ work: Work) -> Link? {
        guard work.isOwnCreate, var link = work.link, sabotage != .dropShadow else { return nil }
        link.shadow = work.claim.delivery.changes
        return link
    }

    /// Whose claim lapsed while both sides were read and another worker took over writes nothing more: nobody would
    /// hear of it.
    private func stepBack(_ works: inout [Work]) throws {
        guard sabotage != .settleBeforePerform else { return }
        let open = works.indices.filter { works[$0].outcome == nil && works[$0].claim.delivery.kind == .carry }
        guard !open.isEmpty else { return }
        let rows = try store.read { session in
            try session.rows(
                "SELECT id, attempts, claimed_at FROM delivery WHERE state = 'claimed' AND claimed_by = ?",
                [.text(nodes.identity.id)], as: [.text, .integer, .instant])
        }
        let held = Dictionary(rows.map { ($0[0].text, Array($0[1...])) }, uniquingKeysWith: { first, _ in first })
        for index in open {
            let delivery = works[index].claim.delivery
            let ours: [Value] = [
                .integer(Int64(delivery.attempts + 1)), .instant(delivery.claimedAt ?? delivery.capturedAt),
            ]
            guard held[delivery.id.raw] != ours else { continue }
            works[index].outcome = .later("another worker took over", afterSeconds: 0)
        }
    }

    /// Runs one call to a system for many works; when the system fails, each of them is to be tried again.
    func call<T>(
        _ works: inout [Work], _ indices: [Int], isWrite: Bool, _ body: () async throws(ConnectorError) -> T
    ) async throws -> T? {
        do throws(ConnectorError) {
            return try await body()
        } catch {
            let outcome: Outcome
            switch error {
            case .crashed(let crash): throw crash
            case .transient(let message, let seconds):
                outcome = .retry(message, afterSeconds: seconds, inDoubt: false)
            case .replyLost(let message): outcome = .retry(message, afterSeconds: nil, inDoubt: isWrite)
            case .refused(let reasons): outcome = .refused(reasons)
            case .configuration(let message):
                outcome = .dead([Reason(.connectorSetUp, message, fixedBy: "integration admin")])
            }
            for index in indices {
                works[index].outcome = outcome
                // What the target took before this call failed is not in any link yet.
                if works[index].written != nil, case .retry(let message, let seconds, _) = outcome {
                    works[index].outcome = .retry(message, afterSeconds: seconds, inDoubt: true)
                }
            }
            return nil
        }
    }

    /// Works still to be decided, by (recipe, side): each group talks to one object of one system at a time.
    func groups(_ works: [Work], where include: (Work) -> Bool) -> [[Int]] {
        var order: [String] = []
        var groups: [String: [Int]] = [:]
        for (index, work) in works.enumerated() where work.outcome == nil && include(work) {
            // Two versions of a recipe are never mixed, when another came into force between two claims.
            let key = "\(work.claim.recipe.name)/\(work.claim.recipe.version)/\(work.claim.side.rawValue)"
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(index)
        }
        return order.compactMap { groups[$0] }
    }

    /// Each record is read once, however many recipes carry it.
    func readSources(_ works: inout [Work]) async throws {
        var order: [String] = []
        var byObject: [String: [Int]] = [:]
        for group in groups(works, where: { $0.source == nil }) {
            let end = works[group[0]].claim.recipe.side(works[group[0]].claim.side)
            let key = end.system + "/" + end.object
            if byObject[key] == nil { order.append(key) }
            byObject[key, default: []] += group
        }
        for group in order.compactMap({ byObject[$0] }) {
            let claim = works[group[0]].claim
            let end = claim.recipe.side(claim.side)
            var seen: Set<String> = []
            let ids = group.map { works[$0].claim.delivery.sourceID }.filter { seen.insert($0).inserted }
            guard
                let records = try await call(
                    &works, group, isWrite: false,
                    { () async throws(ConnectorError) in try await connector(end.system).read(end.object, ids: ids) })
            else { continue }
            let byID = Dictionary(records.map { ($0.record.id, $0) }, uniquingKeysWith: { first, _ in first })
            for index in group {
                works[index].source = byID[works[index].claim.delivery.sourceID]
                if works[index].source == nil { works[index].outcome = sourceIsGone(works[index]) }
            }
        }
    }

    func readTargets(_ works: inout [Work]) async throws {
        for group in groups(works, where: { $0.link != nil }) {
            let claim = works[group[0]].claim
            let end = claim.recipe.side(claim.side.other)
            let ids = group.map { works[$0].link?.recordID(works[$0].targetSide) ?? "" }
            guard
                let records = try await call(
                    &works, group, isWrite: false,
                    { () async throws(ConnectorError) in try await connector(end.system).read(end.object, ids: ids) })
            else { continue }
            let byID = Dictionary(records.map { ($0.record.id, $0) }, uniquingKeysWith: { first, _ in first })
            for index in group {
                guard let target = byID[works[index].link?.recordID(works[index].targetSide) ?? ""] else {
                    works[index].outcome = partnerIsGone(works[index])
                    continue
                }
                works[index].target = target
            }
        }
    }

    /// The source record was deleted: the recipe says what that means for its partner.
    private func sourceIsGone(_ work: Work) -> Outcome {
        guard work.link != nil else { return .skipped }
        switch work.claim.recipe.side(work.targetSide).onDelete {
        case .unlink: return .echo(link: nil)
        case .block, .delete:
            return .refused([
                Reason(
                    .partnerDeleted, "\(work.claim.recipe.side(work.claim.side).object) was deleted",
                    document: work.claim.delivery.sourceID, allowed: "restore it, or unlink the pair",
                    fixedBy: "integration admin")
            ])
        }
    }

    private func partnerIsGone(_ work: Work) -> Outcome {
        .refused([
            Reason(
                .partnerDeleted,
                "the linked \(work.claim.recipe.side(work.targetSide).object) is gone; it is not made anew silently",
                document: work.link?.recordID(work.targetSide), allowed: "restore it, or unlink the pair",
                fixedBy: "integration admin")
        ])
    }

    /// Nothing is left to be written: the sides agree.
    private func finished(_ work: Work) -> Outcome {
        if let written = work.written, let merge = work.merge {
            return .applied(
                link: agreed(work), targetID: written.id, changes: merge.changes, conflicts: merge.conflicts)
        }
        guard var link = work.link, let merge = work.merge, let source = work.source, let target = work.target else {
            return .skipped
        }
        link.shadow = sabotage == .dropShadow ? "" : merge.shadow.text
        link.set(work.claim.side, version: source.version)
        link.set(work.targetSide, version: target.version)
        if !merge.conflicts.isEmpty {
            return .applied(link: link, targetID: target.record.id, changes: [], conflicts: merge.conflicts)
        }
        return .echo(link: link)
    }

    /// What a saboteur would do: see `Sabotage`.
    private func settleEarly(_ works: [Work]) throws {
        try settle(
            works.filter { $0.outcome == nil && $0.claim.delivery.kind == .carry }.map {
                Settlement(
                    claim: $0.claim, outcome: .applied(link: nil, targetID: "", changes: [], conflicts: []))
            })
    }
}

extension Link {
    mutating func set(_ side: Side, version: Int64) {
        if side == .left { leftVersion = Int(version) } else { rightVersion = Int(version) }
    }
}

extension RefusalCode {
    /// One record of a linked pair was deleted.
    public static let partnerDeleted = RefusalCode("partnerDeleted")
    /// The connector's set-up must be changed before anything can pass.
    public static let connectorSetUp = RefusalCode("connectorSetUp")
    /// The other system did not take the call; it is tried again by itself until it is a dead letter.
    public static let systemNotReached = RefusalCode("systemNotReached")
    /// More than one record could be the partner; a person must say which.
    public static let severalPartners = RefusalCode("severalPartners")
    /// The partner that was found is already linked to another record.
    public static let partnerTaken = RefusalCode("partnerTaken")
}

import Kernel
import Platform

extension BridgeEngine {
    /// A create whose answer was lost may have been done. The system is asked by key; one that keeps no keys is
    /// probed by the match rules afterwards, like any unlinked record.
    func clearDoubts(_ works: inout [Work]) async throws {
        guard sabotage != .skipIdempotencyKeys else { return }
        for index in works.indices where works[index].outcome == nil && works[index].link == nil {
            let claim = works[index].claim
            guard claim.delivery.isInDoubt, claim.delivery.kind == .carry else { continue }
            let end = claim.recipe.side(claim.side.other)
            let key = createKey(claim)
            guard
                let effect = try await call(
                    &works, [index], isWrite: true,
                    { () async throws(ConnectorError) in try await connector(end.system).effect(ofKey: key) }),
                case .accepted(let id, let version)? = effect
            else { continue }
            try await adopt(&works[index], id: id, writtenAt: version, from: end)
        }
    }

    /// Links to what our own earlier attempt created. Unless it was touched since, what it holds is what was agreed.
    private func adopt(_ work: inout Work, id: String, writtenAt version: Int64, from end: RecipeSide) async throws {
        var works = [work]
        defer { work = works[0] }
        let found = try await call(
            &works, [0], isWrite: true,
            { () async throws(ConnectorError) in try await connector(end.system).read(end.object, ids: [id]) })
        guard let target = found?.first else { return }
        works[0].target = target
        works[0].link = newLink(works[0], targetID: id)
        works[0].isOwnCreate = true
    }

    func newLink(_ work: Work, targetID: String) -> Link {
        var link = Link()
        link.id = ID(world.newID())
        link.recipe = work.claim.recipe.name
        let source = work.claim.delivery.sourceID
        link.leftID = work.claim.side == .left ? source : targetID
        link.rightID = work.claim.side == .left ? targetID : source
        return link
    }

    /// Looks for an existing partner of unlinked records by the recipe's match rules, before anything is created.
    func findPartners(_ works: inout [Work]) async throws {
        try waitForDoubtfulCreates(&works)
        for group in groups(works, where: { $0.link == nil && $0.source != nil && $0.claim.delivery.kind == .carry }) {
            for index in group where !mayCreate(works[index]) { works[index].outcome = .skipped }
            let recipe = works[group[0]].claim.recipe
            for rule in recipe.match {
                let open = group.filter { works[$0].outcome == nil && works[$0].link == nil }
                guard !open.isEmpty else { break }
                try await match(&works, open, rule)
            }
            guard !recipe.side(works[group[0]].targetSide).create.creates else { continue }
            for index in group where works[index].outcome == nil && works[index].link == nil {
                works[index].outcome = .skipped
            }
        }
    }

    private func mayCreate(_ work: Work) -> Bool {
        guard let source = work.source else { return false }
        switch work.claim.recipe.side(work.targetSide).create {
        case .never: return false
        case .always: return true
        case .when(let condition), .linkWhen(let condition): return condition.isTrue(source.record)
        }
    }

    /// While a create towards this side is in doubt, or another worker is about it, an unlinked record of this side may
    /// be its product.
    private func waitForDoubtfulCreates(_ works: inout [Work]) throws {
        let unlinked = works.indices.filter {
            works[$0].outcome == nil && works[$0].link == nil && works[$0].claim.delivery.kind == .carry
        }
        guard !unlinked.isEmpty else { return }
        let mine = Set(works.map(\.claim.delivery.id.raw))
        // Those of this batch that were just found never to have been done are doubtful no more.
        let cleared = Set(
            works.filter { $0.claim.delivery.isInDoubt && $0.link == nil && $0.outcome == nil }
                .map(\.claim.delivery.id.raw))
        let doubts = try store.read { session in
            try session.rows(
                """
                SELECT d.id, d.recipe, d.side, d.is_in_doubt FROM delivery d
                WHERE d.kind = 'carry' AND d.state IN ('pending', 'retry', 'claimed')
                    AND (d.is_in_doubt = 1 OR d.state = 'claimed')
                    AND (d.side = 'right' OR NOT EXISTS
                        (SELECT 1 FROM link l WHERE l.left_id = d.source_id AND l.recipe = d.recipe))
                    AND (d.side = 'left' OR NOT EXISTS
                        (SELECT 1 FROM link l WHERE l.right_id = d.source_id AND l.recipe = d.recipe))
                """, [], as: [.text, .text, .text, .bool])
        }
        let doubtful = Set(
            doubts.filter { row in
                !mine.contains(row[0].text) || (row[3] == .bool(true) && !cleared.contains(row[0].text))
            }.map { $0[1].text + "/" + $0[2].text })
        guard !doubtful.isEmpty else { return }
        for index in unlinked {
            let claim = works[index].claim
            if doubtful.contains(claim.recipe.name + "/" + claim.side.other.rawValue) {
                works[index].outcome = .later("waits until a create under way is cleared up", afterSeconds: 1)
            }
        }
    }

    private func match(_ works: inout [Work], _ indices: [Int], _ rule: MatchRule) async throws {
        switch rule {
        case .equal(let lines): try await matchEqual(&works, indices, lines)
        case .similar(let lines, let threshold):
            try await matchAlike(&works, indices, lines, atLeast: threshold)
        }
    }

    private func matchEqual(_ works: inout [Work], _ indices: [Int], _ lines: [String]) async throws {
        let (asked, lookups) = try self.lookups(&works, indices, lines)
        guard !asked.isEmpty else { return }
        let end = works[asked[0]].claim.recipe.side(works[asked[0]].targetSide)
        guard
            let found = try await call(
                &works, asked, isWrite: false,
                { () async throws(ConnectorError) in
                    try await connector(end.system).find(end.object, anyOf: lookups, limit: Self.candidateLimit)
                })
        else { return }
        for (index, candidates) in zip(asked, found) { try adoptMatch(&works[index], candidates) }
    }

    /// Records that an exact lookup may give before it is no lookup any more.
    static let candidateLimit = 50

    /// What each of these works looks for by these lines; those that cannot be looked for are left out.
    func lookups(
        _ works: inout [Work], _ indices: [Int], _ names: [String]
    ) throws -> (asked: [Int], lookups: [[String: Value]]) {
        var asked: [Int] = []
        var lookups: [[String: Value]] = []
        for index in indices {
            guard let lookup = try lookup(&works[index], names) else { continue }
            asked.append(index)
            lookups.append(lookup)
        }
        return (asked, lookups)
    }

    /// The target's fields and values to look for; nil when one of them is blank. A reference whose partner is still
    /// to be linked makes the work wait for it.
    func lookup(_ work: inout Work, _ names: [String]) throws -> [String: Value]? {
        guard let source = work.source?.record else { return nil }
        let side = work.claim.side
        var lookup: [String: Value] = [:]
        for name in names {
            guard let line = work.claim.recipe.fields.first(where: { $0.name == name }),
                let field = line.source(work.targetSide).writableName, let value = line.read(source, side)
            else { return nil }
            let converted =
                if line.link == nil {
                    line.convert(value, from: side, Translation(country: country) { _, _, _ in nil })
                } else {
                    try store.read { line.convert(value, from: side, translation(in: $0)) }
                }
            switch converted {
            case .value(let target):
                guard !target.isBlank else { return nil }
                lookup[field] = target
            case .waitsFor(let recipe, let id):
                work.outcome = .waits(
                    awaited: Self.awaitedLink(recipe, side, id), role: nil,
                    reasons: [
                        Reason(.waitsForPartner, "waits until \(recipe) \(id) has been carried", document: source.id)
                    ])
                return nil
            case .unfit: return nil
            }
        }
        return lookup
    }

    private func translation(in session: any StoreSession) -> Translation {
        Translation(country: country) { recipe, id, side in
            (try? Link.find(recipe: recipe, side, id, in: session))?.recordID(side.other)
        }
    }

    func adoptMatch(_ work: inout Work, _ fitting: [VersionedRecord]) throws {
        let end = work.claim.recipe.side(work.targetSide)
        guard let partner = fitting.first else { return }
        guard fitting.count == 1 else {
            work.outcome = several(fitting.map(\.record.id), end)
            return
        }
        let taken = try store.read { session in
            try Link.find(recipe: work.claim.recipe.name, work.targetSide, partner.record.id, in: session)
        }
        guard taken == nil else {
            work.outcome = .refused([
                Reason(
                    .partnerTaken, "the matching \(end.object) is already linked to another record",
                    document: partner.record.id, allowed: "merge the duplicates first", fixedBy: "sales")
            ])
            return
        }
        work.target = partner
        work.link = newLink(work, targetID: partner.record.id)
    }

    private func several(_ ids: [String], _ end: RecipeSide) -> Outcome {
        .refused([
            Reason(
                .severalPartners, "\(ids.count) records of \(end.object) could be the same",
                document: ids.joined(separator: ", "), allowed: "merge the duplicates, or link the right one",
                fixedBy: "integration admin")
        ])
    }
}

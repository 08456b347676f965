import Kernel
import Platform

extension BridgeEngine {
    enum Destination { case target, source }

    /// Sends what the merge decided, in batches as large as the system takes.
    func write(_ works: inout [Work], to destination: Destination) async throws {
        for group in groups(works, where: { $0.merge?.writes(to: Self.side($0, destination)) != nil }) {
            let claim = works[group[0]].claim
            let side = Self.side(works[group[0]], destination)
            let end = claim.recipe.side(side)
            guard let connector = connectors[end.system] else {
                for index in group {
                    works[index].outcome = .dead([
                        Reason(.connectorSetUp, "no connector is called '\(end.system)'", fixedBy: "integration admin")
                    ])
                }
                continue
            }
            let size = max(1, connector.capabilities.largestBatch)
            for start in stride(from: 0, to: group.count, by: size) {
                let batch = Array(group[start..<min(start + size, group.count)])
                try await send(&works, batch, to: side, destination, connector)
            }
        }
    }

    static func side(_ work: Work, _ destination: Destination) -> Side {
        destination == .target ? work.targetSide : work.claim.side
    }

    private func send(
        _ works: inout [Work], _ batch: [Int], to side: Side, _ destination: Destination, _ connector: any Connector
    ) async throws {
        var indices = batch
        var writes = batch.compactMap { write(works[$0], to: side, destination) }
        if !connector.capabilities.validatesOnApply {
            let proposed = writes
            guard
                let verdicts = try await call(
                    &works, indices, isWrite: false,
                    { () async throws(ConnectorError) in try await connector.validate(proposed) })
            else { return }
            var accepted: [Int] = []
            for (position, verdict) in verdicts.enumerated() {
                switch verdict {
                case .acceptable: accepted.append(position)
                case .refused(let reasons):
                    works[indices[position]].outcome = Self.outcome(of: reasons, side, works[indices[position]])
                }
            }
            indices = accepted.map { indices[$0] }
            writes = accepted.map { writes[$0] }
        }
        guard !writes.isEmpty else { return }
        let batchOfWrites = writes
        guard
            let effects = try await call(
                &works, indices, isWrite: true,
                { () async throws(ConnectorError) in try await connector.apply(batchOfWrites) })
        else { return }
        for (index, effect) in zip(indices, effects) { note(effect, &works[index], side, destination) }
    }

    func write(_ work: Work, to side: Side, _ destination: Destination) -> Write? {
        guard let record = work.merge?.writes(to: side) else { return nil }
        let claim = work.claim
        let end = claim.recipe.side(side)
        let delivery = claim.delivery
        let why = "recipe \(claim.recipe.name), \(claim.recipe.side(claim.side).object) \(delivery.sourceID)"
        let current = destination == .target ? work.target : work.source
        let action: Write.Action = current.map { .update(id: $0.record.id) } ?? .create
        // With the version it was decided on: the same values again, after others in between, are another write.
        var key =
            current.map { "update/\(delivery.id.raw)/\($0.version)/\(Self.digest(record))" } ?? createKey(claim)
        if sabotage == .skipIdempotencyKeys { key = world.newID() }
        return Write(
            object: end.object, action: action, record: record, key: key, expectedVersion: current?.version,
            correlation: delivery.correlation, why: why)
    }

    /// One create per record, recipe and direction, however often it is tried.
    func createKey(_ claim: Claim) -> String {
        "create/\(claim.recipe.name)/\(claim.side.rawValue)/\(claim.delivery.sourceID)"
    }

    private static func digest(_ record: Record) -> String {
        var copy = record
        copy.id = ""
        var fields = Record(object: "", fields: copy.fields)
        for (name, elements) in copy.lists { fields.fields["list:" + name] = .text(Merge.digest(elements)) }
        return String(Merge.digest([fields]).prefix(16))
    }

    private func note(_ effect: Effect, _ work: inout Work, _ side: Side, _ destination: Destination) {
        switch effect {
        case .moved:
            // The other side may hold our write already, and no link says so yet.
            work.outcome = .retry("the record changed meanwhile", afterSeconds: 0, inDoubt: work.written != nil)
        case .refused(let reasons) where reasons.first?.code == .keyReused:
            // The same create was done before, of an older state of the record: find out what became of it.
            work.outcome = .retry("it was written before", afterSeconds: 0, inDoubt: true)
        case .refused(let reasons):
            work.outcome = Self.outcome(of: reasons, side, work)
        case .accepted(let id, let version):
            if destination == .target {
                work.written = (id, version)
                // Where the target has no say of its own there is nothing to read back.
                if needsReadBack(work) { return }
                work.outcome = .applied(
                    link: agreed(work), targetID: id, changes: work.merge?.changes ?? [],
                    conflicts: work.merge?.conflicts ?? [])
            } else {
                guard let merge = work.merge, let source = work.source else { return }
                work.source = VersionedRecord(record: source.record, version: version)
                work.outcome = .applied(
                    link: agreed(work), targetID: work.written?.id ?? work.target?.record.id ?? id,
                    changes: merge.changes, conflicts: merge.conflicts)
            }
        }
    }

    /// The link with what both sides agree on now, and up to which version each side is known to the other.
    func agreed(_ work: Work) -> Link? {
        guard let merge = work.merge, let source = work.source,
            let targetID = work.written?.id ?? work.target?.record.id
        else { return work.link }
        var link = work.link ?? newLink(work, targetID: targetID)
        link.shadow = sabotage == .dropShadow ? "" : merge.shadow.text
        link.set(work.claim.side, version: source.version)
        // What was read back is newer than what was written; without it the write itself is what is known.
        let read = work.target?.version ?? 0
        link.set(work.targetSide, version: max(read, work.written?.version ?? 0))
        return link
    }

    /// Does the recipe leave the target any say, whose result must come home?
    private func needsReadBack(_ work: Work) -> Bool {
        work.claim.recipe.fields.contains { line in
            !line.isOnlyOnCreate && line.owner.rawValue != work.claim.side.rawValue
                && line.source(work.claim.side).writableName != nil
        }
    }

    /// A no that another record's change will lift means waiting; any other needs a person at home.
    private static func outcome(of reasons: [Reason], _ side: Side, _ work: Work) -> Outcome {
        let system = work.claim.recipe.side(side).system
        if let first = reasons.first, let awaited = first.waitsFor, reasons.allSatisfy({ $0.waitsFor != nil }) {
            return .waits(awaited: "\(system):\(awaited)", role: first.fixedBy, reasons: reasons)
        }
        return .refused(reasons)
    }
}

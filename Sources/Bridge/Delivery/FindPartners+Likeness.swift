import Kernel
import Platform

/// Partners by likeness: texts that nearly agree, among the records that agree in the rule's last line.
extension BridgeEngine {
    /// Records whose texts are compared for one likeness.
    static let comparedLimit = 5_000
    /// Works whose candidates are held at once: in a large company each has hundreds.
    static let comparedAtOnce = 10

    func matchAlike(
        _ works: inout [Work], _ indices: [Int], _ lines: [String], atLeast threshold: FixedDecimal
    ) async throws {
        let (all, lookups) = try self.lookups(&works, indices, Array(lines.suffix(1)))
        guard let first = all.first else { return }
        let work = works[first]
        let end = work.claim.recipe.side(work.targetSide)
        let compared = lines.compactMap { name in work.claim.recipe.fields.first { $0.name == name } }
        let fields = compared.compactMap { $0.source(work.targetSide).writableName }
        guard compared.count == lines.count, fields.count == lines.count else { return }
        for start in stride(from: 0, to: all.count, by: Self.comparedAtOnce) {
            let slice = start..<min(start + Self.comparedAtOnce, all.count)
            let (asked, equal) = (Array(all[slice]), Array(lookups[slice]))
            // What is not answered now has its outcome already; the others are asked for all the same.
            guard
                let found = try await call(
                    &works, asked, isWrite: false,
                    { () async throws(ConnectorError) in
                        try await connector(end.system).candidates(
                            end.object, anyOf: equal, showing: fields, limit: Self.comparedLimit)
                    })
            else { continue }
            var alike: [(index: Int, ids: [String])] = []
            for (index, candidates) in zip(asked, found) where !candidates.isEmpty {
                guard let source = works[index].source?.record else { continue }
                let ours = compared.map { Trigrams($0.read(source, works[index].claim.side)?.text ?? "") }
                let ids = candidates.filter { Self.isAlike(ours, $0, fields, atLeast: threshold) }.map(\.id)
                if !ids.isEmpty { alike.append((index, ids)) }
            }
            try await adoptAlike(&works, alike, end)
        }
    }

    /// Is the mean of the texts' trigram similarities, 0 … 1, at least this?
    private static func isAlike(
        _ ours: [Trigrams], _ candidate: Record, _ fields: [String], atLeast threshold: FixedDecimal
    ) -> Bool {
        let needed = threshold.multiplied(by: FixedDecimal(fields.count), rounding: .halfEven)
        // As far as the others can make up for it.
        let floor = needed - FixedDecimal(fields.count - 1)
        var sum: FixedDecimal = 0
        for (trigrams, field) in zip(ours, fields) {
            guard let part = trigrams.similarity(to: candidate.fields[field]?.text ?? "", atLeast: floor) else {
                return false
            }
            sum += part
        }
        return sum >= needed
    }

    /// However alike, who has another number of those that the recipe goes by is somebody else.
    private func adoptAlike(
        _ works: inout [Work], _ alike: [(index: Int, ids: [String])], _ end: RecipeSide
    ) async throws {
        guard !alike.isEmpty else { return }
        let ids = Set(alike.flatMap(\.ids)).sorted()
        guard
            let records = try await call(
                &works, alike.map(\.index), isWrite: false,
                { () async throws(ConnectorError) in try await connector(end.system).read(end.object, ids: ids) })
        else { return }
        let byID = Dictionary(records.map { ($0.record.id, $0) }, uniquingKeysWith: { first, _ in first })
        for (index, ids) in alike {
            let numbers = try identifiers(works[index])
            let partners = ids.compactMap { byID[$0] }.filter { candidate in
                numbers.allSatisfy { field, ours in
                    let theirs = candidate.record.fields[field] ?? .null
                    return theirs.isBlank || theirs == ours
                }
            }
            try adoptMatch(&works[index], partners)
        }
    }

    /// By the target's fields: what the record has of the lines by which alone the recipe tells partners.
    private func identifiers(_ work: Work) throws -> [String: Value] {
        var numbers: [String: Value] = [:]
        for case .equal(let names) in work.claim.recipe.match where names.count == 1 {
            var asking = work
            numbers.merge(try lookup(&asking, names) ?? [:]) { first, _ in first }
        }
        return numbers
    }
}

import Kernel
import Platform

/// A linked pair whose sides do not hold what its recipe says they should.
public struct LinkDifference: Hashable, Sendable, CustomStringConvertible {
    public let recipe: String
    public let leftID: String
    public let rightID: String
    /// The lines that a delivery would write, and the conflicts that it would open.
    public let lines: [String]

    public var description: String { "\(recipe) \(leftID) ↔ \(rightID): \(lines.joined(separator: ", "))" }
}

extension BridgeEngine {
    /// Reads both sides of these links and says what a delivery would still write. Writes nothing. Pairs that wait for
    /// a link or hold a value without translation are not different: they are waiting, and said elsewhere.
    public func differences(of links: [Link]) async throws -> [LinkDifference] {
        var works: [Work] = []
        for link in links {
            guard let recipe = recipe(link.recipe) else { continue }
            var delivery = Delivery()
            delivery.recipe = recipe.name
            delivery.side = Side.left.rawValue
            delivery.sourceID = link.leftID
            works.append(Work(claim: Claim(delivery: delivery, link: link, recipe: recipe, side: .left), link: link))
        }
        try await readSources(&works)
        try await readTargets(&works)
        try decide(&works)
        return works.compactMap { work in
            guard let link = work.link else { return nil }
            var lines: [String] = []
            if let merge = work.merge, work.outcome == nil {
                lines = merge.changes.map { "\($0.line): '\($0.from)' → '\($0.to)' (\($0.side.rawValue))" }
                lines += merge.conflicts.map { "\($0.line): '\($0.left)' ≠ '\($0.right)'" }
            } else if case .refused(let reasons)? = work.outcome, work.merge == nil {
                lines = reasons.map(\.message)
            }
            guard !lines.isEmpty else { return nil }
            return LinkDifference(recipe: link.recipe, leftID: link.leftID, rightID: link.rightID, lines: lines)
        }
    }
}

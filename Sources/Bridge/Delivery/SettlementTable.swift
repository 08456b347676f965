import Kernel
import Platform

/// What the settlements of one transaction need to know of the ledger, looked up for all of them at once, and whom
/// they release.
struct SettlementTable {
    /// By delivery: the attempt and the moment that it is claimed under; nil when that does not matter.
    private var held: [String: [Value]]?
    /// Links by recipe, side and record, as far as they were looked for. Nothing means that there is none.
    private var links: [String: Link?] = [:]
    /// What new links let go on.
    private(set) var linked: [String] = []

    /// - Parameter isChecked: a settlement of what is ours no longer is left out.
    init(_ settlements: [Settlement], isChecked: Bool, in session: any StoreSession) throws {
        if isChecked {
            var held: [String: [Value]] = [:]
            for node in Set(settlements.map { $0.claim.delivery.claimedBy ?? "" }).sorted() {
                let rows = try session.rows(
                    "SELECT id, attempts, claimed_at FROM delivery WHERE state = 'claimed' AND claimed_by = ?",
                    [.text(node)], as: [.text, .integer, .instant])
                for row in rows { held[row[0].text] = [row[1], row[2], .text(node)] }
            }
            self.held = held
        }
        try lookUp(settlements.compactMap(\.outcome.newLink) + settlements.compactMap(\.ownCreate), in: session)
    }

    /// A claim that lapsed, or that a silent node held, may have been taken over and settled by another: then this one
    /// has nothing to say any more.
    func isStillOurs(_ delivery: Delivery) -> Bool {
        guard let held else { return true }
        let ours: [Value] = [
            .integer(Int64(delivery.attempts + 1)), .instant(delivery.claimedAt ?? delivery.capturedAt),
            .text(delivery.claimedBy ?? ""),
        ]
        return held[delivery.id.raw] == ours
    }

    // MARK: Links

    private mutating func lookUp(_ new: [Link], in session: any StoreSession) throws {
        for recipe in Set(new.map(\.recipe)).sorted() {
            for side in Side.allCases {
                let ids = new.filter { $0.recipe == recipe && $0.version == 0 }.map { $0.recordID(side) }
                let found = try Link.all(recipe: recipe, side, ids, in: session)
                for id in ids { links[Self.key(recipe, side, id)] = .some(found[id]) }
            }
        }
    }

    mutating func link(
        _ recipe: String, _ side: Side, _ id: String, in session: any StoreSession
    ) throws -> Link? {
        if let known = links[Self.key(recipe, side, id)] { return known }
        return try Link.find(recipe: recipe, side, id, in: session)
    }

    /// A link was added: whoever waited for it goes on.
    mutating func note(_ link: Link) {
        var kept = link
        kept.version = 1
        for side in Side.allCases {
            links[Self.key(link.recipe, side, link.recordID(side))] = .some(kept)
            linked.append(BridgeEngine.awaitedLink(link.recipe, side, link.recordID(side)))
        }
    }

    /// A link was taken away: what was looked up is no longer so.
    mutating func forgetLinks() { links = [:] }

    private static func key(_ recipe: String, _ side: Side, _ id: String) -> String { "\(recipe)/\(side)/\(id)" }
}

extension Outcome {
    /// The link that it leaves, when that was never stored.
    fileprivate var newLink: Link? {
        switch self {
        case .applied(let link, _, _, _), .echo(let link): link?.version == 0 ? link : nil
        case .skipped, .refused, .waits, .approval, .retry, .later, .dead: nil
        }
    }
}

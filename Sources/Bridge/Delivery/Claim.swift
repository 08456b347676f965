import Kernel
import Platform

/// A delivery that this worker has taken, with the link it belongs to. Nobody else works on its key until it is
/// settled or the claim lapses.
public final class Claim: Sendable, CustomStringConvertible {
    public let delivery: Delivery
    public let link: Link?
    public let recipe: Recipe
    public let side: Side

    init(delivery: Delivery, link: Link?, recipe: Recipe, side: Side) {
        self.delivery = delivery
        self.link = link
        self.recipe = recipe
        self.side = side
    }

    /// "customer, left s000000142 (AccountChanged), attempt 2".
    public var description: String {
        "\(recipe.name), \(delivery.kind == .carry ? "" : "\(delivery.kind.rawValue) ")\(side.rawValue) "
            + "\(delivery.sourceID) (\(delivery.event)), attempt \(delivery.attempts + 1)"
            + (delivery.isInDoubt ? ", in doubt" : "")
    }

    /// The same, as the ledger has it from now on.
    func taken(by node: NodeIdentity, at now: Instant) -> Claim {
        var delivery = delivery
        delivery.claimedBy = node.id
        delivery.claimedAt = now
        delivery.claimedKey = key
        return Claim(delivery: delivery, link: link, recipe: recipe, side: side)
    }

    /// Never worked on, and both sides have agreed on something newer meanwhile. What a person asks to be carried, as
    /// when he has resolved a conflict, tells no version.
    var isKnownEcho: Bool {
        guard let link, delivery.kind == .carry, delivery.claimedAt == nil, delivery.sourceVersion > 0 else {
            return false
        }
        return delivery.sourceVersion <= link.agreedVersion(side)
    }

    /// The golden thing that is being worked on: strict order within, free across.
    var key: String { link?.id.raw ?? "\(recipe.name)/\(side.rawValue)/\(delivery.sourceID)" }
}

extension BridgeEngine {
    /// Takes the oldest deliveries that are due, at most one for each key. One transaction.
    public func claim(limit: Int) throws -> [Claim] {
        try take([], settling: [], limit: limit).claims
    }

    /// Settles what was performed, appends what is new and takes what is due, in one transaction: the bridge pays for
    /// one flush to disk a turn. Returns how many deliveries were appended or woken, and those taken.
    func take(
        _ news: [News], settling settlements: [Settlement], limit: Int
    ) throws -> (captured: Int, claims: [Claim]) {
        let now = world.now()
        if news.isEmpty, settlements.isEmpty, try store.read({ try Self.isIdle(now, in: $0) }) { return (0, []) }
        if !news.isEmpty { try world.faultPoint(.captureBeforeAppend) }
        let taken = try store.write { session in
            try settleAll(settlements, in: session)
            if !settlements.isEmpty { try world.faultPoint(.settleBeforeCommit) }
            var (captured, fresh) = try join(news, in: session)
            captured += fresh.count
            if !news.isEmpty { try world.faultPoint(.captureBeforeCommit) }
            // Later than what was settled just now: nobody has a key twice at any moment.
            let share = try share(of: limit, fresh, news, in: session)
            let claims = try claim(fresh, world.now(), limit: share, in: session)
            try world.faultPoint(.claimBeforeCommit)
            return (captured: captured, claims: claims)
        }
        if !settlements.isEmpty { try world.faultPoint(.settleAfterCommit) }
        if !news.isEmpty { try world.faultPoint(.captureAfterCommit) }
        try world.faultPoint(.claimAfterCommit)
        return taken
    }

    /// How much this node takes: a whole bite while there is one for each node, else it leaves the others their part.
    private func share(
        of limit: Int, _ fresh: [Claim], _ news: [News], in session: any StoreSession
    ) throws -> Int {
        let all = 1 + nodes.others
        guard all > 1, !news.contains(where: \.page.hasMore) else { return limit }
        let due = fresh.count + (try Self.waitingCount(atMost: limit * all, in: session))
        return max(1, limit / all, min(limit, due / all))
    }

    /// What has waited longest goes first, then what was captured just now; what is too much stays pending.
    private func claim(
        _ fresh: [Claim], _ now: Instant, limit: Int, in session: any StoreSession
    ) throws -> [Claim] {
        try nodes.tend(in: session, now)
        try Self.makeDue(now, in: session)
        var busy = try BusyWork(in: session)
        var claims: [Claim] = []
        let lapses = now.adding(seconds: Self.claimSeconds)
        for delivery in try deliveries("state = 'pending'", limit: limit + busy.keys.count, in: session) {
            guard claims.count < limit, let claim = try prepared(delivery, in: session) else { continue }
            if claim.isKnownEcho {
                try session.execute("DELETE FROM delivery WHERE id = ?", [.text(delivery.id.raw)])
                continue
            }
            guard busy.takes(claim, now) else { continue }
            try session.execute(
                """
                UPDATE delivery SET state = 'claimed', attempts = attempts + 1, not_before = ?, claimed_by = ?,
                    claimed_at = ?, claimed_key = ?
                WHERE id = ?
                """,
                [
                    .instant(lapses), .text(nodes.identity.id), .instant(now), .text(claim.key),
                    .text(delivery.id.raw),
                ])
            claims.append(claim.taken(by: nodes.identity, at: now))
        }
        for claim in fresh {
            var delivery = claim.delivery
            if claims.count < limit, busy.takes(claim, now) {
                let taken = claim.taken(by: nodes.identity, at: now)
                claims.append(taken)
                delivery = taken.delivery
                delivery.state = .claimed
                delivery.attempts = 1
                delivery.notBefore = lapses
            }
            try delivery.insert(in: session)
        }
        return claims
    }

    /// Nothing is due, and no waiting delivery's time to look again has come.
    private static func isIdle(_ now: Instant, in session: any StoreSession) throws(StoreError) -> Bool {
        let isOpen =
            try session.integer(
                "SELECT count(*) FROM (SELECT 1 FROM delivery WHERE state IN ('pending', 'claimed', 'retry') LIMIT 1) "
                    + "AS open"
            ) > 0
        if isOpen { return false }
        return try lapsedParkedCount(now, in: session) == 0
    }

    private static func lapsedParkedCount(_ now: Instant, in session: any StoreSession) throws(StoreError) -> Int {
        try session.integer(
            "SELECT count(*) FROM delivery WHERE state = 'parked' AND not_before <= ?", [.instant(now)])
    }

    private static func makeDue(_ now: Instant, in session: any StoreSession) throws(StoreError) {
        try session.execute(
            "UPDATE delivery SET state = 'pending', not_before = NULL WHERE state IN ('retry', 'parked') "
                + "AND not_before <= ?", [.instant(now)])
        try session.execute(
            "UPDATE delivery SET state = 'pending', is_in_doubt = 1, not_before = NULL WHERE state = 'claimed' "
                + "AND not_before <= ?", [.instant(now)])
    }

    private func deliveries(
        _ condition: String, limit: Int, in session: any StoreSession
    ) throws(StoreError) -> [Delivery] {
        let sql = Delivery.schema.sql
        return try session.rows(
            sql.select + " WHERE \(condition) ORDER BY id LIMIT ?", [.integer(Int64(limit))], as: sql.kinds
        ).map { row throws(StoreError) in try Delivery(row: row) }
    }

    private func prepared(_ delivery: Delivery, in session: any StoreSession) throws -> Claim? {
        guard let recipe = recipe(delivery.recipe), let side = Side(rawValue: delivery.side) else { return nil }
        let link = try Link.find(recipe: recipe.name, side, delivery.sourceID, in: session)
        return Claim(delivery: delivery, link: link, recipe: recipe, side: side)
    }
}

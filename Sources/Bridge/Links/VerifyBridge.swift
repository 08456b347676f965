import Kernel
import Platform

/// Checks the bridge's ledger: links one to one, every intent with one end, nothing left behind in silence.
public struct BridgeVerification {
    public struct Counts: Hashable, Sendable {
        public var links = 0
        public var applied = 0
        public var refused = 0
        public var waiting = 0
        public var conflicts = 0
        public var dead = 0
        public var dropped = 0
        public var underWay = 0

        public init() {}
    }

    public init() {}

    /// All deliveries by what became of them; looks at each of them.
    public func counts(in session: any StoreSession) throws(StoreError) -> Counts {
        var counts = try counts("SELECT state, count(*) FROM delivery GROUP BY state", in: session)
        counts.links = try session.integer("SELECT count(*) FROM link")
        return counts
    }

    /// Only what is not done, refused or waits: looks at no more than that, after however many deliveries.
    public func openCounts(in session: any StoreSession) throws(StoreError) -> Counts {
        try counts(
            """
            SELECT state, count(*) FROM delivery WHERE state IN
                ('pending', 'claimed', 'retry', 'parked', 'approval', 'refused', 'conflict', 'dead') GROUP BY state
            """, in: session)
    }

    private func counts(_ sql: String, in session: any StoreSession) throws(StoreError) -> Counts {
        var counts = Counts()
        for row in try session.rows(sql, [], as: [.text, .integer]) {
            guard case .integer(let number) = row[1], let state = DeliveryState(rawValue: row[0].text) else { continue }
            let count = Int(number)
            switch state {
            case .applied: counts.applied = count
            case .refused: counts.refused = count
            case .parked, .approval: counts.waiting += count
            case .conflict: counts.conflicts = count
            case .dead: counts.dead = count
            case .dropped: counts.dropped = count
            case .pending, .claimed, .retry: counts.underWay += count
            case .echo, .skipped: break
            }
        }
        return counts
    }

    public func findings(in session: any StoreSession) throws(StoreError) -> [Finding] {
        var findings: [Finding] = []
        for column in ["left_id", "right_id"] {
            let doubled = try session.rows(
                "SELECT recipe, \(column), count(*) FROM link GROUP BY recipe, \(column) HAVING count(*) > 1 LIMIT 20",
                [], as: [.text, .text, .integer])
            for row in doubled {
                findings.append(Finding("link \(row[0].text) \(row[1].text)", "has \(row[2].text) partners"))
            }
        }
        let open = try session.rows(
            """
            SELECT recipe, side, source_id, count(*) FROM delivery WHERE kind = 'carry' AND state IN \
            \(DeliveryState.open) GROUP BY recipe, side, source_id HAVING count(*) > 2 LIMIT 20
            """, [], as: [.text, .text, .text, .integer])
        for row in open {
            findings.append(
                Finding("delivery \(row[0].text) \(row[2].text)", "is under way \(row[3].text) times at once"))
        }
        let speechless = try session.rows(
            "SELECT id FROM delivery WHERE state IN ('refused', 'dead', 'dropped') AND reasons = '' LIMIT 20", [],
            as: [.text])
        for row in speechless { findings.append(Finding("delivery \(row[0].text)", "ended without a reason")) }
        return try findings + Self.falseEnds(in: session) + Self.unlinkedEffects(in: session)
            + Self.overlaps(in: session)
    }

    /// What was carried is linked, until it is gone on both sides.
    static func unlinkedEffects(in session: any StoreSession) throws(StoreError) -> [Finding] {
        try session.rows(
            """
            SELECT d.id, d.recipe, d.source_id, d.target_id FROM delivery d
            WHERE d.kind = 'carry' AND d.state = 'applied' AND d.target_id <> ''
                AND NOT EXISTS (
                    SELECT 1 FROM link l WHERE l.recipe = d.recipe
                        AND l.left_id = CASE d.side WHEN 'left' THEN d.source_id ELSE d.target_id END
                        AND l.right_id = CASE d.side WHEN 'left' THEN d.target_id ELSE d.source_id END)
                AND NOT EXISTS (
                    SELECT 1 FROM delivery e WHERE e.recipe = d.recipe AND e.state = 'echo'
                        AND e.source_id IN (d.source_id, d.target_id))
            ORDER BY d.id LIMIT 20
            """, [], as: [.text, .text, .text, .text]
        ).map { row in
            Finding(
                "link \(row[1].text) \(row[2].text)", "is gone; delivery \(row[0].text) made it with \(row[3].text)")
        }
    }

    /// An end is written with its moment, and with its reasons or none; what is under way has neither.
    static func falseEnds(in session: any StoreSession) throws(StoreError) -> [Finding] {
        try session.rows(
            """
            SELECT id, state FROM delivery
            WHERE (state IN ('applied', 'conflict', 'refused', 'dead') AND settled_at IS NULL)
                OR (state IN \(DeliveryState.open) AND settled_at IS NOT NULL)
                OR (state = 'applied' AND kind = 'carry' AND reasons <> '') LIMIT 20
            """, [], as: [.text, .text]
        ).map { Finding("delivery \($0[0].text)", "says '\($0[1].text)', which is not how it ended") }
    }

    /// Nobody takes what another still has: on one key, each claim begins after the one before was settled. Times are
    /// the nodes' own: where their clocks differ, a finding may be no more than that.
    static func overlaps(in session: any StoreSession) throws(StoreError) -> [Finding] {
        var findings: [Finding] = []
        for key in ["claimed_key", "recipe || '/' || side || '/' || source_id"] {
            let rows = try session.rows(
                """
                SELECT id, k, claimed_by, before_id, before_by FROM (
                    SELECT id, \(key) AS k, claimed_by, claimed_at,
                        lag(id) OVER later AS before_id, lag(claimed_by) OVER later AS before_by,
                        max(coalesce(settled_at, 9223372036854775807)) OVER (
                            PARTITION BY \(key) ORDER BY claimed_at, id
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                        ) AS before_end
                    FROM delivery
                    WHERE claimed_at IS NOT NULL AND state IN ('claimed', 'applied', 'refused', 'conflict', 'dead')
                    WINDOW later AS (PARTITION BY \(key) ORDER BY claimed_at, id)
                ) AS claims
                WHERE before_end > claimed_at LIMIT 20
                """, [], as: [.text, .text, .text, .text, .text])
            for row in rows {
                findings.append(
                    Finding(
                        "delivery \(row[0].text)",
                        "was claimed by \(row[2].text) while \(row[4].text) still had \(row[3].text) of the same key "
                            + row[1].text))
            }
        }
        return findings
    }
}

import Kernel
import Platform
import Synchronization

/// Says that this node lives, notices which others do not, and gives back what these had taken. Silence is measured
/// with this node's own clock: the nodes' clocks need agree to a minute only.
public final class NodeRegister: Sendable {
    public let identity: NodeIdentity
    let store: any Store
    let world: World
    private let state = Mutex(State())

    /// A node says so often that it lives. Milliseconds.
    public static let beatMilliseconds: Int64 = 1_000
    /// So often it looks who else does. Milliseconds.
    public static let lookMilliseconds: Int64 = 500
    /// Who has said nothing for so long is gone: with the two above, his work is taken over within five seconds.
    public static let silentMilliseconds: Int64 = 3_500
    /// By his own clock silent for so long is gone at first sight. Seconds.
    static let longGoneSeconds = 60
    /// Nodes that ended are remembered for so long. Seconds.
    static let rememberedSeconds = 7 * 24 * 3_600

    private struct State {
        var beatAt: Instant?
        var lookedAt: Instant?
        var others: [String: Sighting] = [:]
    }

    /// What another node said last, and since when, by our clock, it has said nothing new.
    private struct Sighting {
        var said: Instant
        var since: Instant
    }

    public init(_ identity: NodeIdentity, store: any Store, world: World) {
        self.identity = identity
        self.store = store
        self.world = world
    }

    /// How many other nodes were living when this one looked last.
    public var others: Int { state.withLock { $0.others.count } }

    /// Says that this node lives, if it is time, and gives back what silent nodes had taken. To be called every
    /// `lookMilliseconds` while the node works. Returns how many deliveries it gave back.
    @discardableResult
    public func keep() throws -> Int {
        let now = world.now()
        if isDue(now) { return try store.write { try tend(in: $0, now) } }
        let nodes = try store.read { try living(in: $0) }
        return silent(nodes, now).isEmpty ? 0 : try store.write { try look(in: $0, now) }
    }

    /// The same within a transaction that is made anyway.
    @discardableResult
    func tend(in session: any StoreSession, _ now: Instant) throws(StoreError) -> Int {
        if isDue(now) { try beat(in: session, now) }
        let looked = state.withLock { $0.lookedAt }
        if let looked, now.microseconds - looked.microseconds < Self.lookMilliseconds * 1_000 { return 0 }
        return try look(in: session, now)
    }

    /// This node stops: nobody need wait for its silence. What it did not settle is in doubt at once.
    public func leave() throws {
        let now = world.now()
        try store.write { session in
            try end(identity.id, in: session, now)
            _ = try giveBack(of: identity.id, in: session)
        }
    }

    /// After a start: what an earlier start of this name had taken, and what nodes that are gone had, is in doubt and
    /// comes first.
    /// - Parameter isGone: knows of a node, better than its silence tells, that it is gone.
    func recover(isGone: (Node) -> Bool) throws {
        let now = world.now()
        state.withLock { $0 = State() }
        try store.write { session in
            for node in try living(in: session) where node.id.raw != identity.id {
                guard node.name == identity.name || isLongGone(node, now) || isGone(node) else { continue }
                try end(node.id.raw, in: session, now)
            }
            try session.execute(
                "DELETE FROM node WHERE ended_at < ? AND id NOT IN (SELECT holder FROM job_lease)",
                [.instant(now.adding(seconds: -Self.rememberedSeconds))])
            try session.execute(
                """
                UPDATE delivery SET state = 'pending', is_in_doubt = 1, not_before = NULL
                WHERE state = 'claimed' AND (claimed_by IS NULL OR claimed_by = ?
                    OR claimed_by NOT IN (SELECT id FROM node WHERE ended_at IS NULL))
                """, [.text(identity.id)])
            try beat(in: session, now)
        }
    }

    // MARK: Within a transaction

    private func isDue(_ now: Instant) -> Bool {
        guard let beatAt = state.withLock({ $0.beatAt }) else { return true }
        return now.microseconds - beatAt.microseconds >= Self.beatMilliseconds * 1_000
    }

    func beat(in session: any StoreSession, _ now: Instant) throws(StoreError) {
        if try session.integer("SELECT count(*) FROM node WHERE id = ?", [.text(identity.id)]) > 0 {
            try session.execute(
                "UPDATE node SET last_seen = ?, ended_at = NULL, version = version + 1 WHERE id = ?",
                [.instant(now), .text(identity.id)])
        } else {
            var node = Node()
            node.id = ID(identity.id)
            node.name = identity.name
            node.host = identity.host
            node.place = identity.place
            node.program = identity.program
            node.startedAt = now
            node.lastSeen = now
            try session.execute(
                Node.schema.sql.insert, [.text(node.id.raw), .integer(1)] + Node.schema.values(of: node))
        }
        state.withLock { $0.beatAt = now }
    }

    private func living(in session: any StoreSession) throws(StoreError) -> [Node] {
        let sql = Node.schema.sql
        return try session.rows(sql.select + " WHERE ended_at IS NULL ORDER BY id", [], as: sql.kinds)
            .map { row throws(StoreError) in try Node(row: row) }
    }

    private func look(in session: any StoreSession, _ now: Instant) throws(StoreError) -> Int {
        var returned = 0
        for id in silent(try living(in: session), now) {
            try end(id, in: session, now)
            returned += try giveBack(of: id, in: session)
            state.withLock { $0.others[id] = nil }
        }
        return returned
    }

    private func end(_ id: String, in session: any StoreSession, _ now: Instant) throws(StoreError) {
        try session.execute(
            "UPDATE node SET ended_at = ?, version = version + 1 WHERE id = ?", [.instant(now), .text(id)])
    }

    private func giveBack(of id: String, in session: any StoreSession) throws(StoreError) -> Int {
        try session.execute(
            """
            UPDATE delivery SET state = 'pending', is_in_doubt = 1, not_before = NULL
            WHERE state = 'claimed' AND claimed_by = ?
            """, [.text(id)])
    }

    // MARK: Who is silent

    /// Notes what the others say now; returns those who have said nothing new for too long.
    private func silent(_ living: [Node], _ now: Instant) -> [String] {
        state.withLock { state in
            state.lookedAt = now
            var others: [String: Sighting] = [:]
            var silent: [String] = []
            for node in living where node.id.raw != identity.id {
                let id = node.id.raw
                var sighting = state.others[id] ?? Sighting(said: node.lastSeen, since: now)
                if sighting.said != node.lastSeen { sighting = Sighting(said: node.lastSeen, since: now) }
                others[id] = sighting
                let silence = now.microseconds - sighting.since.microseconds
                if silence > Self.silentMilliseconds * 1_000 || isLongGone(node, now) { silent.append(id) }
            }
            state.others = others
            return silent
        }
    }

    private func isLongGone(_ node: Node, _ now: Instant) -> Bool {
        node.lastSeen.adding(seconds: Self.longGoneSeconds) < now
    }
}

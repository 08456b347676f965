import Bridge
import Kernel
import Platform
import Synchronization

/// What the bridge did since this program was started.
public final class BridgeMeasures: Sendable {
    private let total = Mutex(CycleReport())
    private let failed = Mutex(0)
    private let taken = Mutex(0)

    public init() {}

    public var report: CycleReport { total.withLock { $0 } }
    /// Turns that ended in an error.
    public var failures: Int { failed.withLock { $0 } }
    /// Deliveries taken over from silent nodes.
    public var takenOver: Int { taken.withLock { $0 } }

    public func add(_ report: CycleReport) { total.withLock { $0.add(report) } }
    public func addFailure() { failed.withLock { $0 += 1 } }
    public func addTakenOver(_ deliveries: Int) { taken.withLock { $0 += deliveries } }
}

/// How far the bridge is behind, as its ledger and the feeds say.
public struct BridgeBacklog: Sendable {
    /// Deliveries that have not ended well, by state.
    public var byState: [String: Int] = [:]
    /// Microseconds since the oldest change that is not carried yet, by recipe; 0 where nothing waits.
    public var lag: [String: Int64] = [:]
    /// Living nodes.
    public var nodes = 0

    /// What a person must act on counts in the backlog, not in the lag.
    public init(of suite: Suite) throws {
        let now = suite.bridge.world.now()
        var oldest: [String: Instant] = [:]
        func note(_ recipe: String, _ value: Value) {
            guard case .instant(let at) = value else { return }
            oldest[recipe] = min(oldest[recipe] ?? at, at)
        }
        var cursors: [String: Int64] = [:]
        try suite.bridge.store.read { session in
            for state in DeliveryState.allCases where ![.applied, .echo, .skipped, .dropped].contains(state) {
                byState[state.rawValue] = try session.integer(
                    "SELECT count(*) FROM delivery WHERE state = ?", [.text(state.rawValue)])
            }
            let waiting = try session.rows(
                """
                SELECT recipe, min(captured_at) FROM delivery WHERE state IN ('pending', 'claimed', 'retry')
                GROUP BY recipe
                """, [], as: [.text, .instant])
            for row in waiting { note(row[0].text, row[1]) }
            for row in try session.rows("SELECT id, position FROM source_cursor", [], as: [.text, .text]) {
                cursors[row[0].text] = Int64(row[1].text)
            }
            nodes = try session.integer("SELECT count(*) FROM node WHERE ended_at IS NULL")
        }
        for recipe in suite.engine.recipes {
            for side in Side.allCases {
                let end = recipe.side(side)
                guard let bus = suite.bus(end.system) else { continue }
                let first = try bus.store.read { session in
                    try session.rows(
                        "SELECT at FROM outbox WHERE object = ? AND seq > ? ORDER BY seq LIMIT 1",
                        [.text(end.object), .integer(cursors["\(end.system)/\(end.object)"] ?? 0)], as: [.instant])
                }
                if let first = first.first { note(recipe.name, first[0]) }
            }
            lag[recipe.name] = oldest[recipe.name].map { max(0, now.microseconds - $0.microseconds) } ?? 0
        }
    }
}

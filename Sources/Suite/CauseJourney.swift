import Bridge
import Kernel
import Outbound
import Platform

/// Everything that one cause set in motion, over all hops: commands in each system, what the feeds announced, what the
/// bridge carried, and which messages went out. The cause is a request's trace, or what stands as correlation anywhere.
public struct CauseJourney: Sendable {
    public struct Hop: Hashable, Sendable {
        public let at: Instant
        /// "crm", "erp" or "bridge".
        public let system: String
        /// "command", "event", "delivery" or "webhook".
        public let kind: String
        public let words: String
    }

    public let cause: String
    /// In order of time.
    public let hops: [Hop]

    public init(of cause: String, in suite: Suite) throws {
        self.cause = cause
        var hops: [Hop] = []
        var announced: [(system: String, sequence: Int64)] = []
        for bus in [suite.crm, suite.erp, suite.bridge] {
            let system = bus.module.name
            try bus.store.read { session in
                hops += try Self.commands(of: cause, system, in: session)
                let events = try session.rows(
                    "SELECT seq, at, event, object, object_id FROM outbox WHERE correlation = ? ORDER BY seq",
                    [.text(cause)], as: [.integer, .instant, .text, .text, .text])
                for row in events {
                    guard case .integer(let sequence) = row[0], case .instant(let at) = row[1] else { continue }
                    announced.append((system, sequence))
                    hops.append(
                        Hop(
                            at: at, system: system, kind: "event", words: "\(row[2].text) \(row[3].text) \(row[4].text)"
                        ))
                }
            }
        }
        try suite.bridge.store.read { session in
            hops += try Self.deliveries(of: cause, in: session)
            hops += try Self.messages(about: announced, in: session)
        }
        self.hops = hops.sorted { $0.at < $1.at }
    }

    private static func commands(
        of cause: String, _ system: String, in session: any StoreSession
    ) throws(StoreError) -> [Hop] {
        try session.rows(
            """
            SELECT min(at), command, actor, count(*) FROM audit WHERE correlation = ?
            GROUP BY command, actor, at ORDER BY min(seq)
            """, [.text(cause)], as: [.instant, .text, .text, .integer]
        ).compactMap { row in
            guard case .instant(let at) = row[0] else { return nil }
            return Hop(
                at: at, system: system, kind: "command",
                words: "\(row[1].text) by \(row[2].text), \(row[3].text) rows")
        }
    }

    private static func deliveries(of cause: String, in session: any StoreSession) throws(StoreError) -> [Hop] {
        try session.all(Select<Delivery>().where(\.correlation, .equal, cause).ordered(by: \.id)).map { delivery in
            let by = delivery.claimedBy.map { " by node \($0)" } ?? ""
            return Hop(
                at: delivery.claimedAt ?? delivery.capturedAt, system: "bridge", kind: "delivery",
                words: "\(delivery.recipe) from \(delivery.side) \(delivery.sourceID): \(delivery.state.rawValue)\(by)")
        }
    }

    private static func messages(
        about announced: [(system: String, sequence: Int64)], in session: any StoreSession
    ) throws(StoreError) -> [Hop] {
        var hops: [Hop] = []
        for (system, sequence) in announced {
            let told = try session.all(
                Select<WebhookDelivery>().where(\.system, .equal, system).where(\.sequence, .equal, Int(sequence)))
            for message in told {
                guard let at = message.deliveredAt ?? message.nextAttemptAt else { continue }
                hops.append(
                    Hop(
                        at: at, system: "bridge", kind: "webhook",
                        words: "\(message.event) as \(message.messageID): \(message.state.rawValue)"))
            }
        }
        return hops
    }

    /// A line a hop.
    public var text: String {
        func padded(_ word: String, _ width: Int) -> String {
            word + String(repeating: " ", count: max(1, width - word.count))
        }
        guard !hops.isEmpty else { return "Nothing belongs to \(cause)." }
        return
            (["\(cause): what it set in motion", ""]
            + hops.map { "\($0.at)  \(padded($0.system, 7))\(padded($0.kind, 9))\($0.words)" })
            .joined(separator: "\n")
    }
}

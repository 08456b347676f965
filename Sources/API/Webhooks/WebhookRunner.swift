import Hummingbird
import Identity
import Kernel
import Logging
import Outbound
import Platform
import Serving
import Synchronization

/// Keeps subscribers told: woken by every commit, and once a second for what only time moves. What it tells is read
/// with the access of the subscription's owner, at the moment of noting it.
public final class WebhookRunner: Sendable {
    /// Messages sent at once.
    static let mostAtOnce = 8
    /// Entries of a feed read in one step, and messages sent in one turn.
    static let bite = 200
    /// A feed position is saved without a message only when it is that far behind.
    static let quietStretch = 1_000

    private let company: Company
    private let outbound: Outbound
    private let onFailure: @Sendable (any Error) -> Void
    /// How far each feed was read where nothing was to be told.
    private let passed: Mutex<[String: Int]> = Mutex([:])
    private let loop: Mutex<Task<Void, Never>?> = Mutex(nil)
    private let bells: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    public init(
        _ company: Company, outbound: Outbound, onFailure: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.company = company
        self.outbound = outbound
        self.onFailure = onFailure
        (bells, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        for bus in [company.crm, company.erp, company.bridge] { bus.afterCommit { [bell] in bell.yield() } }
    }

    /// Begins. A second start changes nothing.
    public func start() {
        loop.withLock { loop in
            guard loop == nil else { return }
            loop = Task { [self] in
                let clock = Task { [bell] in
                    while !Task.isCancelled {
                        bell.yield()
                        try? await Task.sleep(for: .seconds(1))
                    }
                }
                for await _ in bells {
                    do { try await turn() } catch { onFailure(error) }
                }
                clock.cancel()
            }
        }
    }

    /// Ends when what is under way is settled.
    public func stop() async {
        bell.finish()
        await loop.withLock { $0 }?.value
    }

    /// Notes what is new and sends what is due. Returns how many messages were sent.
    @discardableResult
    public func turn() async throws -> Int {
        let subscriptions = try company.bridge.store.read {
            try $0.all(Select<WebhookSubscription>().where(\.state, .equal, .active).ordered(by: \.id))
        }
        // One node tells for all.
        guard !subscriptions.isEmpty, try company.suite.engine.nodes.holds("webhooks") else { return 0 }
        for subscription in subscriptions {
            for bus in [company.crm, company.erp, company.bridge] { try await capture(from: bus, for: subscription) }
        }
        return try await sendDue()
    }

    // MARK: What is to be told

    private func capture(from bus: CommandBus, for subscription: WebhookSubscription) async throws {
        let system = bus.module.name
        var known = subscription[sequenceOf: system]
        if known < 0 {
            let end = try bus.store.read { try $0.integer("SELECT coalesce(max(seq), 0) FROM outbox") }
            try await note([], upTo: end, of: system, for: subscription)
            return
        }
        let start = known
        let place = "\(subscription.id)/\(system)"
        known = max(known, passed.withLock { $0[place] ?? 0 })
        while true {
            let entries = try bus.store.read { [known] in
                try Feed.entries(after: Int64(known), limit: Self.bite, in: $0)
            }
            guard let last = entries.last else { break }
            known = Int(last.sequence)
            let wanted = entries.filter {
                subscription.wants(event: $0.event, object: "\(system).\($0.object)")
            }
            let changes = wanted.isEmpty ? [] : try changes(wanted, of: bus, for: subscription)
            if !changes.isEmpty || known - start >= Self.quietStretch {
                try await note(changes, upTo: known, of: system, for: subscription)
            }
            passed.withLock { [known] in $0[place] = known }
            if entries.count < Self.bite { break }
        }
    }

    private func note(
        _ changes: [CaptureWebhookChanges.Change], upTo: Int, of system: String, for subscription: WebhookSubscription
    ) async throws {
        try await company.run(
            CaptureWebhookChanges(subscription.id, system: system, upTo: upTo, changes: changes),
            in: company.bridge, by: .system)
    }

    /// The changes that the owner may hear of, each with the record as he sees it.
    private func changes(
        _ entries: [FeedEntry], of bus: CommandBus, for subscription: WebhookSubscription
    ) throws -> [CaptureWebhookChanges.Change] {
        guard let owner = try owner(of: subscription) else { return [] }
        return try bus.read(as: owner) { reading in
            var sight = Sight(of: reading)
            return try entries.filter { try sight.covers($0) }.map { entry in
                CaptureWebhookChanges.Change(
                    sequence: Int(entry.sequence), event: entry.event, object: entry.object, record: entry.id,
                    payload: Self.payload(of: entry, in: bus.module.name, try reading.record(entry.object, entry.id)))
            }
        }
    }

    /// As he is now: a withdrawn role counts at once. nil when he has gone.
    private func owner(of subscription: WebhookSubscription) throws -> Actor? {
        if subscription.owner == Actor.system.id { return .system }
        return try company.bridge.store.read { session in
            let user = try session.all(Select<User>().where(\.signInName, .equal, subscription.owner).limit(1)).first
            guard let user, user.isActive else { return nil }
            return try Person.actor(of: user, in: session)
        }
    }

    static func payload(of entry: FeedEntry, in system: String, _ record: VisibleRecord?) -> String {
        var json = JSONWriter(reservingBytes: 1_024)
        json.beginObject()
        json.field("type", entry.event)
        json.field("timestamp", entry.at.description)
        json.key("data")
        json.beginObject()
        json.field("system", system)
        json.field("object", entry.object)
        json.field("id", entry.id)
        json.key("sequence")
        json.number(entry.sequence)
        json.field("actor", entry.actor)
        json.field("correlation", entry.correlation)
        if let record {
            json.key("record")
            RecordReader.write(record, to: &json)
        }
        json.endObject()
        json.endObject()
        // A document too long to be told is named, not told.
        return json.bytes.count <= 200_000 || record == nil ? json.text : payload(of: entry, in: system, nil)
    }

    // MARK: Telling it

    private func sendDue() async throws -> Int {
        let now = company.bridge.world.now()
        let due = try company.bridge.store.read { session in
            try session.all(
                Select<WebhookDelivery>().where(\.state, .equal, .waiting).where(\.nextAttemptAt, .atMost, now)
                    .ordered(by: \.nextAttemptAt).limit(Self.bite))
        }
        var subscriptions: [ID<WebhookSubscription>: WebhookSubscription] = [:]
        for subscription in try company.bridge.store.read({
            try $0.all(Select<WebhookSubscription>().where(\.state, .equal, .active))
        }) { subscriptions[subscription.id] = subscription }
        var sent = 0
        var rest = due.filter { subscriptions[$0.subscription] != nil }[...]
        while !rest.isEmpty {
            let group = rest.prefix(Self.mostAtOnce)
            rest = rest.dropFirst(group.count)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for delivery in group {
                    guard let subscription = subscriptions[delivery.subscription] else { continue }
                    tasks.addTask { [self] in try await send(delivery, to: subscription) }
                }
                try await tasks.waitForAll()
            }
            sent += group.count
        }
        return sent
    }

    /// The message goes on with the trace of what it tells of, if that had one.
    func trace(of delivery: WebhookDelivery) -> [(String, String)] {
        guard let cause = (try? JSON(parsing: delivery.payload))?["data"]?["correlation"]?.string,
            let trace = TraceContext(correlation: cause, world: company.bridge.world)
        else { return [] }
        return [("traceparent", trace.traceparent)]
    }

    private func send(_ delivery: WebhookDelivery, to subscription: WebhookSubscription) async throws {
        let now = company.bridge.world.now()
        let timestamp = now.microseconds / 1_000_000
        let body = Array(delivery.payload.utf8)
        let signatures = subscription.secrets(at: now).map {
            $0.signature(id: delivery.messageID, timestamp: timestamp, body: body)
        }
        var status: Int?
        var error = ""
        do {
            let answer = try await outbound.send(
                OutboundRequest(
                    "POST", subscription.url,
                    headers: [
                        ("Content-Type", "application/json"), ("User-Agent", "Tandem"),
                        ("webhook-id", delivery.messageID), ("webhook-timestamp", String(timestamp)),
                        ("webhook-signature", signatures.joined(separator: " ")),
                    ] + trace(of: delivery), body: body))
            status = answer.status
            if !(200..<300).contains(answer.status) { error = "The receiver answered \(answer.status)" }
        } catch let failure as OutboundError {
            error = failure.description
        }
        try await company.run(
            SettleWebhookDelivery(delivery.id, status: status, error: String(error.prefix(1_000))),
            in: company.bridge, by: .system)
    }
}

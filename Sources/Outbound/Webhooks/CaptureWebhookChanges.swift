import Kernel
import Platform

/// Notes what a subscriber is to be told, and that the feed has been read so far, in one transaction: nothing is
/// noted twice and nothing forgotten. Refuses: notFound.
public struct CaptureWebhookChanges: Command {
    public static let name = "webhook.capture"
    public static let permission: Permission = "webhook.deliver"
    public static let isInternal = true
    public var webhook = ID<WebhookSubscription>.blank
    public var system = ""
    public var upTo = 0
    public var changes: [Change] = []
    public init() {}
    public init(_ webhook: ID<WebhookSubscription>, system: String, upTo: Int, changes: [Change]) {
        self.webhook = webhook
        self.system = system
        self.upTo = upTo
        self.changes = changes
    }

    /// One change and what is told of it.
    public struct Change: Sendable {
        public var sequence = 0
        public var event = ""
        public var object = ""
        public var record = ""
        public var payload = ""
        public init() {}
        public init(sequence: Int, event: String, object: String, record: String, payload: String) {
            self.sequence = sequence
            self.event = event
            self.object = object
            self.record = record
            self.payload = payload
        }

        public static let schema = Schema<Change>("WebhookChange") { s in
            s.field("sequence", \.sequence, .required, .within(0...Int64.max))
            s.field("event", \.event, .required)
            s.field("object", \.object, .required)
            s.field("record", \.record, .required)
            s.field("payload", \.payload, .required, .maxLength(200_000))
        }
    }

    public static let input = Schema<CaptureWebhookChanges>("CaptureWebhookChanges") { s in
        s.field("webhook", \.webhook, .required)
        s.field("system", \.system, .required)
        s.field("upTo", \.upTo, .required, .within(0...Int64.max))
        s.list("changes", \.changes, Change.schema, blank: { Change() })
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var subscription = try tx.load(webhook)
        let known = subscription[sequenceOf: system]
        guard upTo > known else { return NoAnswer() }
        for change in changes where change.sequence > known {
            var delivery = WebhookDelivery()
            delivery.subscription = webhook
            delivery.messageID = "msg_" + tx.world.newID()
            delivery.system = system
            delivery.sequence = change.sequence
            delivery.event = change.event
            delivery.object = change.object
            delivery.record = change.record
            delivery.payload = change.payload
            delivery.nextAttemptAt = tx.now
            try tx.insert(delivery)
        }
        subscription[sequenceOf: system] = upTo
        try tx.update(subscription)
        return NoAnswer()
    }
}

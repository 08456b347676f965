import Kernel
import Platform

/// How the telling of one message goes.
public enum WebhookDeliveryState: String, Choice { case waiting, delivered, failed }

/// One message to one subscriber: what was to be told, and how the telling went. Its message id stays the same over
/// all attempts, so that the receiver can tell a repetition.
public struct WebhookDelivery: BusinessObject {
    public var id = ID<WebhookDelivery>.blank
    public var version = 0
    public var subscription = ID<WebhookSubscription>.blank
    public var messageID = ""
    public var system = ""
    public var sequence = 0
    public var event = ""
    public var object = ""
    public var record = ""
    public var payload = ""
    public var state = WebhookDeliveryState.waiting
    public var attempts = 0
    public var nextAttemptAt: Instant?
    public var lastStatus: Int?
    public var lastError = ""
    public var deliveredAt: Instant?
    public init() {}

    public static let schema = Schema<WebhookDelivery>("WebhookDelivery") { s in
        s.field("subscription", \.subscription, .required, .indexed)
        s.field("messageID", \.messageID, .assigned, .unique, .maxLength(60))
        s.field("system", \.system, .derived, .maxLength(20))
        s.field("sequence", \.sequence, .derived)
        s.field("event", \.event, .derived, .maxLength(100))
        s.field("object", \.object, .derived, .maxLength(100))
        s.field("record", \.record, .derived, .maxLength(64))
        s.field("payload", \.payload, .derived, .maxLength(200_000))
        s.field("state", \.state, .commandOnly)
        s.field("attempts", \.attempts, .derived)
        s.field("nextAttemptAt", \.nextAttemptAt, .derived)
        s.field("lastStatus", \.lastStatus, .derived)
        s.field("lastError", \.lastError, .derived, .maxLength(1_000))
        s.field("deliveredAt", \.deliveredAt, .derived)
        s.index("state", "nextAttemptAt")
        s.unique("subscription", "system", "sequence")
    }
}

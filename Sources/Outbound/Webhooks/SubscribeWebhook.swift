import Kernel
import Platform

/// Begins to tell somebody outside of changes, from now on, as far as the one who subscribes may read them. Without a
/// secret one is made; `webhook.rotateSecret` gives it out. Refuses: notHTTPS, badSecret, unknownSystem, notPermitted.
public struct SubscribeWebhook: Command {
    public static let name = "webhook.create"
    public static let permission: Permission = "webhook.manage"
    public var url = ""
    public var label = ""
    public var events = ""
    public var objects = ""
    public var secret = ""
    public init() {}
    public init(url: String, label: String = "", events: String = "", objects: String = "", secret: String = "") {
        self.url = url
        self.label = label
        self.events = events
        self.objects = objects
        self.secret = secret
    }

    public static let input = Schema<SubscribeWebhook>("SubscribeWebhook") { s in
        s.field("url", \.url, .required, .maxLength(2_000))
        s.field("label", \.label, .maxLength(200))
        s.field("events", \.events, .maxLength(2_000))
        s.field("objects", \.objects, .maxLength(2_000))
        s.field("secret", \.secret, .maxLength(200))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<WebhookSubscription> {
        // What is told later is read with all of the owner's sight: a token that may not read gets no ear either.
        if let scopes = actor.scopes, !scopes.contains("read") {
            throw Refusal(
                .notPermitted, "A token without 'read' subscribes to nothing", document: "WebhookSubscription",
                allowed: "read", fixedBy: "integration admin")
        }
        var subscription = WebhookSubscription()
        subscription.url = url
        subscription.label = label
        subscription.owner = actor.id
        subscription.events = events.isEmpty ? "*" : events
        subscription.objects = objects.isEmpty ? "*" : objects
        subscription.secret = secret.isEmpty ? WebhookSecret(from: tx.world).text : secret
        guard WebhookSecret(subscription.secret) != nil else {
            throw Refusal(
                .badSecret, "This is no secret of a webhook", document: "WebhookSubscription", field: "secret",
                allowed: "whsec_ and 24 to 64 bytes in base64, or nothing", fixedBy: "integration admin")
        }
        // -1: from the present end of each feed, which only the runner knows.
        subscription.crmSequence = -1
        subscription.erpSequence = -1
        subscription.bridgeSequence = -1
        return try tx.insert(subscription.checked()).id
    }
}

import Kernel
import Platform

/// Stops telling a subscriber; what happens meanwhile is told when it is enabled again. Refuses: notFound, wrongState.
public struct DisableWebhook: Command {
    public static let name = "webhook.disable"
    public static let permission: Permission = "webhook.manage"
    public var webhook = ID<WebhookSubscription>.blank
    public var reason = ""
    public init() {}
    public init(_ webhook: ID<WebhookSubscription>, reason: String) {
        self.webhook = webhook
        self.reason = reason
    }

    public static let input = Schema<DisableWebhook>("DisableWebhook") { s in
        s.field("webhook", \.webhook, .required)
        s.field("reason", \.reason, .required, .maxLength(1_000))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var subscription = try tx.load(webhook)
        try WebhookSubscription.transitions.check(
            subscription.state, to: .disabled, document: "Webhook \(subscription.url)")
        subscription.state = .disabled
        subscription.disabledReason = reason
        try tx.update(subscription)
        return NoAnswer()
    }
}

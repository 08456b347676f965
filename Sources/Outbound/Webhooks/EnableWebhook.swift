import Kernel
import Platform

/// Tells a subscriber again, beginning with what was missed. Refuses: notFound, wrongState.
public struct EnableWebhook: Command {
    public static let name = "webhook.enable"
    public static let permission: Permission = "webhook.manage"
    public var webhook = ID<WebhookSubscription>.blank
    public init() {}
    public init(_ webhook: ID<WebhookSubscription>) { self.webhook = webhook }

    public static let input = Schema<EnableWebhook>("EnableWebhook") { s in
        s.field("webhook", \.webhook, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var subscription = try tx.load(webhook)
        try WebhookSubscription.transitions.check(
            subscription.state, to: .active, document: "Webhook \(subscription.url)")
        subscription.state = .active
        subscription.disabledReason = ""
        subscription.failingSince = nil
        try tx.update(subscription)
        return NoAnswer()
    }
}

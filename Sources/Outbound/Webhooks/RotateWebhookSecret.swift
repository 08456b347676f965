import Kernel
import Platform

/// Makes a new secret and gives it out, this once; for a day the old one signs too. Refuses: notFound.
public struct RotateWebhookSecret: Command {
    public static let name = "webhook.rotateSecret"
    public static let permission: Permission = "webhook.manage"
    public var webhook = ID<WebhookSubscription>.blank
    public init() {}
    public init(_ webhook: ID<WebhookSubscription>) { self.webhook = webhook }

    public static let input = Schema<RotateWebhookSecret>("RotateWebhookSecret") { s in
        s.field("webhook", \.webhook, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> String {
        var subscription = try tx.load(webhook)
        subscription.previousSecret = subscription.secret
        subscription.previousUntil = tx.now.adding(seconds: Webhooks.rotationSeconds)
        subscription.secret = WebhookSecret(from: tx.world).text
        try tx.update(subscription)
        return subscription.secret
    }
}

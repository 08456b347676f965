import Kernel
import Platform

/// Sends a message again at once, whatever became of it before. Refuses: notFound.
public struct ReplayWebhookDelivery: Command {
    public static let name = "webhookDelivery.replay"
    public static let permission: Permission = "webhook.manage"
    public var webhookDelivery = ID<WebhookDelivery>.blank
    public init() {}
    public init(_ delivery: ID<WebhookDelivery>) { webhookDelivery = delivery }

    public static let input = Schema<ReplayWebhookDelivery>("ReplayWebhookDelivery") { s in
        s.field("webhookDelivery", \.webhookDelivery, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var delivery = try tx.load(webhookDelivery)
        delivery.state = .waiting
        delivery.attempts = 0
        delivery.nextAttemptAt = tx.now
        try tx.update(delivery)
        return NoAnswer()
    }
}

import Kernel
import Platform

/// Changes where a subscriber is told, and of what. Refuses: notFound, notHTTPS, unknownSystem.
public struct UpdateWebhook: Command {
    public static let name = "webhook.update"
    public static let permission: Permission = "webhook.manage"
    public var webhook = ID<WebhookSubscription>.blank
    public var fields = FieldChanges<WebhookSubscription>()
    public init() {}

    public static let input = Schema<UpdateWebhook>("UpdateWebhook") { s in
        s.field("webhook", \.webhook, .required)
        s.fields(of: WebhookSubscription.self, at: \.fields)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        try tx.update(fields.applied(to: tx.load(webhook)).checked())
        return NoAnswer()
    }
}

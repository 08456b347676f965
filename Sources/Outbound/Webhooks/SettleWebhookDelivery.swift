import Kernel
import Platform

/// Notes how an attempt went: delivered, to be tried again later, or given up; and switches a subscriber off who has
/// failed for days or says that he is gone. Refuses: notFound.
public struct SettleWebhookDelivery: Command {
    public static let name = "webhookDelivery.settle"
    public static let permission: Permission = "webhook.deliver"
    public static let isInternal = true
    public var delivery = ID<WebhookDelivery>.blank
    /// The answer's status; nil when there was none.
    public var status: Int?
    public var error = ""
    public init() {}
    public init(_ delivery: ID<WebhookDelivery>, status: Int?, error: String) {
        self.delivery = delivery
        self.status = status
        self.error = error
    }

    public static let input = Schema<SettleWebhookDelivery>("SettleWebhookDelivery") { s in
        s.field("delivery", \.delivery, .required)
        s.field("status", \.status)
        s.field("error", \.error, .maxLength(1_000))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var attempt = try tx.load(delivery)
        var subscription = try tx.load(attempt.subscription)
        guard attempt.state == .waiting else { return NoAnswer() }
        attempt.attempts += 1
        attempt.lastStatus = status
        if let status, (200..<300).contains(status) {
            attempt.state = .delivered
            attempt.lastError = ""
            attempt.deliveredAt = tx.now
            attempt.nextAttemptAt = nil
            subscription.failingSince = nil
        } else {
            attempt.lastError = error
            subscription.failingSince = subscription.failingSince ?? tx.now
            if let delay = WebhookRetries.delay(afterAttempt: attempt.attempts, random: tx.world.random()) {
                attempt.nextAttemptAt = tx.now.adding(seconds: delay)
            } else {
                attempt.state = .failed
                attempt.nextAttemptAt = nil
            }
            if let reason = reasonToDisable(subscription, at: tx.now) {
                subscription.state = .disabled
                subscription.disabledReason = reason
            }
        }
        try tx.update(attempt)
        try tx.update(subscription)
        return NoAnswer()
    }

    private func reasonToDisable(_ subscription: WebhookSubscription, at now: Instant) -> String? {
        guard subscription.state == .active else { return nil }
        if status == 410 { return "The receiver says that it is gone (410)" }
        guard let since = subscription.failingSince,
            since.adding(seconds: Webhooks.longestFailingSeconds) < now
        else { return nil }
        return "Nothing has arrived since \(since): \(error)"
    }
}

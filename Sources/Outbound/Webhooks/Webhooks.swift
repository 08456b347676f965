import Kernel
import Platform

/// Telling others what happens: who is told what, and what has been told. Kept in the bridge's database.
public enum Webhooks {
    public static let module = Module(
        name: "webhooks", schemaVersion: 1, objects: [WebhookSubscription.self, WebhookDelivery.self],
        commands: [
            SubscribeWebhook.self, UpdateWebhook.self, RotateWebhookSecret.self, DisableWebhook.self,
            EnableWebhook.self, ReplayWebhookDelivery.self, CaptureWebhookChanges.self, SettleWebhookDelivery.self,
        ])

    /// Both secrets sign for so long after a rotation.
    public static let rotationSeconds = 24 * 3_600
    /// After so long without one success a subscription is switched off.
    public static let longestFailingSeconds = 5 * 24 * 3_600
}

extension RefusalCode {
    public static let notHTTPS = RefusalCode("notHTTPS")
    public static let badSecret = RefusalCode("badSecret")
    public static let unknownSystem = RefusalCode("unknownSystem")
}

import Kernel
import Platform

/// Whether a subscriber is told.
public enum WebhookState: String, Choice { case active, disabled }

/// Somebody outside who is told of changes: where, of which, and on whose behalf they are read.
public struct WebhookSubscription: BusinessObject {
    public var id = ID<WebhookSubscription>.blank
    public var version = 0
    public var url = ""
    public var label = ""
    /// Whose access decides what is told: a sign-in name.
    public var owner = ""
    /// Event names separated by spaces; `*` for all.
    public var events = "*"
    /// Objects as `crm.Quote`, separated by spaces; `*` for all.
    public var objects = "*"
    public var state = WebhookState.active
    public var disabledReason = ""
    /// The first failure since the last success.
    public var failingSince: Instant?
    public var secret = ""
    public var previousSecret = ""
    public var previousUntil: Instant?
    /// How far each feed has been told.
    public var crmSequence = 0
    public var erpSequence = 0
    public var bridgeSequence = 0
    public init() {}

    public static let schema = Schema<WebhookSubscription>("WebhookSubscription") { s in
        s.field("url", \.url, .required, .maxLength(2_000))
        s.field("label", \.label, .maxLength(200))
        s.field("owner", \.owner, .derived, .maxLength(200))
        s.field("events", \.events, .maxLength(2_000))
        s.field("objects", \.objects, .maxLength(2_000))
        s.field("state", \.state, .commandOnly)
        s.field("disabledReason", \.disabledReason, .derived, .maxLength(1_000))
        s.field("failingSince", \.failingSince, .derived)
        s.field("secret", \.secret, .secret, .maxLength(200))
        s.field("previousSecret", \.previousSecret, .secret, .maxLength(200))
        s.field("previousUntil", \.previousUntil, .derived)
        s.field("crmSequence", \.crmSequence, .derived)
        s.field("erpSequence", \.erpSequence, .derived)
        s.field("bridgeSequence", \.bridgeSequence, .derived)
    }

    public static let transitions = TransitionTable<WebhookState>([
        .active: [.disabled], .disabled: [.active],
    ])

    /// Is this change one that it wants to hear of?
    public func wants(event: String, object: String) -> Bool {
        Self.lists(events, event) && Self.lists(objects, object)
    }

    private static func lists(_ list: String, _ word: String) -> Bool {
        list == "*" || list.split(separator: " ").contains { $0 == word }
    }

    /// Where it stands in the feed of a system.
    public subscript(sequenceOf system: String) -> Int {
        get {
            switch system {
            case "crm": crmSequence
            case "erp": erpSequence
            default: bridgeSequence
            }
        }
        set {
            switch system {
            case "crm": crmSequence = newValue
            case "erp": erpSequence = newValue
            default: bridgeSequence = newValue
            }
        }
    }

    /// The secrets that sign now: during a rotation two.
    public func secrets(at now: Instant) -> [WebhookSecret] {
        var texts = [secret]
        if let previousUntil, now < previousUntil { texts.append(previousSecret) }
        return texts.compactMap { WebhookSecret($0) }
    }

    func checked() throws(Refusal) -> WebhookSubscription {
        var reasons: [Reason] = []
        if !url.hasPrefix("https://") {
            reasons.append(
                Reason(
                    .notHTTPS, "'\(url)' is not an https address", document: "WebhookSubscription", field: "url",
                    allowed: "https://…", fixedBy: "integration admin"))
        }
        if objects != "*", objects.split(separator: " ").contains(where: { !$0.contains(".") }) {
            reasons.append(
                Reason(
                    .unknownSystem, "'\(objects)' names an object without its system",
                    document: "WebhookSubscription", field: "objects", allowed: "crm.Quote erp.Invoice … or *",
                    fixedBy: "integration admin"))
        }
        guard reasons.isEmpty else { throw Refusal(reasons) }
        return self
    }
}

import Kernel
import Platform

/// Calls a planned activity off. Refuses: notFound, wrongState.
public struct CancelActivity: Command {
    public static let name = "activity.cancel"
    public static let permission: Permission = "activity.write"
    public var activity = ID<Activity>.blank
    public var reason = ""
    public init() {}
    public init(_ activity: ID<Activity>, reason: String) {
        self.activity = activity
        self.reason = reason
    }

    public static let input = Schema<CancelActivity>("CancelActivity") { s in
        s.field("activity", \.activity, .required)
        s.field("reason", \.reason, .maxLength(4_000))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var activity = try tx.load(activity)
        try Activity.transitions.check(activity.state, to: .cancelled, document: "Activity \(activity.subject)")
        activity.state = .cancelled
        activity.outcome = reason
        try tx.update(activity)
        return NoAnswer()
    }
}

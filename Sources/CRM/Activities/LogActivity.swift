import Kernel
import Platform

/// Notes something that has happened already. Refuses: requiredField, notFound.
public struct LogActivity: Command {
    public static let name = "activity.log"
    public static let permission: Permission = "activity.write"
    public var outcome = ""
    public var fields = FieldChanges<Activity>()
    public init() {}
    public init(_ activity: Activity, outcome: String = "") {
        fields = FieldChanges(activity)
        self.outcome = outcome
    }

    public static let input = Schema<LogActivity>("LogActivity") { s in
        s.field("outcome", \.outcome, .maxLength(4_000))
        s.fields(of: Activity.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Activity> {
        var activity = try fields.applied(to: Activity()).related(in: tx)
        activity.state = .done
        activity.outcome = outcome
        activity.doneAt = activity.startsAt ?? tx.now
        if activity.owner.isEmpty { activity.owner = actor.id }
        return try tx.insert(activity).id
    }
}

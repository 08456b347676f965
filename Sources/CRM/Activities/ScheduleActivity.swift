import Kernel
import Platform

/// Plans something to do. Refuses: requiredField (subject, due date, somebody it is about), notFound.
public struct ScheduleActivity: Command {
    public static let name = "activity.schedule"
    public static let permission: Permission = "activity.write"
    public var fields = FieldChanges<Activity>()
    public init() {}
    public init(_ activity: Activity) { fields = FieldChanges(activity) }

    public static let input = Schema<ScheduleActivity>("ScheduleActivity") { s in
        s.fields(of: Activity.self, at: \.fields, isRequired: true)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Activity> {
        var activity = try fields.applied(to: Activity()).related(in: tx)
        guard activity.dueOn != nil || activity.startsAt != nil else {
            throw Refusal(
                .requiredField, "A planned activity needs a day", document: "Activity \(activity.subject)",
                field: "dueOn", allowed: "a date", fixedBy: "sales")
        }
        activity.state = .planned
        if activity.owner.isEmpty { activity.owner = actor.id }
        return try tx.insert(activity).id
    }
}

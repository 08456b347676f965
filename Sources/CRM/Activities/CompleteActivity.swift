import Kernel
import Platform

/// Marks a planned activity as done, with its outcome, and plans the next one if told; answers the next one's id.
/// Refuses: notFound, wrongState.
public struct CompleteActivity: Command {
    public static let name = "activity.complete"
    public static let permission: Permission = "activity.write"
    public var activity = ID<Activity>.blank
    public var outcome = ""
    public var nextSubject = ""
    public var nextDueOn: CalendarDate?
    public init() {}
    public init(_ activity: ID<Activity>, outcome: String, nextSubject: String = "", nextDueOn: CalendarDate? = nil) {
        self.activity = activity
        self.outcome = outcome
        self.nextSubject = nextSubject
        self.nextDueOn = nextDueOn
    }

    public static let input = Schema<CompleteActivity>("CompleteActivity") { s in
        s.field("activity", \.activity, .required)
        s.field("outcome", \.outcome, .maxLength(4_000))
        s.field("nextSubject", \.nextSubject, .maxLength(300))
        s.field("nextDueOn", \.nextDueOn)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<Activity> {
        var done = try tx.load(activity)
        try Activity.transitions.check(done.state, to: .done, document: "Activity \(done.subject)")
        done.state = .done
        done.outcome = outcome
        done.doneAt = tx.now
        try tx.update(done)
        guard let nextDueOn else { return .blank }
        var next = done
        next.id = .blank
        next.version = 0
        next.subject = nextSubject.isEmpty ? done.subject : nextSubject
        next.dueOn = nextDueOn
        next.startsAt = nil
        next.doneAt = nil
        next.outcome = ""
        next.body = ""
        next.state = .planned
        return try tx.insert(next).id
    }
}

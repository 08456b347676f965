import Kernel
import Platform

/// What kind of contact or work.
public enum ActivityKind: String, Choice { case call, email, meeting, visit, task, letter }

/// Planned, done, or called off.
public enum ActivityState: String, Choice { case planned, done, cancelled }

/// Who began it.
public enum ActivityDirection: String, Choice { case outgoing, incoming }

/// Something to do, or done, about an account, a person, a deal, a quote or a case.
public struct Activity: BusinessObject {
    public var id = ID<Activity>.blank
    public var version = 0
    public var kind = ActivityKind.task
    public var subject = ""
    public var body = ""
    public var account: ID<Account>?
    public var contact: ID<Contact>?
    public var lead: ID<Lead>?
    public var opportunity: ID<Opportunity>?
    public var quote: ID<Quote>?
    public var supportCase: ID<SupportCase>?
    public var dueOn: CalendarDate?
    /// The time of day, where it matters.
    public var startsAt: Instant?
    public var durationMinutes: Int?
    public var direction = ActivityDirection.outgoing
    public var owner = ""
    public var state = ActivityState.planned
    public var outcome = ""
    public var doneAt: Instant?
    public init() {}

    public static let schema = Schema<Activity>("Activity") { s in
        s.field("kind", \.kind)
        s.field("subject", \.subject, .required, .indexed, .maxLength(300))
        s.field("body", \.body, .maxLength(20_000))
        s.field("account", \.account, .indexed)
        s.field("contact", \.contact, .indexed)
        s.field("lead", \.lead, .indexed)
        s.field("opportunity", \.opportunity, .indexed)
        s.field("quote", \.quote, .indexed)
        s.field("supportCase", \.supportCase, .indexed)
        s.field("dueOn", \.dueOn)
        s.field("startsAt", \.startsAt)
        s.field("durationMinutes", \.durationMinutes)
        s.field("direction", \.direction)
        s.field("owner", \.owner, .maxLength(100))
        s.field("state", \.state, .commandOnly)
        s.field("outcome", \.outcome, .commandOnly, .maxLength(4_000))
        s.field("doneAt", \.doneAt, .commandOnly)
        s.index("owner", "state", "dueOn")
    }

    public static let transitions = TransitionTable<ActivityState>([.planned: [.done, .cancelled]])

    /// Late means planned for a day before this one.
    public func isOverdue(on date: CalendarDate) -> Bool { state == .planned && dueOn.map { $0 < date } ?? false }

    /// Hangs on to something, and on to the account of its deal, quote or case.
    func related(in tx: Transaction) throws(Refusal) -> Activity {
        var activity = self
        if activity.account == nil {
            if let opportunity { activity.account = try tx.load(opportunity).account }
            if let quote { activity.account = try tx.load(quote).account }
            if let supportCase { activity.account = try tx.load(supportCase).account }
            if let contact, activity.account == nil { activity.account = try tx.load(contact).account }
        }
        guard activity.account != nil || contact != nil || lead != nil else {
            throw Refusal(
                .requiredField, "'\(subject)' is about nobody", document: "Activity \(subject)", field: "account",
                allowed: "an account, contact, lead, opportunity, quote or case", fixedBy: "sales")
        }
        return activity
    }
}

import Kernel
import Platform

/// A period opens, is locked for operations while finance finishes, and closes.
public enum PeriodState: String, Choice { case future, open, locked, closed }

/// A month of the books. Its id is its code, "2026-03".
public struct Period: BusinessObject {
    public var id = ID<Period>.blank
    public var version = 0
    public var code = ""
    public var startsOn = CalendarDate(daysSinceEpoch: 0)
    public var endsOn = CalendarDate(daysSinceEpoch: 0)
    public var state = PeriodState.future
    public init() {}

    public init(startsOn: CalendarDate, state: PeriodState) {
        code = Period.code(of: startsOn)
        id = ID(code)
        self.startsOn = startsOn.startOfMonth
        endsOn = startsOn.endOfMonth
        self.state = state
    }

    public static let schema = Schema<Period>("Period") { s in
        s.field("code", \.code, .required, .unique, .maxLength(7))
        s.field("startsOn", \.startsOn, .required)
        s.field("endsOn", \.endsOn, .required)
        s.field("state", \.state, .commandOnly, .indexed)
    }

    public static let transitions = TransitionTable<PeriodState>([
        .future: [.open], .open: [.locked], .locked: [.open, .closed], .closed: [.locked],
    ])

    /// "2026-03" of the fifteenth of March 2026.
    public static func code(of date: CalendarDate) -> String { String(date.description.prefix(7)) }

    /// The period of the date, when it takes postings. A locked period takes accountants' entries only.
    static func accepting(_ date: CalendarDate, accountant: Bool, document: String, in tx: Transaction)
        throws(Refusal) -> Period
    {
        let code = Period.code(of: date)
        guard let period = try tx.find(ID<Period>(code)) else {
            throw Refusal(
                .closedPeriod, "There is no period for \(date)", document: document, field: "date",
                allowed: "a date within a period that was set up", fixedBy: "finance")
        }
        guard period.state == .open || (period.state == .locked && accountant) else {
            throw Refusal(
                .closedPeriod, "The period \(code) is \(period.state.rawValue) and takes no posting on \(date)",
                document: document, field: "date", allowed: "a date in an open period", fixedBy: "finance",
                waitsFor: "Period/\(code)")
        }
        return period
    }
}

import Kernel
import Platform

/// Locks a period: documents are refused, finance's own entries still taken.
/// Refuses: notFound, wrongState, periodOutOfSequence. Emits PeriodLocked.
public struct LockPeriod: Command {
    public static let name = "period.lock"
    public static let permission: Permission = "period.lock"
    public static let emits: [any Event.Type] = [PeriodLocked.self]
    public var period = ID<Period>.blank
    public init() {}
    public init(period: ID<Period>) { self.period = period }

    public static let input = Schema<LockPeriod>("LockPeriod") { s in
        s.field("period", \.period, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var period = try tx.load(self.period)
        try Period.transitions.check(period.state, to: .locked, document: "Period \(period.code)")
        if period.state == .closed {
            let later = try tx.first(
                Select<Period>().where(\.startsOn, .greater, period.startsOn)
                    .where(\.state, .equal, PeriodState.closed))
            if let later { throw Period.outOfSequence(period, blockedBy: later, so: "reopens") }
        }
        period.state = .locked
        try tx.update(period)
        tx.emit(PeriodLocked(subject: period.id))
        return NoAnswer()
    }
}

/// The period is locked.
public struct PeriodLocked: Event {
    public let subject: ID<Period>
}

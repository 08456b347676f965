import Kernel
import Platform

/// Closes a locked period for good; every earlier one is closed already.
/// Refuses: notFound, wrongState, periodOutOfSequence. Emits PeriodClosed.
public struct ClosePeriod: Command {
    public static let name = "period.close"
    public static let permission: Permission = "period.close"
    public static let emits: [any Event.Type] = [PeriodClosed.self]
    public var period = ID<Period>.blank
    public init() {}
    public init(period: ID<Period>) { self.period = period }

    public static let input = Schema<ClosePeriod>("ClosePeriod") { s in
        s.field("period", \.period, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var period = try tx.load(self.period)
        try Period.transitions.check(period.state, to: .closed, document: "Period \(period.code)")
        try Period.inSequence(period, before: [.future, .open, .locked], so: "closes", in: tx)
        period.state = .closed
        try tx.update(period)
        tx.emit(PeriodClosed(subject: period.id))
        return NoAnswer()
    }
}

/// The period is closed.
public struct PeriodClosed: Event {
    public let subject: ID<Period>
}

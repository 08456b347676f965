import Kernel
import Platform

/// Opens the next period for operations, or a locked one again.
/// Refuses: notFound, wrongState, periodOutOfSequence. Emits PeriodOpened.
public struct OpenPeriod: Command {
    public static let name = "period.open"
    public static let permission: Permission = "period.open"
    public static let emits: [any Event.Type] = [PeriodOpened.self]
    public var period = ID<Period>.blank
    public init() {}
    public init(period: ID<Period>) { self.period = period }

    public static let input = Schema<OpenPeriod>("OpenPeriod") { s in
        s.field("period", \.period, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var period = try tx.load(self.period)
        try Period.transitions.check(period.state, to: .open, document: "Period \(period.code)")
        if period.state == .future {
            try Period.inSequence(period, before: [.future], so: "opens", in: tx)
        }
        period.state = .open
        try tx.update(period)
        tx.emit(PeriodOpened(subject: period.id))
        return NoAnswer()
    }
}

/// The period is opened.
public struct PeriodOpened: Event {
    public let subject: ID<Period>
}

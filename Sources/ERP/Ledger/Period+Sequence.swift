import Kernel
import Platform

extension Period {
    /// Refuses when an earlier period is still in one of these states: periods open and close in their order.
    static func inSequence(
        _ period: Period, before states: [PeriodState], so verb: String, in tx: Transaction
    ) throws(Refusal) {
        let earlier = try tx.first(
            Select<Period>().where(\.startsOn, .less, period.startsOn).where(\.state, in: states)
                .ordered(by: \.startsOn))
        if let earlier { throw outOfSequence(period, blockedBy: earlier, so: verb) }
    }

    static func outOfSequence(_ period: Period, blockedBy other: Period, so verb: String) -> Refusal {
        Refusal(
            .periodOutOfSequence,
            "The period \(period.code) \(verb) only in sequence, and \(other.code) is \(other.state.rawValue)",
            document: "Period \(period.code)", field: "state", allowed: "\(other.code) first", fixedBy: "finance",
            waitsFor: "Period/\(other.code)")
    }
}

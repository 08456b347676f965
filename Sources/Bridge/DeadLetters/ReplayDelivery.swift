import Kernel
import Platform

/// Tries a dead, refused or dropped delivery again, with the record as it is now. Refuses: notFound, wrongState.
public struct ReplayDelivery: Command {
    public static let name = "delivery.replay"
    public static let permission: Permission = "delivery.replay"
    public var delivery = ID<Delivery>.blank
    public init() {}
    public init(delivery: ID<Delivery>) { self.delivery = delivery }

    public static let input = Schema<ReplayDelivery>("ReplayDelivery") { s in
        s.field("delivery", \.delivery, .required)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        var delivery = try tx.load(delivery)
        let replayable: [DeliveryState] = [.dead, .refused, .dropped, .parked, .retry]
        guard replayable.contains(delivery.state) else {
            throw Refusal(
                .wrongState, "The delivery is \(delivery.state.rawValue)", document: "Delivery \(delivery.id)",
                allowed: replayable.map(\.rawValue).joined(separator: ", "))
        }
        delivery.state = .pending
        delivery.attempts = 0
        delivery.notBefore = nil
        delivery.waitsFor = nil
        delivery.settledAt = nil
        try tx.update(delivery)
        return NoAnswer()
    }
}

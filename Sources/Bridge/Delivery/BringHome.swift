import Kernel
import Platform

extension BridgeEngine {
    /// Deliveries of news from the other side: its reasons, written onto the source record in business words.
    func bringHome(_ works: inout [Work]) async throws {
        for group in groups(works, where: { $0.claim.delivery.kind != .carry }) {
            let claim = works[group[0]].claim
            let end = claim.recipe.side(claim.side)
            let writes = group.map { index in
                let delivery = works[index].claim.delivery
                let reasons = Reason.list(fromJSON: delivery.reasons)
                let isRefusal = delivery.kind == .refusalHome
                return Write(
                    object: end.object,
                    action: isRefusal
                        ? .refuse(id: delivery.sourceID, reasons: reasons)
                        : .wait(id: delivery.sourceID, reasons: reasons),
                    record: Record(object: end.object, id: delivery.sourceID), key: "home/\(delivery.id.raw)",
                    correlation: delivery.correlation,
                    why: "recipe \(claim.recipe.name): \(isRefusal ? "refused by" : "waits for") the other side")
            }
            guard
                let effects = try await call(
                    &works, group, isWrite: true,
                    { () async throws(ConnectorError) in try await connector(end.system).apply(writes) })
            else { continue }
            for (index, effect) in zip(group, effects) {
                switch effect {
                case .accepted(let id, _):
                    works[index].outcome = .applied(link: nil, targetID: id, changes: [], conflicts: [])
                case .moved:
                    works[index].outcome = .retry("the record changed meanwhile", afterSeconds: 0, inDoubt: false)
                case .refused(let reasons): works[index].outcome = .refused(reasons)
                }
            }
        }
    }
}

import Bridge
import Kernel
import Platform
import Suite

/// The way of one record between the systems: with whom it is linked, what was carried when, and by which rule each
/// value came.
struct JourneyModel: Sendable {
    let system: String
    let object: String
    let id: String
    let roads: [Road]

    /// The record under one recipe.
    struct Road: Sendable {
        let recipe: Recipe
        let side: Side
        let link: Visible<LinkedPair>?
        let deliveries: [Visible<Delivery>]
        let lineage: [Lineage]

        var partner: RecipeSide { recipe.side(side.other) }
        var partnerID: String? { link.map { side == .left ? $0.rightID : $0.leftID } }
    }

    static let deliveryLimit = 50

    static func load(
        _ system: String, _ object: String, _ id: String, recipes: [Recipe], by reading: Reading
    ) throws -> JourneyModel {
        var roads: [Road] = []
        for recipe in recipes {
            guard let side = recipe.side(system: system, object: object) else { continue }
            let own = Select<LinkedPair>().where(\.recipe, .equal, recipe.name)
            let link = try reading.first(
                side == .left ? own.where(\.leftID, .equal, id) : own.where(\.rightID, .equal, id))
            let ids = [id, link.map { side == .left ? $0.rightID : $0.leftID }].compactMap { $0 }
            let deliveries = try reading.all(
                Select<Delivery>().where(\.sourceID, in: ids).where(\.recipe, .equal, recipe.name)
                    .ordered(by: \.id, descending: true).limit(deliveryLimit))
            let lineage = try reading.figures(over: [Delivery.self, LinkedPair.self]) { session in
                try Lineage.of(line: nil, record: id, side: side, recipe: recipe.name, in: session)
            }
            if link != nil || !deliveries.isEmpty {
                roads.append(
                    Road(
                        recipe: recipe, side: side, link: link, deliveries: deliveries,
                        lineage: Array(lineage.prefix(200))))
            }
        }
        return JourneyModel(system: system, object: object, id: id, roads: roads)
    }
}

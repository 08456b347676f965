import Bridge
import CRM
import Kernel
import Platform

extension SiteMap {
    /// The sync monitor, replays, choices, and the journey of a record.
    mutating func addSyncMonitor() {
        navigate(NavigationEntry(.bridge, "Sync monitor", "/bridge", reads: [Delivery.self], order: 20))
        page("bridge") { visit in
            let recipes = visit.company.suite.engine.recipes
            let model = try visit.read(.bridge) { try SyncModel.load(recipes, by: $0) }
            let ends = model.conflicts.compactMap { conflict in
                recipes.first { $0.name == conflict.recipe }.map {
                    (system: $0.left.system, object: $0.left.object, id: conflict.leftID)
                }
            }
            let failures = model.causes.flatMap(\.failures)
            let titles = try KnownTitles(
                ends + failures.map { ($0.system, $0.object, $0.delivery.sourceID) }, visit)
            return SyncPage(model, titles, visit).page
        }
        page("bridge/journey/:system/:object/:id") { visit in
            let (system, object) = (visit.parameter("system"), visit.parameter("object"))
            let recipes = visit.company.suite.engine.recipes
            let model = try visit.read(.bridge) {
                try JourneyModel.load(system, object, visit.parameter("id"), recipes: recipes, by: $0)
            }
            let partners = model.roads.compactMap { road in
                road.partnerID.map { (system: road.partner.system, object: road.partner.object, id: $0) }
            }
            let titles = try KnownTitles([(system, object, model.id)] + partners, visit)
            return JourneyPage(model, titles, visit).page
        }
        action("bridge/replay") { visit, form in
            let deliveries = form.all("delivery")
            var again = 0
            var refusal: Refusal?
            for delivery in deliveries {
                do {
                    try await SyncScreen.replay(ID(delivery), visit, key: form.key.map { "\($0)-\(delivery)" })
                    again += 1
                } catch let error as Refusal {
                    refusal = error
                }
            }
            if again == 0, let refusal { throw refusal }
            return .go(to: "/bridge", saying: "\(Prose.count(again, "record")) tried again, as it stands now.")
        }
        action("bridge/conflicts/:id") { visit, form in
            guard let side = Side(rawValue: form["chosen"]) else {
                throw Refusal(
                    .invalidValue, "'\(form["chosen"])' is no side", field: "chosen", allowed: "left or right")
            }
            try await visit.run(
                ResolveConflict(conflict: ID(visit.parameter("id")), chosen: side), in: .bridge, key: form.key)
            return .go(to: "/bridge#conflicts", saying: "Chosen: it is carried to the other side.")
        }
    }
}

/// How the sync monitor tries again.
enum SyncScreen {
    /// A quote that the ERP refused is asked for anew: its state says that it was refused, so carrying it as it stands
    /// would carry nothing. Anything else is carried as it stands now.
    static func replay(_ id: ID<Delivery>, _ visit: Visit, key: String?) async throws {
        let delivery = try visit.read(.bridge) { try $0.find(id) }
        let recipe = delivery.flatMap { found in
            visit.company.suite.engine.recipes.first { $0.name == found.recipe }
        }
        let source = delivery.flatMap { found in recipe?.side(Side(rawValue: found.side) ?? .left) }
        if let delivery, let source, delivery.state == .refused, source.system == "crm",
            source.object == Quote.objectName
        {
            try await visit.run(ResubmitQuote(ID(delivery.sourceID)), in: .crm, key: key)
        } else {
            try await visit.run(ReplayDelivery(delivery: id), in: .bridge, key: key)
        }
    }
}

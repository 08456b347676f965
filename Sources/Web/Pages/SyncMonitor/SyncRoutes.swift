import Bridge
import CRM
import Kernel
import Platform

extension SiteMap {
    /// The sync monitor, replays, choices, and the journey of a record.
    mutating func addSyncMonitor() {
        navigate(NavigationEntry(.bridge, "Sync monitor", "/bridge", reads: [Delivery.self], order: 20))
        page("bridge") { visit in
            try SyncScreen.page(visit).page
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
        action("bridge/conflicts") { visit, form in
            let chosen = form.values.keys.filter { $0.hasPrefix("choice.") && !form[$0].isEmpty }.sorted()
            let choices = chosen.map {
                ConflictChoice(ID(String($0.dropFirst("choice.".count))), chosen: form[$0])
            }
            do {
                try await visit.run(ResolveConflicts(choices), in: .bridge, key: form.key)
            } catch let refusal as Refusal {
                var page = try SyncScreen.page(visit)
                page.chosen = Dictionary(choices.map { ($0.conflict.raw, $0.chosen) }) { first, _ in first }
                page.refusal = refusal
                let isShown = page.disputes.contains { dispute in
                    dispute.lines.contains { page.chosen[$0.conflict.id.raw] != nil }
                }
                guard isShown, refusal.code != .notPermitted else { throw refusal }
                return .again(page.page)
            }
            return .go(
                to: "/bridge#conflicts",
                saying: "\(Prose.count(choices.count, "field")) chosen: carried to the other side.")
        }
    }
}

/// How the sync monitor is put together, and tries again.
enum SyncScreen {
    static func page(_ visit: Visit) throws -> SyncPage {
        let recipes = visit.company.suite.engine.recipes
        let model = try visit.read(.bridge) { try SyncModel.load(recipes, by: $0) }
        let disputes = try ConflictModel.load(model.conflicts, recipes, visit)
        let ends = disputes.map {
            (system: $0.recipe.left.system, object: $0.recipe.left.object, id: $0.leftID)
        }
        let failures = model.causes.flatMap(\.failures)
        let awaited = failures.compactMap(\.awaited).map { (system: $0.system, object: $0.object, id: $0.id) }
        let titles = try KnownTitles(
            ends + awaited + failures.map { ($0.system, $0.object, $0.delivery.sourceID) }, visit)
        return SyncPage(model, disputes, titles, visit)
    }

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

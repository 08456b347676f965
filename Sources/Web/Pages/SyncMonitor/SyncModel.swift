import Bridge
import Kernel
import Platform

/// How the bridge is: each recipe's health, what was refused and why in business words, what a person must choose.
struct SyncModel: Sendable {
    let recipes: [RecipeHealth]
    let causes: [Cause]
    let conflicts: [Visible<Conflict>]

    /// Failures looked at; the latest.
    static let failureLimit = 500
    /// Deliveries whose time is measured; the latest.
    static let sampleLimit = 1_000

    /// One recipe in figures.
    struct RecipeHealth: Sendable {
        let name: String
        let pair: String
        let pace: String
        var underWay = 0
        var waiting = 0
        var refused = 0
        var dead = 0
        var conflicts = 0
        /// Carried, of the latest deliveries that were looked at.
        var done = 0
        /// From the change to the write on the other side, half of them faster. Milliseconds.
        var lag: Int64?
        /// Since when the oldest unsettled delivery waits.
        var oldest: Instant?

        var tone: Tone { dead > 0 || conflicts > 0 ? .bad : refused > 0 || waiting > 0 ? .warn : .ok }
        var word: String {
            if dead > 0 { return "needs help" }
            if conflicts > 0 { return "a choice to make" }
            if refused > 0 { return "refusals" }
            return underWay > 0 ? "working" : waiting > 0 ? "waiting" : "live"
        }
    }

    /// Failures that have one reason in common.
    struct Cause: Sendable {
        let recipe: String
        let reason: Reason
        var failures: [Failure]

        /// Who waits goes on by itself; the others need somebody.
        var isWaiting: Bool {
            failures.allSatisfy { $0.delivery.state == .parked || $0.delivery.state == .retry }
        }

        /// Do all say the same words?
        var isOneMessage: Bool { Set(failures.map { $0.reasons.first?.message }).count == 1 }
    }

    /// A record that did not get across, and every reason.
    struct Failure: Sendable {
        let delivery: Visible<Delivery>
        let system: String
        let object: String
        let reasons: [Reason]
        /// The record for which it waits.
        let awaited: RecordName?
        var link: String { RecordPath.of(system, object, delivery.sourceID) }
        var journey: String { "/bridge/journey/\(system)/\(object)/\(delivery.sourceID)" }
    }

    /// Where a record is.
    struct RecordName: Sendable {
        let system: String
        let object: String
        let id: String

        /// Of "link:customer/left/0a…", a record that a recipe shall carry, or "erp:Customer/0b…".
        init?(awaited text: String?, _ recipes: [Recipe]) {
            guard let text, let colon = text.firstIndex(of: ":") else { return nil }
            let kind = text[..<colon]
            let parts = text[text.index(after: colon)...].split(separator: "/").map(String.init)
            if kind == "link", parts.count == 3, let side = Side(rawValue: parts[1]),
                let recipe = recipes.first(where: { $0.name == parts[0] })
            {
                (system, object, id) = (recipe.side(side).system, recipe.side(side).object, parts[2])
            } else if parts.count == 2 {
                (system, object, id) = (String(kind), parts[0], parts[1])
            } else {
                return nil
            }
        }
    }

    static func load(_ recipes: [Recipe], by reading: Reading) throws -> SyncModel {
        SyncModel(
            recipes: try health(recipes, by: reading), causes: try causes(recipes, by: reading),
            conflicts: try reading.part {
                try reading.all(Select<Conflict>().where(\.state, .equal, .open).ordered(by: \.id).limit(50))
            } ?? [])
    }

    private static func health(_ recipes: [Recipe], by reading: Reading) throws -> [RecipeHealth] {
        var byName: [String: RecipeHealth] = [:]
        for recipe in recipes {
            byName[recipe.name] = RecipeHealth(
                name: recipe.name,
                pair: "\(recipe.left.system) \(recipe.left.object) ⇄ \(recipe.right.system) \(recipe.right.object)",
                pace: recipe.pace.rawValue)
        }
        var lags: [String: [Int64]] = [:]
        try reading.figures(over: [Delivery.self]) { session in
            let open = try session.rows(
                """
                SELECT recipe, state, count(*), min(captured_at) FROM delivery WHERE state IN \
                ('pending', 'claimed', 'retry', 'parked', 'approval', 'conflict', 'dead') GROUP BY recipe, state
                """, [], as: [.text, .text, .integer, .instant])
            for row in open { byName[row[0].text]?.count(row) }
            let settled = try session.rows(
                """
                SELECT recipe, captured_at, settled_at FROM delivery WHERE state = 'applied' ORDER BY id DESC \
                LIMIT \(sampleLimit)
                """, [], as: [.text, .instant, .instant])
            for row in settled {
                byName[row[0].text]?.done += 1
                guard case .instant(let from) = row[1], case .instant(let to) = row[2] else { continue }
                lags[row[0].text, default: []].append(from.microseconds(until: to) / 1_000)
            }
        }
        for (name, measured) in lags { byName[name]?.lag = measured.sorted()[measured.count / 2] }
        for failure in try failures(recipes, [.refused], by: reading) { byName[failure.delivery.recipe]?.refused += 1 }
        return recipes.compactMap { byName[$0.name] }
    }

    /// The latest failures that nothing has overtaken: a record that got across since is not in trouble any more.
    static func failures(
        _ recipes: [Recipe], _ states: [DeliveryState], by reading: Reading
    ) throws -> [Failure] {
        let failed = try reading.all(
            Select<Delivery>().where(\.state, in: states).ordered(by: \.id, descending: true).limit(failureLimit))
        let later = try reading.all(
            Select<Delivery>().where(\.sourceID, in: Set(failed.map(\.sourceID)).sorted())
                .where(\.state, in: [.applied, .echo, .pending, .claimed]).where(\.kind, .equal, .carry)
                .ordered(by: \.id, descending: true).limit(failureLimit * 4))
        var newest: [String: ID<Delivery>] = [:]
        for delivery in later {
            let key = "\(delivery.recipe) \(delivery.sourceID)"
            if newest[key] == nil { newest[key] = delivery.id }
        }
        var seen: Set<String> = []
        return failed.compactMap { delivery in
            let key = "\(delivery.recipe) \(delivery.sourceID)"
            guard delivery.kind == .carry || delivery.state == .dead else { return nil }
            guard newest[key].map({ $0 < delivery.id }) ?? true, seen.insert(key).inserted,
                let recipe = recipes.first(where: { $0.name == delivery.recipe })
            else { return nil }
            let end = recipe.side(Side(rawValue: delivery.side) ?? .left)
            return Failure(
                delivery: delivery, system: end.system, object: end.object,
                reasons: Reason.list(fromJSON: delivery.reasons),
                awaited: RecordName(awaited: delivery.waitsFor, recipes))
        }
    }

    private static func causes(_ recipes: [Recipe], by reading: Reading) throws -> [Cause] {
        var causes: [Cause] = []
        var index: [String: Int] = [:]
        for failure in try failures(recipes, [.refused, .dead, .parked, .retry], by: reading) {
            let reason =
                failure.reasons.first
                ?? Reason(
                    RefusalCode(failure.delivery.state.rawValue), "No reason was given", fixedBy: "integration admin")
            let key = "\(failure.delivery.recipe) \(reason.code) \(reason.field ?? "")"
            if let place = index[key] {
                causes[place].failures.append(failure)
            } else {
                index[key] = causes.count
                causes.append(Cause(recipe: failure.delivery.recipe, reason: reason, failures: [failure]))
            }
        }
        return causes.sorted {
            $0.isWaiting != $1.isWaiting ? $1.isWaiting : $0.failures.count > $1.failures.count
        }
    }
}

extension SyncModel.RecipeHealth {
    /// A row of recipe, state, count, oldest.
    fileprivate mutating func count(_ row: [Value]) {
        guard case .integer(let number) = row[2], let state = DeliveryState(rawValue: row[1].text) else { return }
        switch state {
        case .pending, .claimed, .retry: underWay += Int(number)
        case .parked, .approval: waiting += Int(number)
        case .conflict: conflicts += Int(number)
        case .dead: dead += Int(number)
        default: return
        }
        if case .instant(let since) = row[3] { oldest = min(oldest ?? since, since) }
    }
}

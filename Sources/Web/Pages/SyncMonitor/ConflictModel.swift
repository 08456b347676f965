import Bridge
import Kernel
import Platform

/// Values that both sides changed, record by record: what each side holds, who put it there and when, and what both
/// last agreed on.
struct ConflictModel: Sendable {
    let recipe: Recipe
    let leftID: String
    let rightID: String
    let lines: [Line]

    /// One field in dispute.
    struct Line: Sendable {
        let conflict: Visible<Conflict>
        let label: String
        let left: Held
        let right: Held
    }

    /// What one side holds.
    struct Held: Sendable {
        let value: String
        /// Who changed it last, as its system's history tells; nil where the reader may not see that.
        let change: (actor: String, at: Instant)?
    }

    var hash: String { "\(recipe.name)-\(leftID)" }

    static func load(_ conflicts: [Visible<Conflict>], _ recipes: [Recipe], _ visit: Visit) throws -> [ConflictModel] {
        var order: [String] = []
        var groups: [String: [Visible<Conflict>]] = [:]
        for conflict in conflicts {
            let key = "\(conflict.recipe)/\(conflict.leftID)"
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(conflict)
        }
        return try order.compactMap { groups[$0] }.compactMap { group in
            guard let recipe = recipes.first(where: { $0.name == group[0].recipe }) else { return nil }
            let left = try history(recipe.left, group[0].leftID, visit)
            let right = try history(recipe.right, group[0].rightID, visit)
            return ConflictModel(
                recipe: recipe, leftID: group[0].leftID, rightID: group[0].rightID,
                lines: group.map { conflict in
                    let line = recipe.fields.first { $0.name == conflict.line }
                    return Line(
                        conflict: conflict, label: Words.spoken(conflict.line),
                        left: Held(value: conflict.leftValue, change: last(line?.left, in: left)),
                        right: Held(value: conflict.rightValue, change: last(line?.right, in: right)))
                })
        }
    }

    private static func history(_ side: RecipeSide, _ id: String, _ visit: Visit) throws -> [HistoryEntry] {
        guard let source = Source(system: side.system) else { return [] }
        return try visit.read(source) { reading in
            try reading.part { try reading.history(side.object, id, limit: 200) } ?? []
        }
    }

    private static func last(_ source: FieldSource?, in history: [HistoryEntry]) -> (actor: String, at: Instant)? {
        guard let name = source?.writableName else { return nil }
        let entry = history.first { entry in entry.line == nil && entry.changes.contains { $0.field.name == name } }
        return entry.map { ($0.actor, $0.at) }
    }
}

import Bridge
import Kernel
import Platform
import Suite

/// What a text would do with real records, beside what the version in force would do with them. Nothing is written.
struct RecipePreviewModel: Sendable {
    let recipe: Recipe
    let rows: [Row]

    /// One record, with what the text would do that the version in force would not.
    struct Row: Sendable {
        let preview: RecordPreview
        let title: String
        let path: String
        /// The changes that the version in force would make too.
        let standing: Set<ValueChange>
    }

    static let pairs = 5
    /// Of each side, of the newest records: those without a partner.
    static let unlinked = 3
    private static let newest = 25

    /// - Parameter chosen: a record of each side that the reader named.
    static func load(
        _ draft: Recipe, beside inForce: Recipe?, chosen: [Side: String], _ visit: Visit
    ) async throws -> RecipePreviewModel {
        var pairs = try visit.read(.bridge) { reading -> [LinkedPair] in
            try reading.figures(over: [LinkedPair.self]) { session in
                let newest = Select<LinkedPair>().where(\.recipe, .equal, draft.name)
                    .ordered(by: \.id, descending: true)
                var found = try session.all(newest.limit(Self.pairs))
                for (side, id) in chosen
                where !found.contains(where: { (side == .left ? $0.leftID : $0.rightID) == id }) {
                    let own = Select<LinkedPair>().where(\.recipe, .equal, draft.name)
                    found +=
                        try session.all(
                            side == .left ? own.where(\.leftID, .equal, id) : own.where(\.rightID, .equal, id))
                }
                return found
            }
        }
        if !chosen.isEmpty {
            let named = pairs.filter { chosen[.left] == $0.leftID || chosen[.right] == $0.rightID }
            pairs = named
        }
        let unlinked = try Self.unlinked(draft, chosen: chosen, pairs, visit)
        let engine = visit.company.suite.engine
        let previews = try await engine.preview(draft, pairs: pairs, unlinked: unlinked)
        let present =
            try await inForce.asyncMap { try await engine.preview($0, pairs: pairs, unlinked: unlinked) } ?? []
        let wanted = previews.map { (draft.side($0.side).system, draft.side($0.side).object, $0.sourceID) }
        let titles = try KnownTitles(wanted, visit)
        let masks = Dictionary(
            uniqueKeysWithValues: Side.allCases.map { ($0, FieldMask(draft.side($0).system, visit)) })
        return RecipePreviewModel(
            recipe: draft,
            rows: previews.enumerated().map { index, preview in
                let end = draft.side(preview.side)
                return Row(
                    preview: preview.masked(draft, masks), title: titles[end.system, end.object, preview.sourceID],
                    path: RecordPath.of(end.system, end.object, preview.sourceID),
                    standing: index < present.count ? Set(present[index].masked(draft, masks).changes) : [])
            })
    }

    /// Newest records of each side from which the recipe makes partners, and that have none yet.
    private static func unlinked(
        _ recipe: Recipe, chosen: [Side: String], _ pairs: [LinkedPair], _ visit: Visit
    ) throws -> [(side: Side, id: String)] {
        var found: [(side: Side, id: String)] = []
        for side in Side.allCases {
            if let id = chosen[side] {
                if !pairs.contains(where: { (side == .left ? $0.leftID : $0.rightID) == id }) {
                    found.append((side, id))
                }
                continue
            }
            let end = recipe.side(side)
            guard chosen.isEmpty, recipe.side(side.other).create.creates, let source = Source(system: end.system) else {
                continue
            }
            let ids =
                try visit.read(source) { reading in
                    try reading.part {
                        try reading.records(of: end.object, limit: newest, fields: []).records.map(\.id)
                    }
                } ?? []
            let linked = try visit.read(.bridge) { reading in
                let own = Select<LinkedPair>().where(\.recipe, .equal, recipe.name)
                let known = try reading.all(
                    side == .left ? own.where(\.leftID, in: ids) : own.where(\.rightID, in: ids))
                return Set(known.map { side == .left ? $0.leftID : $0.rightID })
            }
            found += ids.filter { !linked.contains($0) }.prefix(Self.unlinked).map { (side, $0) }
        }
        return found
    }
}

extension Optional {
    fileprivate func asyncMap<T>(_ body: (Wrapped) async throws -> T) async throws -> T? {
        guard let self else { return nil }
        return try await body(self)
    }
}

/// Which names of a system's fields a reader may not see: the bridge sees more than he does.
struct FieldMask: Sendable {
    private let hidden: Set<String>

    init(_ system: String, _ visit: Visit) {
        var hidden: Set<String> = []
        if let source = Source(system: system) {
            let access = visit.bus(source).access
            for object in visit.bus(source).module.descriptors {
                let shown = access.visibleFields(visit.actor, of: object)
                let isRead = access.scope(visit.actor, reading: object.name) > .none
                for field in object.fields where !shown.contains(field.name) {
                    if isRead || field.rules.isSensitive { hidden.insert(field.name) }
                }
            }
        }
        self.hidden = hidden
    }

    /// Of a source and all that it is computed from; a name from another record is judged by its last part.
    func hides(_ source: FieldSource) -> Bool {
        switch source {
        case .nothing: false
        case .field(let name): hides(name)
        case .computed(let expression):
            expression.description.split { !$0.isLetter && !$0.isNumber && $0 != "." && $0 != "_" }
                .contains { hides(String($0)) }
        }
    }

    private func hides(_ name: String) -> Bool {
        hidden.contains(name) || hidden.contains(name.split(separator: ".").last.map(String.init) ?? name)
    }
}

extension RecordPreview {
    /// Values that come from what the reader may not see are not shown to him.
    func masked(_ recipe: Recipe, _ masks: [Side: FieldMask]) -> RecordPreview {
        let lines = Dictionary(recipe.fields.map { ($0.name, $0) }) { first, _ in first }
        func isHidden(_ name: String) -> Bool {
            guard let line = lines[name] else { return false }
            return Side.allCases.contains { masks[$0]?.hides(line.source($0)) ?? false }
        }
        let isMasked = changes.contains { isHidden($0.line) } || conflicts.contains { isHidden($0.line) }
        // A reason may repeat the very value.
        let told = isMasked && !remarks.isEmpty ? ["There are reasons that name what you may not see"] : remarks
        return RecordPreview(
            side: side, sourceID: sourceID, targetID: targetID,
            changes: changes.map {
                isHidden($0.line)
                    ? ValueChange(line: $0.line, side: $0.side, from: "hidden", to: "hidden", rule: $0.rule) : $0
            },
            conflicts: conflicts.map {
                isHidden($0.line) ? FieldConflict(line: $0.line, left: "hidden", right: "hidden", base: nil) : $0
            }, remarks: told)
    }
}

import Kernel
import Platform

/// What a delivery is about to write into fields that either side may change, noted on the link before it is sent and
/// forgotten when it is settled. When the answer or the process is lost in between and a person types anew meanwhile,
/// it tells our own write on the other side from another person's.
enum Intents {
    /// A line for each side that is written: "right {…}", the shadow of these fields after the write.
    static func text(of merge: MergeResult, in recipe: Recipe) -> String {
        guard !merge.changes.isEmpty else { return "" }
        let shared = Set(recipe.fields.filter { $0.owner == .either }.map(\.name))
        var text = ""
        for side in Side.allCases {
            var shadow = Shadow()
            for change in merge.changes where change.side == side && shared.contains(change.line) {
                shadow.fields[change.line] = merge.shadow.fields[change.line]
            }
            if !shadow.fields.isEmpty { text += side.rawValue + " " + shadow.text + "\n" }
        }
        return text
    }

    /// The base of the next merge: where a side holds what we were about to write to it, that was agreed.
    static func applied(_ intents: String, to base: Shadow, _ recipe: Recipe, left: Record, right: Record) -> Shadow {
        var base = base
        for note in intents.split(separator: "\n") {
            let parts = note.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let side = Side(rawValue: String(parts[0])) else { continue }
            for (name, agreed) in Shadow(text: String(parts[1])).fields {
                guard let line = recipe.fields.first(where: { $0.name == name }),
                    let held = line.read(side == .left ? left : right, side)
                else { continue }
                if Merge.text(held) == (side == .left ? agreed.left : agreed.right) { base.fields[name] = agreed }
            }
        }
        return base
    }
}

extension BridgeEngine {
    /// Notes what is about to be written: on the link of a linked pair, on the delivery of a record to be created. One
    /// transaction, only when there is something to note.
    func noteIntents(_ works: [Work]) throws {
        var notes: [(sql: String, text: String, id: String)] = []
        for work in works where work.outcome == nil && work.claim.delivery.kind == .carry {
            guard let merge = work.merge else { continue }
            if let link = work.link {
                let text = Intents.text(of: merge, in: work.claim.recipe)
                guard link.version > 0, !text.isEmpty, !link.intents.hasSuffix(text) else { continue }
                notes.append(("UPDATE link SET intents = intents || ? WHERE id = ?", text, link.id.raw))
            } else if work.target == nil, work.claim.recipe.fields.contains(where: { $0.owner == .either }) {
                let delivery = work.claim.delivery.id.raw
                notes.append(("UPDATE delivery SET changes = ? WHERE id = ?", merge.shadow.text, delivery))
            }
        }
        guard !notes.isEmpty else { return }
        try store.write { session in
            for note in notes { try session.execute(note.sql, [.text(note.text), .text(note.id)]) }
        }
    }
}

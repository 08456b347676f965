import Kernel

/// What one text of a recipe does otherwise than another.
public enum RecipeChanges {
    /// In words, in the order of a recipe's parts; empty when both do the same.
    public static func words(from old: Recipe, to new: Recipe) -> [String] {
        var changes: [String] = []
        if old.name != new.name { changes.append("the recipe is called \(new.name), not \(old.name)") }
        if old.pace != new.pace { changes.append("the pace is \(new.pace.rawValue), not \(old.pace.rawValue)") }
        if old.match != new.match { changes.append("partners are found by other rules") }
        for side in Side.allCases {
            let (was, now) = (old.side(side), new.side(side))
            if was.create != now.create { changes.append("\(now.object) is created in \(now.system) otherwise") }
            if was.gate != now.gate { changes.append("other people are asked before \(now.system) is written") }
            if was.onDelete != now.onDelete {
                changes.append(
                    "a deletion does '\(now.onDelete.rawValue)' in \(now.system), not '\(was.onDelete.rawValue)'")
            }
            if was.refusals.isHeard != now.refusals.isHeard {
                changes.append("refusals \(now.refusals.isHeard ? "come" : "no longer come") home to \(now.system)")
            } else if was.refusals != now.refusals {
                changes.append("refusals stand in \(now.system) for another time")
            }
        }
        if Set(old.after) != Set(new.after) { changes.append("it is carried after \(list(new.after))") }
        changes += lines(old.fields, new.fields, new, in: "")
        let before = Dictionary(old.lists.map { ($0.name, $0) }) { first, _ in first }
        for list in new.lists {
            guard let was = before[list.name] else {
                changes.append("the list \(list.name) is carried too")
                continue
            }
            if was.owner != list.owner { changes.append("the list \(list.name) flows the other way") }
            if was.key != list.key { changes.append("the lines of \(list.name) are told apart by \(list.key)") }
            changes += lines(was.fields, list.fields, new, in: "\(list.name).")
        }
        for list in old.lists where !new.lists.contains(where: { $0.name == list.name }) {
            changes.append("the list \(list.name) is carried no longer")
        }
        if old.examples.map(\.name) != new.examples.map(\.name) {
            changes.append("it has \(new.examples.count) examples, not \(old.examples.count), or they are others")
        }
        return changes
    }

    private static func lines(_ old: [FieldLine], _ new: [FieldLine], _ recipe: Recipe, in list: String) -> [String] {
        let before = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }
        let after = Dictionary(new.map { ($0.name, $0) }) { first, _ in first }
        var changes: [String] = []
        for name in Set(before.keys).union(after.keys).sorted() {
            switch (before[name], after[name]) {
            case (nil, .some): changes.append("\(list)\(name) is carried too")
            case (.some, nil): changes.append("\(list)\(name) is carried no longer")
            case (.some(let was), .some(let now)): changes += words(was, now, recipe).map { "\(list)\(name) \($0)" }
            case (nil, nil): break
            }
        }
        return changes
    }

    private static func words(_ was: FieldLine, _ now: FieldLine, _ recipe: Recipe) -> [String] {
        func name(_ owner: Owner) -> String {
            switch owner {
            case .left: recipe.left.system
            case .right: recipe.right.system
            case .either: "either side"
            }
        }
        var words: [String] = []
        if was.owner != now.owner { words.append("is owned by \(name(now.owner)), not \(name(was.owner))") }
        if was.left != now.left || was.right != now.right { words.append("joins other fields") }
        if was.proposesOnCreate != now.proposesOnCreate {
            words.append(now.proposesOnCreate ? "may be proposed at creation" : "is proposed no longer")
        }
        if was.isOnlyOnCreate != now.isOnlyOnCreate {
            words.append(now.isOnlyOnCreate ? "is carried at creation only" : "is carried with every change")
        }
        if was.values != now.values || was.conversion != now.conversion { words.append("is translated otherwise") }
        if was.link != now.link {
            words.append(now.link.map { "is looked up by the links of \($0)" } ?? "is looked up no longer")
        }
        if was.fallback != now.fallback {
            words.append(now.fallback.map { "is '\($0.text)' where there is nothing" } ?? "has no default any more")
        }
        return words
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "nothing" : names.sorted().joined(separator: ", ")
    }

    /// What may not change while pairs are joined by it: the two objects, and, of a line that either side may change,
    /// its fields, because what both sides last agreed on is of the old ones.
    public static func forbidden(from old: Recipe, to new: Recipe) -> [RecipeError] {
        let file = "\(old.name).yaml"
        var errors: [RecipeError] = []
        if old.name != new.name {
            errors.append(
                RecipeError(
                    file: file, line: new.lines["recipe"] ?? 1, "the recipe is called '\(new.name)'", allowed: old.name)
            )
        }
        let ends = Side.allCases.map { (old.side($0), new.side($0)) }
        if ends.contains(where: { $0.system != $1.system || $0.object != $1.object }) {
            errors.append(
                RecipeError(
                    file: file, line: new.lines["pair"] ?? 1, "records are joined by this pair already",
                    allowed:
                        "pair: { \(old.left.system): \(old.left.object), \(old.right.system): \(old.right.object) }"
                ))
        }
        let before = Dictionary(old.fields.map { ($0.name, $0) }) { first, _ in first }
        for line in new.fields where line.owner == .either {
            guard let was = before[line.name], was.left != line.left || was.right != line.right else { continue }
            errors.append(
                RecipeError(
                    file: file, line: new.lines["fields.\(line.name)"] ?? 1,
                    "'\(line.name)' joins other fields, and what both sides agreed on was of the old ones",
                    allowed: "another name for the line, or one owner"))
        }
        return errors
    }
}

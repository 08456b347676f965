import Kernel
import Platform

/// Two people changed the same value to different things, and no side owns it.
public struct FieldConflict: Hashable, Sendable {
    public let line: String
    public let left: String
    public let right: String
    public let base: String?

    public init(line: String, left: String, right: String, base: String?) {
        self.line = line
        self.left = left
        self.right = right
        self.base = base
    }
}

/// One value that the merge wants written, and by which rule.
public struct ValueChange: Hashable, Sendable {
    public let line: String
    public let side: Side
    public let from: String
    public let to: String
    public let rule: String

    public init(line: String, side: Side, from: String, to: String, rule: String) {
        self.line = line
        self.side = side
        self.from = from
        self.to = to
        self.rule = rule
    }
}

/// The result of a three-way merge of two records under a recipe: what to write where.
struct MergeResult {
    var toLeft: Record
    var toRight: Record
    var changes: [ValueChange] = []
    var conflicts: [FieldConflict] = []
    /// Partners that must be linked before this can be written.
    var waits: [(recipe: String, side: Side, id: String)] = []
    var problems: [Reason] = []
    var shadow: Shadow

    func writes(to side: Side) -> Record? {
        let record = side == .left ? toLeft : toRight
        return record.fields.isEmpty && record.lists.isEmpty ? nil : record
    }
}

/// Three-way merge per field: base (shadow), left, right; the owner decides. A pure function.
struct Merge {
    let recipe: Recipe
    let translation: Translation
    /// The side that has just been written: what it holds now is taken as it is, in its own form.
    let written: Side?
    var result: MergeResult

    /// `left` or `right` may be nil: that side is to be created from the other.
    static func merge(
        _ recipe: Recipe, left: Record?, right: Record?, base: Shadow, _ translation: Translation,
        written: Side? = nil
    ) -> MergeResult {
        var merge = Merge(
            recipe: recipe, translation: translation, written: written,
            result: MergeResult(
                toLeft: Record(object: recipe.left.object, id: left?.id ?? ""),
                toRight: Record(object: recipe.right.object, id: right?.id ?? ""), shadow: base))
        for line in recipe.fields {
            if let left, let right {
                if !line.isOnlyOnCreate { merge.settle(line, left, right) }
            } else if let left {
                merge.create(line, from: .left, left)
            } else if let right {
                merge.create(line, from: .right, right)
            }
        }
        for list in recipe.lists { merge.carry(list, left: left, right: right) }
        return merge.result
    }

    /// Fields of a new record: what its maker owns or may propose.
    private mutating func create(_ line: FieldLine, from side: Side, _ source: Record) {
        let mayWrite = line.owner.rawValue == side.rawValue || line.owner == .either || line.proposesOnCreate
        guard mayWrite, let name = line.source(side.other).writableName,
            var value = line.read(source, side)
        else { return }
        if value.isBlank, let fallback = line.fallback { value = fallback }
        guard let target = converted(line, value, from: side) else { return }
        if target.isBlank, line.source(side.other).writableName != nil {
            remember(line, left: side == .left ? value : target, right: side == .left ? target : value)
            return
        }
        write(line, name, target, to: side.other, over: nil, rule: "created from \(recipe.side(side).system)")
        remember(line, left: side == .left ? value : target, right: side == .left ? target : value)
    }

    private mutating func settle(_ line: FieldLine, _ left: Record, _ right: Record) {
        let leftSays = line.read(left, .left)
        let rightSays = line.read(right, .right)
        switch line.owner {
        case .left:
            guard var value = leftSays else { return }
            if value.isBlank, let fallback = line.fallback { value = fallback }
            follow(line, value, from: .left, current: rightSays)
        case .right:
            guard let value = rightSays else { return }
            follow(line, value, from: .right, current: leftSays)
        case .either:
            guard let leftSays, let rightSays else { return }
            meet(line, leftSays, rightSays)
        }
    }

    /// The owner's value stands; whatever the other side says is replaced by it. What both sides still hold as they
    /// agreed on it is left alone, even when the other system keeps it in a form of its own.
    private mutating func follow(_ line: FieldLine, _ value: Value, from side: Side, current: Value?) {
        let agreed = result.shadow.fields[line.name]
        let ownerMoved = agreed.map { Self.text(value) != (side == .left ? $0.left : $0.right) } ?? true
        if !ownerMoved, let agreed {
            guard let current, Self.text(current) != (side == .left ? agreed.right : agreed.left) else { return }
        }
        if written == side.other, let current {
            remember(line, left: side == .left ? value : current, right: side == .left ? current : value)
            return
        }
        guard let target = converted(line, value, from: side) else { return }
        if let name = line.source(side.other).writableName,
            current.map({ !Self.same(target, $0) }) ?? (ownerMoved && !(agreed == nil && target.isBlank))
        {
            write(
                line, name, target, to: side.other, over: current,
                rule: "\(recipe.side(side).system) owns it")
        }
        remember(line, left: side == .left ? value : target, right: side == .left ? target : value)
    }

    /// Either side may change it: one change flows, two equal changes agree, two different ones are a conflict.
    private mutating func meet(_ line: FieldLine, _ left: Value, _ right: Value) {
        let agreed = result.shadow.fields[line.name]
        let leftMoved = agreed.map { $0.left != Self.text(left) } ?? true
        let rightMoved = agreed.map { $0.right != Self.text(right) } ?? true
        guard leftMoved || rightMoved, let leftAsRight = converted(line, left, from: .left) else { return }
        if Self.same(leftAsRight, right) {
            remember(line, left: left, right: right)
        } else if leftMoved, rightMoved, !left.isBlank, !right.isBlank {
            result.conflicts.append(
                FieldConflict(line: line.name, left: left.text, right: right.text, base: agreed?.right))
        } else if rightMoved, !right.isBlank || !leftMoved {
            guard let rightAsLeft = converted(line, right, from: .right), let name = line.left.writableName else {
                return
            }
            write(line, name, rightAsLeft, to: .left, over: left, rule: "changed in \(recipe.right.system)")
            remember(line, left: rightAsLeft, right: right)
        } else {
            guard let name = line.right.writableName else { return }
            write(line, name, leftAsRight, to: .right, over: right, rule: "changed in \(recipe.left.system)")
            remember(line, left: left, right: leftAsRight)
        }
    }

    private mutating func write(
        _ line: FieldLine, _ name: String, _ value: Value, to side: Side, over current: Value?, rule: String
    ) {
        // A text is emptied by an empty text: a command tells "emptied" from "not mentioned" by it.
        var value = value
        if case .text? = current, value.isNull { value = .text("") }
        if side == .left { result.toLeft.fields[name] = value } else { result.toRight.fields[name] = value }
        result.changes.append(
            ValueChange(line: line.name, side: side, from: current?.text ?? "", to: value.text, rule: rule))
    }

    mutating func remember(_ line: FieldLine, left: Value, right: Value) {
        result.shadow.fields[line.name] = Shadow.Agreed(left: Self.text(left), right: Self.text(right))
    }

    /// nil when the value cannot be translated now; the reason is noted.
    mutating func converted(_ line: FieldLine, _ value: Value, from side: Side) -> Value? {
        switch line.convert(value, from: side, translation) {
        case .value(let value): return value
        case .waitsFor(let recipe, let id):
            result.waits.append((recipe, side, id))
            return nil
        case .unfit(let message):
            result.problems.append(
                Reason(.unmappedValue, message, field: line.name, fixedBy: "integration admin"))
            return nil
        }
    }

    static func same(_ a: Value, _ b: Value) -> Bool { a == b || text(a) == text(b) }

    /// Blank text and null are one and the same emptiness.
    static func text(_ value: Value) -> String? { value.isBlank ? nil : value.text }

    mutating func note(_ list: ListLine, digest: String, elements: [Record], to side: Side, count: Int) {
        let name = side == .left ? list.left : list.right
        if side == .left { result.toLeft.lists[name] = elements } else { result.toRight.lists[name] = elements }
        result.shadow.lists[list.name] = digest
        result.changes.append(
            ValueChange(
                line: list.name, side: side, from: "", to: "\(count) lines",
                rule: "\(recipe.side(side.other).system) owns it"))
    }
}

extension RefusalCode {
    /// A word of one system has no counterpart in the recipe's `values`.
    public static let unmappedValue = RefusalCode("unmappedValue")
}

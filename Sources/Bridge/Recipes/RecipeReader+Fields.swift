import Kernel

/// fields and lists.
extension RecipeReader {
    /// Words of a field line; no system may be called so.
    static let lineWords = ["owner", "as", "values", "link", "proposes", "once", "default", "key", "fields"]
    static let conversions = ["e164", "upper", "trim", "date"]

    mutating func fields(_ node: RecipeNode) -> [FieldLine] {
        guard let entries = map(node, "fields", allowed: "one line a field") else { return [] }
        return entries.compactMap { entry in
            lines["fields.\(entry.key)"] = entry.line
            return fieldLine(entry, listOwner: nil, left: object(.left), right: object(.right))
        }
    }

    mutating func lists(_ node: RecipeNode) -> [ListLine] {
        guard let entries = map(node, "lists", allowed: "one list a line") else { return [] }
        return entries.compactMap { list($0) }
    }

    private mutating func list(_ entry: RecipeNode.Entry) -> ListLine? {
        let what = "the list '\(entry.key)'"
        lines["lists.\(entry.key)"] = entry.line
        guard let parts = known(entry.value, what, keys: systems + ["owner", "key", "once", "fields"]) else {
            return nil
        }
        for word in systems + ["owner", "key", "fields"] where parts[word] == nil {
            fail(entry.line, "\(what) has no \(word)", allowed: "\(word): \(hint(word))")
        }
        guard let leftPart = parts[left], let rightPart = parts[right], let ownerPart = parts["owner"],
            let keyPart = parts["key"], let fieldsPart = parts["fields"]
        else { return nil }
        guard let leftName = text(leftPart.value, "the list of \(left)", allowed: "its name"),
            let rightName = text(rightPart.value, "the list of \(right)", allowed: "its name"),
            let side = side(ownerPart.value, "the owner of \(what)"),
            let key = text(keyPart.value, "the key of \(what)", allowed: hint("key")),
            let entries = map(fieldsPart.value, "the fields of \(what)", allowed: "one line a field")
        else { return nil }
        let owner: Owner = side == .left ? .left : .right
        let leftElement = object(.left)?.list(leftName)?.element
        let rightElement = object(.right)?.list(rightName)?.element
        let fields = entries.compactMap { line -> FieldLine? in
            lines["lists.\(entry.key).fields.\(line.key)"] = line.line
            return fieldLine(line, listOwner: owner, left: leftElement, right: rightElement)
        }
        if !entries.contains(where: { $0.key == key }) {
            fail(
                keyPart.line, "\(what) has no field line '\(key)' for its key",
                allowed: entries.map(\.key).joined(separator: ", "))
        }
        return ListLine(
            name: entry.key, left: leftName, right: rightName, owner: owner, key: key,
            isOnlyOnCreate: flag(parts["once"], "once of \(what)"), fields: fields)
    }

    private func hint(_ word: String) -> String {
        switch word {
        case "owner": systems.joined(separator: " or ")
        case "key": "the field line that tells lines apart, such as position"
        case "fields": "one line a field"
        default: "the name of its list"
        }
    }

    /// One line of `fields:`; those of a list inherit the list's owner.
    private mutating func fieldLine(
        _ entry: RecipeNode.Entry, listOwner: Owner?, left: ObjectDescriptor?, right: ObjectDescriptor?
    ) -> FieldLine? {
        let what = "'\(entry.key)'"
        let words =
            listOwner == nil
            ? ["owner", "as", "values", "link", "proposes", "once", "default"] : ["as", "values", "link", "default"]
        guard let parts = known(entry.value, what, keys: systems + words) else { return nil }
        let errorsBefore = errors.count
        let leftSource = source(parts[self.left], what)
        let rightSource = source(parts[self.right], what)
        let owner = listOwner ?? owner(parts["owner"], what, line: entry.line)
        guard let leftSource, let rightSource, let owner else { return nil }
        let target = owner == .left ? (right, rightSource) : (left, leftSource)
        let kind = target.1.writableName.flatMap { target.0?.field($0)?.kind }
        let line = FieldLine(
            name: entry.key, left: leftSource, right: rightSource, owner: owner,
            proposesOnCreate: proposes(parts["proposes"], owner: owner, what),
            isOnlyOnCreate: flag(parts["once"], "once of \(what)"),
            values: values(parts["values"], what),
            link: parts["link"].flatMap { text($0.value, "the link of \(what)", allowed: "the name of a recipe") },
            conversion: conversion(parts["as"], what), fallback: fallback(parts["default"], what, kind: kind))
        guard errors.count == errorsBefore else { return nil }
        judge(line, what, at: entry.line)
        return line
    }

    /// What no such line could ever do, whatever the systems hold.
    private mutating func judge(_ line: FieldLine, _ what: String, at number: Int) {
        if line.left == .nothing, line.right == .nothing {
            fail(
                number, "\(what) names a field on neither side",
                allowed: "\(systems[0]): FIELD, \(systems[1]): FIELD, or both")
            return
        }
        guard line.owner != .either else {
            if line.left.writableName == nil || line.right.writableName == nil {
                fail(
                    number, "\(what) is owned by either side, so both must be fields that can be written",
                    allowed: "a field on both sides, or one owner")
            }
            return
        }
        let owner: Side = line.owner == .left ? .left : .right
        if line.source(owner) == .nothing, line.fallback == nil {
            fail(
                number, "\(what) is owned by \(system(owner)), which has no field there to read",
                allowed: "owner: \(system(owner.other)), or a default")
        }
        if case .computed = line.source(owner.other) {
            fail(
                number, "\(what) would be written to a computed value of \(system(owner.other))",
                allowed: "owner: \(system(owner.other)), or a field of \(system(owner.other))")
        }
        if line.proposesOnCreate, line.source(owner).writableName == nil || line.source(owner.other) == .nothing {
            fail(
                number, "\(what) proposes a value for a side that cannot be written",
                allowed: "a field on both sides")
        }
    }

    private mutating func source(_ entry: RecipeNode.Entry?, _ what: String) -> FieldSource? {
        guard let entry, !entry.value.isNothing else { return .nothing }
        let allowed = "a field name, or '= EXPRESSION' to compute it"
        guard let text = text(entry.value, "the \(entry.key) side of \(what)", allowed: allowed) else { return nil }
        guard text.hasPrefix("=") else {
            if text.contains(where: { $0.isWhitespace || "(),\"'".contains($0) }) {
                fail(
                    entry.value.line, "the \(entry.key) side of \(what) cannot be '\(text.prefix(60))'",
                    allowed: allowed)
                return nil
            }
            return .field(text)
        }
        return expression(String(text.dropFirst()), line: entry.value.line).map(FieldSource.computed)
    }
}

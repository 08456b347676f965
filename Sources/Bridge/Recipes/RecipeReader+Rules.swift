import Kernel

/// create, gate, refusals, match, after.
extension RecipeReader {
    mutating func create(_ entry: RecipeNode.Entry) -> CreateRule? {
        let allowed = "always, never, when EXPRESSION, such as when kind = \"customer\", or link when EXPRESSION"
        guard let text = text(entry.value, "create", allowed: allowed) else { return nil }
        if text == "always" { return .always }
        if text == "never" { return .never }
        if text.hasPrefix("link when ") {
            return expression(String(text.dropFirst(10)), line: entry.line).map(CreateRule.linkWhen)
        }
        guard text.hasPrefix("when ") else {
            fail(entry.line, "create cannot be '\(text.prefix(60))'", allowed: allowed)
            return nil
        }
        return expression(String(text.dropFirst(5)), line: entry.line).map(CreateRule.when)
    }

    mutating func gate(_ entry: RecipeNode.Entry) -> Gate? {
        let allowed = "[validate], or [validate, { approval: ROLE, when: EXPRESSION, because: TEXT }]"
        guard let steps = list(entry.value, "the gate of \(entry.key)", allowed: allowed) else { return nil }
        var approvals: [ApprovalRule] = []
        for step in steps {
            if let text = step.text {
                // The target's own validation always runs; the word only says so to the reader.
                if text != "validate" {
                    fail(step.line, "the gate of \(entry.key) has no step \(step.shown)", allowed: allowed)
                }
                continue
            }
            if let approval = approval(step) { approvals.append(approval) }
        }
        return Gate(approvals: approvals)
    }

    private mutating func approval(_ step: RecipeNode) -> ApprovalRule? {
        guard let parts = known(step, "an approval", keys: ["approval", "when", "because"]) else { return nil }
        guard let role = parts["approval"] else {
            fail(step.line, "the approval names no role", allowed: "approval: finance")
            return nil
        }
        guard let name = text(role.value, "the role", allowed: "a role such as finance") else { return nil }
        var condition: Expression?
        if let when = parts["when"] {
            guard let text = text(when.value, "when", allowed: "an expression such as total > 10000"),
                let parsed = expression(text, line: when.line)
            else { return nil }
            condition = parsed
        }
        let because = parts["because"].flatMap { text($0.value, "because", allowed: "a text for the approver") }
        return ApprovalRule(role: name, condition: condition, because: because ?? "")
    }

    /// Which sides hear the other's refusals, and how long these stand.
    mutating func hearing(_ entry: RecipeNode.Entry?) -> [Side: RefusalRule] {
        guard let entry else { return [:] }
        let hearing: [Side]
        switch entry.value.content {
        case .map: return sides(entry) { $0.refusals($1) }
        case .list(let elements): hearing = elements.compactMap { side($0, "who hears refusals") }
        case .text: hearing = [side(entry.value, "who hears refusals")].compactMap(\.self)
        }
        return Dictionary(hearing.map { ($0, .heard) }) { first, _ in first }
    }

    private mutating func refusals(_ entry: RecipeNode.Entry) -> RefusalRule? {
        let allowed = "while EXPRESSION, such as while state = \"refused\""
        guard let text = text(entry.value, "refusals", allowed: allowed) else { return nil }
        guard text.hasPrefix("while ") else {
            fail(entry.line, "refusals cannot be '\(text.prefix(60))'", allowed: allowed)
            return nil
        }
        return expression(String(text.dropFirst(6)), line: entry.line).map(RefusalRule.heardWhile)
    }

    mutating func after(_ node: RecipeNode) -> [String] {
        let elements = list(node, "after", allowed: "a list of recipes, such as [item, price]") ?? []
        var names: [String] = []
        for element in elements {
            guard let name = text(element, "after", allowed: "the name of a recipe") else { continue }
            if names.contains(name) { fail(element.line, "'\(name)' is named twice in after", allowed: "each once") }
            names.append(name)
        }
        return names
    }

    mutating func match(_ node: RecipeNode, names: [String]) -> [MatchRule] {
        let allowed = "field lines such as taxNumber, [name, postcode], or 'similar(name, postcode) >= 0.92' in quotes"
        let elements = list(node, "match", allowed: allowed) ?? []
        return elements.compactMap { element -> MatchRule? in
            switch element.content {
            case .list(let nodes):
                let lines = nodes.compactMap { fieldLine($0, names: names, allowed: allowed) }
                if nodes.isEmpty { fail(element.line, "a match by no field at all", allowed: allowed) }
                return lines.isEmpty ? nil : .equal(lines)
            case .map:
                fail(element.line, "match has \(element.shown)", allowed: allowed)
                return nil
            case .text(let text, _):
                if text.hasPrefix("similar(") { return similar(text, element, names: names, allowed: allowed) }
                return fieldLine(element, names: names, allowed: allowed).map { .equal([$0]) }
            }
        }
    }

    private mutating func fieldLine(_ node: RecipeNode, names: [String], allowed: String) -> String? {
        guard let name = text(node, "match", allowed: allowed) else { return nil }
        if names.contains(name) { return name }
        if name.hasSuffix(")") || name.contains(">") {
            fail(node.line, "match has '\(name.prefix(60))', a part of a rule cut at its comma", allowed: allowed)
            return nil
        }
        let guess = closest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
        fail(
            node.line, "match names '\(name.prefix(60))', which is not a field line\(guess)",
            allowed: names.joined(separator: ", "))
        return nil
    }

    /// `similar(name, postcode) >= 0.92`
    private mutating func similar(
        _ text: String, _ node: RecipeNode, names: [String], allowed: String
    ) -> MatchRule? {
        let parts = text.dropFirst("similar(".count).split(separator: ")", maxSplits: 1)
        let rest = parts.count == 2 ? String(parts[1]).trimmed : ""
        guard rest.hasPrefix(">="), let threshold = try? FixedDecimal(String(rest.dropFirst(2)).trimmed) else {
            fail(node.line, "the rule '\(text.prefix(80))' cannot be read", allowed: allowed)
            return nil
        }
        guard threshold > .zero, threshold <= .one else {
            fail(node.line, "a similarity of \(threshold)", allowed: "more than 0, at most 1")
            return nil
        }
        let lines = parts[0].split(separator: ",").compactMap { part in
            let name = RecipeNode(line: node.line, content: .text(String(part).trimmed, isPlain: false))
            return fieldLine(name, names: names, allowed: allowed)
        }
        return lines.isEmpty ? nil : .similar(lines, atLeast: threshold)
    }
}

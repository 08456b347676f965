import Kernel

/// owner, proposes, values, as, default.
extension RecipeReader {
    mutating func owner(_ entry: RecipeNode.Entry?, _ what: String, line: Int) -> Owner? {
        let allowed = "\(systems.joined(separator: ", ")) or either"
        guard let entry else {
            fail(line, "\(what) has no owner", allowed: allowed)
            return nil
        }
        guard let text = text(entry.value, "the owner of \(what)", allowed: allowed) else { return nil }
        if text == "either" { return .either }
        if let side = side(ofSystem: text) { return side == .left ? .left : .right }
        fail(entry.line, "the owner of \(what) cannot be '\(text.prefix(60))'", allowed: allowed)
        return nil
    }

    /// `proposes: erp`, or `erp?`: the side that does not own the field.
    mutating func proposes(_ entry: RecipeNode.Entry?, owner: Owner, _ what: String) -> Bool {
        guard let entry else { return false }
        guard owner != .either else {
            fail(entry.line, "either side owns \(what), so none need propose", allowed: "proposes with one owner")
            return false
        }
        let proposer = system(owner == .left ? .right : .left)
        let text = entry.value.text ?? ""
        guard text == proposer || text == proposer + "?" else {
            fail(entry.line, "\(what) cannot be proposed by \(entry.value.shown)", allowed: proposer)
            return false
        }
        return true
    }

    /// `once: true`
    mutating func flag(_ entry: RecipeNode.Entry?, _ what: String) -> Bool {
        guard let entry else { return false }
        switch entry.value.text {
        case "true": return true
        case "false": return false
        default:
            fail(entry.line, "\(what) is \(entry.value.shown)", allowed: "true or false")
            return false
        }
    }

    /// Left word → right word.
    mutating func values(_ entry: RecipeNode.Entry?, _ what: String) -> [String: String] {
        let allowed = "{ LEFT WORD: RIGHT WORD, … }, such as { NET30: \"30\" }"
        guard let entry, let words = map(entry.value, "values of \(what)", allowed: allowed) else { return [:] }
        if words.isEmpty { fail(entry.line, "values of \(what) has no words", allowed: allowed) }
        var values: [String: String] = [:]
        for word in words {
            guard let other = word.value.text else {
                fail(word.line, "'\(word.key)' of \(what) becomes \(word.value.shown)", allowed: allowed)
                continue
            }
            values[word.key] = other
        }
        return values
    }

    mutating func conversion(_ entry: RecipeNode.Entry?, _ what: String) -> String? {
        guard let entry else { return nil }
        if let text = entry.value.text, Self.conversions.contains(text) { return text }
        fail(
            entry.line, "\(what) cannot be read as \(entry.value.shown)",
            allowed: Self.conversions.joined(separator: ", "))
        return nil
    }

    mutating func fallback(_ entry: RecipeNode.Entry?, _ what: String, kind: FieldKind?) -> Value? {
        guard let entry else { return nil }
        return literal(entry.value, "the default of \(what)", kind: kind)
    }

    mutating func literal(_ node: RecipeNode, _ what: String, kind: FieldKind?) -> Value? {
        do throws(ValueError) {
            if let value = try RecipeLiteral.value(node, as: kind) { return value }
            fail(node.line, "\(what) is \(node.shown)", allowed: "one value")
        } catch {
            fail(node.line, "\(what): \(error.message)", allowed: error.allowed)
        }
        return nil
    }
}

import Kernel

/// examples: what one side holds, and what must be written to the other.
extension RecipeReader {
    static let exampleWords = ["name", "from", "given", "existing", "links", "writes"]

    mutating func examples(_ node: RecipeNode, lists: [ListLine]) -> [RecipeExample] {
        guard let elements = list(node, "examples", allowed: "a list of examples") else { return [] }
        var names: Set<String> = []
        return elements.enumerated().compactMap { index, element in
            lines["examples.\(index)"] = element.line
            guard let example = example(element, lists: lists) else { return nil }
            if !names.insert(example.name).inserted {
                fail(element.line, "two examples are called '\(example.name)'", allowed: "each its own name")
            }
            return example
        }
    }

    private mutating func example(_ node: RecipeNode, lists: [ListLine]) -> RecipeExample? {
        guard let parts = known(node, "an example", keys: Self.exampleWords) else { return nil }
        for word in ["name", "from", "given", "writes"] where parts[word] == nil {
            fail(node.line, "the example has no \(word)", allowed: Self.exampleWords.joined(separator: ", "))
        }
        guard let name = parts["name"], let from = parts["from"], let given = parts["given"],
            let writes = parts["writes"], let side = side(from.value, "from"),
            let title = text(name.value, "the example's name", allowed: "a text")
        else { return nil }
        let source = record(given.value, "given", side, lists)
        let existing = parts["existing"].map { record($0.value, "existing", side.other, lists) }
        let expected: Record?
        if writes.value.text == "nothing" {
            expected = nil
        } else {
            expected = record(writes.value, "writes", side.other, lists)
        }
        return RecipeExample(
            name: title, from: side, given: source, existing: existing, links: links(parts["links"]),
            writes: expected, line: node.line)
    }

    private mutating func record(_ node: RecipeNode, _ what: String, _ side: Side, _ lists: [ListLine]) -> Record {
        var record = Record(object: side == .left ? leftObject : rightObject)
        let allowed = what == "writes" ? "FIELD: value lines, or nothing" : "FIELD: value lines"
        guard let entries = map(node, what, allowed: allowed) else { return record }
        let object = object(side)
        for entry in entries {
            guard case .list(let elements) = entry.value.content else {
                fill(&record, entry, what, object)
                continue
            }
            let line = lists.first { (side == .left ? $0.left : $0.right) == entry.key }
            if let object, object.list(entry.key) == nil {
                unknown("list", entry, object, known: object.lists.map(\.name))
            }
            record.lists[entry.key] = elements.enumerated().map { index, element in
                self.element(
                    element, "\(what).\(entry.key)", side, line, object?.list(entry.key)?.element, position: index + 1)
            }
        }
        return record
    }

    /// A line's key in `id` is the value of the list's key field, unless the example writes an id.
    private mutating func element(
        _ node: RecipeNode, _ what: String, _ side: Side, _ list: ListLine?, _ object: ObjectDescriptor?, position: Int
    ) -> Record {
        var record = Record(object: object?.name ?? "")
        guard let entries = map(node, what, allowed: "FIELD: value lines") else { return record }
        for entry in entries { fill(&record, entry, what, object) }
        if record.id.isEmpty {
            let key = list?.fields.first { $0.name == list?.key }?.source(side).writableName
            let text = key.map { record.text($0) } ?? ""
            record.id = text.isEmpty ? String(position) : text
        }
        return record
    }

    private mutating func fill(
        _ record: inout Record, _ entry: RecipeNode.Entry, _ what: String, _ object: ObjectDescriptor?
    ) {
        let field = object?.field(entry.key)
        if entry.key == "id", field == nil, let text = entry.value.text {
            record.id = text
            return
        }
        if let object, field == nil {
            unknown("field", entry, object, known: object.fields.map(\.name))
            return
        }
        if let value = literal(entry.value, "\(what).\(entry.key)", kind: field?.kind) { record[entry.key] = value }
    }

    private mutating func unknown(
        _ sort: String, _ entry: RecipeNode.Entry, _ object: ObjectDescriptor, known: [String]
    ) {
        let guess = closest(to: entry.key, among: known).map { "; did you mean '\($0)'?" } ?? ""
        fail(
            entry.line, "\(object.name) has no \(sort) '\(entry.key.prefix(60))'\(guess)",
            allowed: known.joined(separator: ", "))
    }

    private mutating func links(_ entry: RecipeNode.Entry?) -> [String: [String: String]] {
        let allowed = "{ RECIPE: { SOURCE ID: TARGET ID } }"
        guard let entry, let recipes = map(entry.value, "links", allowed: allowed) else { return [:] }
        var links: [String: [String: String]] = [:]
        for recipe in recipes {
            for pair in map(recipe.value, "links of \(recipe.key)", allowed: allowed) ?? [] {
                guard let target = text(pair.value, "the link of \(pair.key)", allowed: allowed) else { continue }
                links[recipe.key, default: [:]][pair.key] = target
            }
        }
        return links
    }
}

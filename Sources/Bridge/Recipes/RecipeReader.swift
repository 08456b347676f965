import Kernel

/// Walks a recipe's nodes, keeping every error with its line instead of stopping at the first.
struct RecipeReader {
    let file: String
    /// System name → its objects; empty when nothing is known of the systems.
    let catalog: [String: [ObjectDescriptor]]
    private(set) var errors: [RecipeError] = []
    var lines: [String: Int] = [:]
    var left = ""
    var right = ""
    var leftObject = ""
    var rightObject = ""

    init(file: String, catalog: [String: [ObjectDescriptor]]) {
        self.file = file
        self.catalog = catalog
    }

    var systems: [String] { [left, right] }

    func side(ofSystem system: String) -> Side? {
        system == left ? .left : system == right ? .right : nil
    }

    func system(_ side: Side) -> String { side == .left ? left : right }

    /// The object of this side, when the catalog knows it.
    func object(_ side: Side) -> ObjectDescriptor? {
        catalog[system(side)]?.first { $0.name == (side == .left ? leftObject : rightObject) }
    }

    mutating func fail(_ line: Int, _ message: String, allowed: String = "") {
        errors.append(RecipeError(file: file, line: line, message, allowed: allowed))
    }

    /// The entries of a map; an error when it is something else.
    mutating func map(_ node: RecipeNode, _ what: String, allowed: String) -> [RecipeNode.Entry]? {
        if case .map(let entries) = node.content { return entries }
        fail(node.line, "\(what) is \(node.isNothing ? "empty" : node.shown), not a map", allowed: allowed)
        return nil
    }

    /// The map as a dictionary, every other key than the known ones refused with the closest known one.
    mutating func known(
        _ node: RecipeNode, _ what: String, keys: [String]
    ) -> [String: RecipeNode.Entry]? {
        guard let entries = map(node, what, allowed: keys.joined(separator: ", ")) else { return nil }
        var known: [String: RecipeNode.Entry] = [:]
        for entry in entries {
            guard keys.contains(entry.key) else {
                let guess = closest(to: entry.key, among: keys).map { "; did you mean '\($0)'?" } ?? ""
                fail(
                    entry.line, "\(what) has no word '\(entry.key.prefix(60))'\(guess)",
                    allowed: keys.joined(separator: ", "))
                continue
            }
            known[entry.key] = entry
        }
        return known
    }

    /// The elements of a list; an error when it is something else.
    mutating func list(_ node: RecipeNode, _ what: String, allowed: String) -> [RecipeNode]? {
        if case .list(let elements) = node.content { return elements }
        if node.isNothing { return [] }
        fail(node.line, "\(what) is \(node.shown), not a list", allowed: allowed)
        return nil
    }

    /// A text that is not empty.
    mutating func text(_ node: RecipeNode, _ what: String, allowed: String) -> String? {
        if let text = node.text, !node.isNothing, !text.isEmpty { return text }
        fail(node.line, "\(what) is \(node.isNothing ? "empty" : node.shown), not a text", allowed: allowed)
        return nil
    }

    /// One of the words of a closed list.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ node: RecipeNode, _ what: String, of words: Word.Type
    ) -> Word? where Word.RawValue == String {
        if let text = node.text, let word = Word(rawValue: text) { return word }
        let allowed = Word.allCases.map(\.rawValue).joined(separator: ", ")
        fail(node.line, "\(what) cannot be \(node.isNothing ? "empty" : node.shown)", allowed: allowed)
        return nil
    }

    /// One of the two systems of the pair.
    mutating func side(_ node: RecipeNode, _ what: String) -> Side? {
        if let text = node.text, let side = side(ofSystem: text) { return side }
        fail(
            node.line, "\(what) cannot be \(node.isNothing ? "empty" : node.shown)",
            allowed: systems.joined(separator: ", "))
        return nil
    }

    mutating func expression(_ text: String, line: Int) -> Expression? {
        do {
            return try Expression.parse(text)
        } catch {
            fail(
                line, "the expression '\(text.prefix(80))' cannot be read: \(error.message) in column \(error.column)",
                allowed: error.allowed)
            return nil
        }
    }
}

import Bridge
import Kernel
import Platform

/// Walks a map's nodes, keeping every error with its line instead of stopping at the first.
struct FileMapReader {
    let path: String
    let modules: [Module]
    private(set) var errors: [FileMapError] = []
    var module: Module?
    /// The command's input; nil for a map of an object.
    var input: ObjectDescriptor?
    /// Column → other names, from single fields.
    var fieldAliases: [String: [String]] = [:]

    init(path: String, modules: [Module]) {
        self.path = path
        self.modules = modules
    }

    mutating func fail(_ line: Int, _ message: String, allowed: String = "") {
        errors.append(FileMapError(map: path, line: line, message, allowed: allowed))
    }

    func guess(_ name: String, _ known: [String]) -> String {
        closest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    }

    mutating func entries(_ node: RecipeNode, _ what: String, allowed: String) -> [RecipeNode.Entry]? {
        if case .map(let entries) = node.content { return entries }
        fail(node.line, "\(what) is \(node.isNothing ? "empty" : node.shown), not a map", allowed: allowed)
        return nil
    }

    /// The map as a dictionary, every other word than the known ones refused with the closest known one.
    mutating func known(_ node: RecipeNode, _ what: String, keys: [String]) -> [String: RecipeNode.Entry]? {
        guard let entries = entries(node, what, allowed: keys.joined(separator: ", ")) else { return nil }
        var known: [String: RecipeNode.Entry] = [:]
        for entry in entries {
            guard keys.contains(entry.key) else {
                fail(
                    entry.line, "\(what) has no word '\(entry.key.prefix(60))'\(guess(entry.key, keys))",
                    allowed: keys.joined(separator: ", "))
                continue
            }
            known[entry.key] = entry
        }
        return known
    }

    /// A text that is not empty.
    mutating func text(_ node: RecipeNode, _ what: String, allowed: String) -> String? {
        if let text = node.text, !node.isNothing, !text.isEmpty { return text }
        fail(node.line, "\(what) is \(node.isNothing ? "empty" : node.shown), not a text", allowed: allowed)
        return nil
    }

    /// One text or a list of them.
    mutating func texts(_ node: RecipeNode, _ what: String, allowed: String) -> [String] {
        guard case .list(let elements) = node.content else {
            return text(node, what, allowed: allowed).map { [$0] } ?? []
        }
        if elements.isEmpty { fail(node.line, "\(what) is an empty list", allowed: allowed) }
        return elements.compactMap { text($0, what, allowed: allowed) }
    }

    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ entry: RecipeNode.Entry?, _ what: String, of words: Word.Type
    ) -> Word? where Word.RawValue == String {
        guard let entry else { return nil }
        if let text = entry.value.text, let word = Word(rawValue: text) { return word }
        fail(
            entry.line, "\(what) cannot be \(entry.value.isNothing ? "empty" : entry.value.shown)",
            allowed: Word.allCases.map(\.rawValue).joined(separator: ", "))
        return nil
    }

    mutating func flag(_ entry: RecipeNode.Entry?, _ what: String) -> Bool {
        guard let entry else { return false }
        switch entry.value.text {
        case "true", "yes": return true
        case "false", "no": return false
        default:
            fail(entry.line, "\(what) cannot be \(entry.value.shown)", allowed: "true, false")
            return false
        }
    }

    mutating func limit(_ entry: RecipeNode.Entry?, _ what: String) -> Int {
        guard let entry else { return FileLookup.usualLimit }
        if let text = entry.value.text, let limit = Int(text), limit > 0 { return limit }
        fail(entry.line, "the limit of \(what) cannot be \(entry.value.shown)", allowed: "a number of rows from 1 on")
        return FileLookup.usualLimit
    }

    mutating func expression(_ node: RecipeNode, _ what: String) -> Expression? {
        guard let text = text(node, what, allowed: "an expression such as StoreId != \"\"") else { return nil }
        return expression(text, line: node.line)
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

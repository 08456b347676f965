import Kernel
import Platform

/// Reads a recipe's YAML. Gives the recipe, or everything that is wrong with it, each with its line and what is
/// allowed.
public enum RecipeParser {
    /// Field lines of one recipe, those of its lists included.
    public static let maximumFieldLines = 500

    static let words = [
        "recipe", "pair", "create", "gate", "refusals", "match", "after", "fields", "lists", "deletes", "pace",
        "examples",
    ]

    /// `catalog` (system → its objects) lets the values of examples and defaults be read by the kinds of their
    /// fields; without it their kind is guessed from their shape.
    public static func parse(
        _ text: String, file: String, catalog: [String: [ObjectDescriptor]] = [:]
    ) throws(RecipeErrors) -> Recipe {
        let root: RecipeNode
        do throws(RecipeError) {
            root = try RecipeText.nodes(of: text, file: file)
        } catch {
            throw RecipeErrors([error])
        }
        var reader = RecipeReader(file: file, catalog: catalog)
        let recipe = reader.recipe(root, text)
        guard reader.errors.isEmpty, let recipe else {
            let errors = reader.errors.enumerated().sorted {
                ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
            }
            throw RecipeErrors(errors.map(\.element))
        }
        return recipe
    }

    /// What tells one text from another, in lineage and plans.
    public static func digest(of text: String) -> String {
        String(Digest.hexadecimal(Array(text.utf8)).prefix(16))
    }
}

extension RecipeReader {
    /// Nil when so much is missing that there is nothing to build from; the errors say what.
    mutating func recipe(_ root: RecipeNode, _ text: String) -> Recipe? {
        guard let parts = known(root, "a recipe", keys: RecipeParser.words) else { return nil }
        for (word, entry) in parts { lines[word] = entry.line }
        let name = name(parts["recipe"], in: root)
        guard pair(parts["pair"], in: root) else { return nil }
        let create = sides(parts["create"]) { $0.create($1) }
        let gates = sides(parts["gate"]) { $0.gate($1) }
        let deletes = sides(parts["deletes"]) { $0.word($1.value, "what is deleted", of: DeleteRule.self) }
        let hearing = hearing(parts["refusals"])
        let fields = parts["fields"].map { self.fields($0.value) } ?? []
        if parts["fields"] == nil {
            fail(root.line, "the recipe has no fields", allowed: "fields: with one line a field")
        }
        let lists = parts["lists"].map { self.lists($0.value) } ?? []
        let count = fields.count + lists.reduce(0) { $0 + $1.fields.count }
        if count > RecipeParser.maximumFieldLines {
            fail(lines["fields"] ?? 1, "\(count) field lines", allowed: "at most \(RecipeParser.maximumFieldLines)")
        }
        let match = parts["match"].map { self.match($0.value, names: fields.map(\.name)) } ?? []
        let after = parts["after"].map { self.after($0.value) } ?? []
        let pace = parts["pace"].flatMap { word($0.value, "the pace", of: Pace.self) } ?? .live
        let examples = parts["examples"].map { self.examples($0.value, lists: lists) } ?? []
        func side(_ side: Side) -> RecipeSide {
            RecipeSide(
                system: system(side), object: side == .left ? leftObject : rightObject,
                create: create[side] ?? .never, gate: gates[side] ?? Gate(), onDelete: deletes[side] ?? .unlink,
                refusals: hearing[side] ?? .unheard)
        }
        return Recipe(
            name: name, version: RecipeParser.digest(of: text), text: text, left: side(.left), right: side(.right),
            match: match, fields: fields, lists: lists, after: after, pace: pace, examples: examples, lines: lines)
    }

    private mutating func name(_ entry: RecipeNode.Entry?, in root: RecipeNode) -> String {
        let allowed = "small letters, digits and dashes, such as quote-to-order"
        guard let entry else {
            fail(root.line, "the recipe has no name", allowed: "recipe: \(allowed)")
            return ""
        }
        guard let name = text(entry.value, "the recipe's name", allowed: allowed) else { return "" }
        let isWellFormed =
            name.first?.isLetter == true && name.utf8.count <= 60
            && name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isDigit || $0 == "-") }
        if !isWellFormed { fail(entry.line, "'\(name.prefix(60))' is no name for a recipe", allowed: allowed) }
        return name
    }

    private mutating func pair(_ entry: RecipeNode.Entry?, in root: RecipeNode) -> Bool {
        let allowed = "two systems with their objects, such as pair: { crm: Account, erp: Customer }"
        guard let entry else {
            fail(root.line, "the recipe has no pair", allowed: allowed)
            return false
        }
        guard let sides = map(entry.value, "the pair", allowed: allowed) else { return false }
        guard sides.count == 2 else {
            fail(entry.line, "the pair has \(sides.count) systems", allowed: allowed)
            return false
        }
        let objects = sides.map { text($0.value, "the object of \($0.key)", allowed: allowed) ?? "" }
        (left, right, leftObject, rightObject) = (sides[0].key, sides[1].key, objects[0], objects[1])
        for side in sides where Self.lineWords.contains(side.key) || side.key.isEmpty {
            fail(side.line, "a system cannot be called '\(side.key)'", allowed: "a name that is no word of recipes")
        }
        return true
    }

    /// A map from the two systems to something.
    mutating func sides<Content>(
        _ entry: RecipeNode.Entry?, _ read: (inout Self, RecipeNode.Entry) -> Content?
    ) -> [Side: Content] {
        guard let entry, let sides = known(entry.value, entry.key, keys: systems) else { return [:] }
        var result: [Side: Content] = [:]
        for system in systems {
            guard let part = sides[system], let side = side(ofSystem: system) else { continue }
            lines["\(entry.key).\(system)"] = part.line
            result[side] = read(&self, part)
        }
        return result
    }
}

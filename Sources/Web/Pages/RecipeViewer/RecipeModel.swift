import Bridge
import Kernel
import Platform
import Suite

/// A recipe as an analyst reads it: field beside field, who owns it, a real pair's values, and its examples run now.
struct RecipeModel: Sendable {
    let recipe: Recipe
    let rows: [Row]
    let examples: [ExampleResult]
    let links: Int
    /// What the company has of it; nil where recipes are not kept, as in a rehearsal.
    let shelf: RecipeShelf?
    /// The pair whose values are shown.
    let sample: (left: String, right: String)?

    /// One line of the recipe.
    struct Row: Sendable {
        let name: String
        let line: FieldLine
        /// "lines" for a field of a list's elements; blank for the document's own.
        let list: String
        let leftKind: String
        let rightKind: String
        var leftSample: String?
        var rightSample: String?
    }

    static func load(_ recipe: Recipe, by reading: Reading) throws -> RecipeModel {
        let select = Select<LinkedPair>().where(\.recipe, .equal, recipe.name)
        let latest = try reading.first(select.ordered(by: \.id, descending: true))
        return RecipeModel(
            recipe: recipe, rows: rows(of: recipe),
            examples: RecipeExamples.run(recipe) { example, recipe in Rehearsal.write(example, recipe) },
            links: try reading.count(select),
            shelf: try reading.part { try RecipeShelf.load(recipe.name, by: reading) }
                ?? nil,
            sample: latest.map { ($0.leftID, $0.rightID) })
    }

    static func rows(of recipe: Recipe) -> [Row] {
        let left = fields(recipe.left)
        let right = fields(recipe.right)
        func row(_ line: FieldLine, _ list: String, _ leftList: String, _ rightList: String) -> Row {
            Row(
                name: line.name, line: line, list: list, leftKind: kind(line.left, left, leftList),
                rightKind: kind(line.right, right, rightList))
        }
        return recipe.fields.map { row($0, "", "", "") }
            + recipe.lists.flatMap { list in list.fields.map { row($0, list.name, list.left, list.right) } }
    }

    private static func fields(_ side: RecipeSide) -> [String: String] {
        guard let object = SuiteCatalog.readable[side.system]?.first(where: { $0.name == side.object }) else {
            return [:]
        }
        var kinds: [String: String] = [:]
        for field in object.fields {
            kinds[field.name] = field.kind.name + (field.rules.isRequired ? ", required" : "")
        }
        for list in object.lists {
            for field in list.element.fields { kinds["\(list.name).\(field.name)"] = field.kind.name }
        }
        return kinds
    }

    private static func kind(_ source: FieldSource, _ kinds: [String: String], _ list: String) -> String {
        guard let name = source.writableName else { return "" }
        return kinds[list.isEmpty ? name : "\(list).\(name)"] ?? ""
    }

    /// What both records of the sample hold, as far as this reader may see them.
    mutating func addSamples(_ visit: Visit) throws {
        guard let sample else { return }
        let left = try Self.values(recipe.left, sample.left, visit)
        let right = try Self.values(recipe.right, sample.right, visit)
        self = RecipeModel(
            recipe: recipe,
            rows: rows.map { row in
                var row = row
                guard row.list.isEmpty else { return row }
                row.leftSample = row.line.left.writableName.flatMap { left[$0] }
                row.rightSample = row.line.right.writableName.flatMap { right[$0] }
                return row
            }, examples: examples, links: links, shelf: shelf, sample: sample)
    }

    static func values(_ side: RecipeSide, _ id: String, _ visit: Visit) throws -> [String: String] {
        guard let source = Source(system: side.system), let type = visit.bus(source).module.object(side.object) else {
            return [:]
        }
        return try visit.read(source) { reading in try reading.part { try values(type, id, reading) } ?? [:] }
    }

    private static func values<Object: BusinessObject>(
        _ type: Object.Type, _ id: String, _ reading: Reading
    ) throws -> [String: String] {
        guard let record = try reading.find(ID<Object>(id)) else { return [:] }
        var values: [String: String] = [:]
        for field in Object.descriptor.fields { values[field.name] = record.value(of: field.name)?.text }
        return values
    }
}

import Kernel

/// All recipes of an installation, read and checked together, in the order in which they are carried.
public struct RecipeFolder: Sendable {
    /// Each after those it names in `after:`, else by name.
    public let recipes: [Recipe]
    /// What their authors should know; nothing here stops the recipes.
    public let warnings: [RecipeFinding]

    /// From texts. Throws everything that is wrong in all of them; recipes that can be read are checked against
    /// `catalog` and each other even when others cannot.
    public init(
        files: [(file: String, text: String)], catalog: [String: [ObjectDescriptor]] = [:],
        writable: [String: Set<String>] = [:]
    ) throws(RecipeErrors) {
        var errors: [RecipeError] = []
        var read: [(file: String, recipe: Recipe)] = []
        for (file, text) in files.sorted(by: { $0.file < $1.file }) {
            do throws(RecipeErrors) {
                read.append((file, try RecipeParser.parse(text, file: file, catalog: catalog)))
            } catch {
                errors += error.errors
            }
        }
        var findings = read.flatMap {
            RecipeCheck.findings(in: $0.recipe, file: $0.file, catalog: catalog, writable: writable)
        }
        // A recipe that cannot be read is not known to be missing.
        if errors.isEmpty { findings += RecipeCheck.findings(together: read, catalog: catalog) }
        errors += findings.filter { $0.severity == .error }.map(\.error)
        guard errors.isEmpty else { throw RecipeErrors(errors) }
        recipes = RecipeOrder(read.map(\.recipe)).recipes
        warnings = findings
    }

    public func recipe(_ name: String) -> Recipe? { recipes.first { $0.name == name } }
}

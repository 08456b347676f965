import Bridge
import Kernel
import Platform

/// Keeps a text as a new version of a recipe; it does not carry before it is published. The same text again is no new
/// version. Refuses: notFound, recipeUnfit, recipeMoved.
public struct SaveRecipe: Command {
    public static let name = "recipe.save"
    public static let permission: Permission = "recipe.save"
    public var recipe = ID<CompanyRecipe>.blank
    public var text = ""
    public var note = ""
    /// The newest version that was known when the writing began; 0 does not ask.
    public var newest = 0
    public init() {}
    public init(_ recipe: ID<CompanyRecipe>, text: String, note: String = "", newest: Int = 0) {
        self.recipe = recipe
        self.text = text
        self.note = note
        self.newest = newest
    }

    public static let input = Schema<SaveRecipe>("SaveRecipe") { s in
        s.field("recipe", \.recipe, .required)
        s.field("text", \.text, .required, .maxLength(RecipeLibrary.longestText))
        s.field("note", \.note, .maxLength(400))
        s.field("newest", \.newest)
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<RecipeVersion> {
        let known = try tx.load(recipe)
        let versions = try RecipeLibrary.versions(of: recipe, in: tx)
        if let last = versions.last, last.digest == RecipeParser.digest(of: text) { return last.id }
        if newest > 0, let last = versions.last, last.number > newest {
            throw Refusal(
                .recipeMoved, "\(last.savedBy) saved version \(last.number) while you were writing",
                document: known.name, field: "text", allowed: "compare it with yours, and save again",
                fixedBy: actor.name)
        }
        let read: Recipe
        do throws(RecipeErrors) {
            read = try RecipeParser.parse(text, file: "\(known.name).yaml", catalog: SuiteCatalog.readable)
        } catch {
            throw Refusal(
                error.errors.map {
                    Reason(
                        .recipeUnfit, $0.message, document: $0.file, line: $0.line, field: "text",
                        allowed: $0.allowed.isEmpty ? nil : $0.allowed, fixedBy: "integration admin")
                })
        }
        guard read.name == known.name else {
            throw Refusal(
                .recipeUnfit, "The text calls itself '\(read.name)'", document: "\(known.name).yaml",
                line: read.lines["recipe"], field: "text", allowed: "recipe: \(known.name)",
                fixedBy: "integration admin")
        }
        return try RecipeLibrary.add(text, to: known, origin: .edited, note: note, after: versions, by: actor, in: tx)
            .id
    }
}

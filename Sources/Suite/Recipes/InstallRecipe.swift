import Bridge
import Kernel
import Platform

/// Takes in a recipe that came with the program: as version 1 where the company does not have it, else as one more
/// version, which comes into force by itself only where nobody here has edited the text in force.
/// Refuses: recipeUnfit. Emits RecipePublished.
public struct InstallRecipe: Command {
    public static let name = "recipe.install"
    public static let permission: Permission = "recipe.install"
    public static let isInternal = true
    public static let emits: [any Event.Type] = [RecipePublished.self]
    public var recipe = ""
    public var text = ""
    public init() {}
    public init(_ recipe: Recipe) {
        self.recipe = recipe.name
        text = recipe.text
    }

    public static let input = Schema<InstallRecipe>("InstallRecipe") { s in
        s.field("recipe", \.recipe, .required, .maxLength(60))
        s.field("text", \.text, .required, .maxLength(RecipeLibrary.longestText))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> ID<CompanyRecipe> {
        guard (try? RecipeParser.parse(text, file: "\(recipe).yaml"))?.name == recipe else {
            throw Refusal(
                .recipeUnfit, "This is not the text of a recipe '\(recipe)'", document: "\(recipe).yaml",
                allowed: "recipe: \(recipe) …", fixedBy: "integration admin")
        }
        var known = try tx.first(Select<CompanyRecipe>().where(\.name, .equal, recipe)) ?? CompanyRecipe()
        if known.id.isBlank {
            known.name = recipe
            known = try tx.insert(known)
        }
        let digest = RecipeParser.digest(of: text)
        let versions = try RecipeLibrary.versions(of: known.id, in: tx)
        guard versions.last(where: { $0.origin == .builtIn })?.digest != digest else { return known.id }
        let isFollowed = versions.first { $0.number == known.number }.map { $0.origin == .builtIn } ?? true
        let version = try RecipeLibrary.add(
            text, to: known, origin: .builtIn, note: "came with the program", after: versions, by: actor, in: tx)
        known.builtIn = version.number
        if isFollowed {
            try RecipeLibrary.putInForce(
                version, of: known, as: .builtIn, because: "came with the program", by: actor, in: tx)
        } else {
            try tx.update(known)
        }
        return known.id
    }
}

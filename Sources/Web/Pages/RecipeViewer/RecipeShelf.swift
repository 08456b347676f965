import Bridge
import Kernel
import Platform
import Suite

/// The versions of one recipe that the company keeps, newest first, and which of them carries.
struct RecipeShelf: Sendable {
    let recipe: Visible<CompanyRecipe>
    let versions: [Visible<RecipeVersion>]
    let publications: [Visible<RecipePublication>]

    /// nil when the company has no such recipe.
    static func load(_ name: String, by reading: Reading) throws -> RecipeShelf? {
        guard let recipe = try reading.first(Select<CompanyRecipe>().where(\.name, .equal, name)) else { return nil }
        return RecipeShelf(
            recipe: recipe,
            versions: try reading.all(
                Select<RecipeVersion>().where(\.recipe, .equal, recipe.id).ordered(by: \.number, descending: true)),
            publications: try reading.all(
                Select<RecipePublication>().where(\.recipe, .equal, recipe.id)
                    .ordered(by: \.position, descending: true)))
    }

    var inForce: Visible<RecipeVersion>? { version(recipe.number) }
    var newest: Visible<RecipeVersion>? { versions.first }
    func version(_ number: Int) -> Visible<RecipeVersion>? { versions.first { $0.number == number } }

    /// The newest text of the program, while the company keeps to its own.
    var offered: Visible<RecipeVersion>? { recipe.builtIn > recipe.number ? version(recipe.builtIn) : nil }
    /// Saved after what is in force, and not published.
    var isAhead: Bool { versions.contains { $0.number > recipe.number && $0.origin == .edited } }
    /// To where one may go back: what was in force just before.
    var before: Int? { RollBackRecipe.before(publications.reversed().map(\.number)).last }
}

import Bridge
import Kernel
import Platform

/// Puts a version into force: the running bridge makes its next deliveries by it. It must be fit to carry, and its
/// examples must hold. Refuses: notFound, wrongState, recipeUnfit, exampleFails. Emits RecipePublished.
public struct PublishRecipe: Command {
    public static let name = "recipe.publish"
    public static let permission: Permission = "recipe.publish"
    public static let emits: [any Event.Type] = [RecipePublished.self]
    public var recipe = ID<CompanyRecipe>.blank
    public var number = 0
    public var because = ""
    public init() {}
    public init(_ recipe: ID<CompanyRecipe>, number: Int, because: String = "") {
        self.recipe = recipe
        self.number = number
        self.because = because
    }

    public static let input = Schema<PublishRecipe>("PublishRecipe") { s in
        s.field("recipe", \.recipe, .required)
        s.field("number", \.number, .required)
        s.field("because", \.because, .maxLength(400))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let known = try tx.load(recipe)
        let versions = try RecipeLibrary.versions(of: recipe, in: tx)
        guard let version = versions.first(where: { $0.number == number }) else {
            throw Refusal(
                .notFound, "\(known.name) has no version \(number)", document: known.name, field: "number",
                allowed: versions.map { String($0.number) }.joined(separator: ", "))
        }
        guard known.number != number else {
            throw Refusal(
                .wrongState, "Version \(number) is in force already", document: known.name, field: "number",
                allowed: "another version")
        }
        try RecipeLibrary.release(version, of: known, as: .published, because: because, by: actor, in: tx)
        return NoAnswer()
    }
}

import Bridge
import Kernel
import Platform

/// The company's versions of its recipes, as commands read and add to them.
enum RecipeLibrary {
    static let longestText = 262_144

    static func versions(of recipe: ID<CompanyRecipe>, in tx: Transaction) throws(Refusal) -> [RecipeVersion] {
        try tx.all(Select<RecipeVersion>().where(\.recipe, .equal, recipe).ordered(by: \.number))
    }

    /// The texts that carry now, read anew, so that a new one is judged beside them.
    static func inForce(in tx: Transaction) throws(Refusal) -> [Recipe] {
        var recipes: [Recipe] = []
        for known in try tx.all(Select<CompanyRecipe>()) {
            let version = try tx.first(
                Select<RecipeVersion>().where(\.recipe, .equal, known.id).where(\.number, .equal, known.number))
            guard let version, let recipe = try? RecipeParser.parse(version.text, file: "\(known.name).yaml") else {
                continue
            }
            recipes.append(recipe.numbered(known.number))
        }
        return recipes
    }

    static func add(
        _ text: String, to recipe: CompanyRecipe, origin: RecipeOrigin, note: String, after versions: [RecipeVersion],
        by actor: Actor, in tx: Transaction
    ) throws(Refusal) -> RecipeVersion {
        var version = RecipeVersion()
        version.recipe = recipe.id
        version.number = (versions.last?.number ?? 0) + 1
        version.origin = origin
        version.text = text
        version.digest = RecipeParser.digest(of: text)
        version.note = note
        version.savedBy = actor.name
        version.savedAt = tx.now
        return try tx.insert(version)
    }

    static func putInForce(
        _ version: RecipeVersion, of recipe: CompanyRecipe, as kind: RecipePublicationKind, because: String,
        by actor: Actor, in tx: Transaction
    ) throws(Refusal) {
        var recipe = recipe
        recipe.number = version.number
        recipe.publishedBy = actor.name
        recipe.publishedAt = tx.now
        try tx.update(recipe)
        var publication = RecipePublication()
        publication.recipe = recipe.id
        publication.position =
            Int(
                try tx.integer(
                    "SELECT coalesce(max(position), 0) FROM recipe_publication WHERE recipe = ?", [.text(recipe.id.raw)]
                ))
            + 1
        publication.number = version.number
        publication.kind = kind
        publication.because = because
        publication.decidedBy = actor.name
        publication.at = tx.now
        try tx.insert(publication)
        tx.emit(RecipePublished(subject: recipe.id))
    }

    /// What carries from the next claim on must be fit to: read, checked against both systems and the other recipes,
    /// its examples held.
    static func release(
        _ version: RecipeVersion, of recipe: CompanyRecipe, as kind: RecipePublicationKind, because: String,
        by actor: Actor, in tx: Transaction
    ) throws(Refusal) {
        let review = RecipeReview(version.text, of: recipe.name, inForce: try inForce(in: tx))
        guard review.mayBePublished else { throw Refusal(review.reasons) }
        try putInForce(version, of: recipe, as: kind, because: because, by: actor, in: tx)
    }
}

/// Another version of a recipe carries from now on.
public struct RecipePublished: Event {
    public let subject: ID<CompanyRecipe>
    public init(subject: ID<CompanyRecipe>) { self.subject = subject }
}

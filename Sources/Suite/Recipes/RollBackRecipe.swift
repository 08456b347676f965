import Bridge
import Kernel
import Platform

/// Puts back a version that was in force before; without a number the one just before this. Says why.
/// Refuses: notFound, wrongState, requiredField, recipeUnfit, exampleFails. Emits RecipePublished.
public struct RollBackRecipe: Command {
    public static let name = "recipe.rollBack"
    public static let permission: Permission = "recipe.publish"
    public static let emits: [any Event.Type] = [RecipePublished.self]
    public var recipe = ID<CompanyRecipe>.blank
    public var number: Int?
    public var because = ""
    public init() {}
    public init(_ recipe: ID<CompanyRecipe>, to number: Int? = nil, because: String) {
        self.recipe = recipe
        self.number = number
        self.because = because
    }

    public static let input = Schema<RollBackRecipe>("RollBackRecipe") { s in
        s.field("recipe", \.recipe, .required)
        s.field("number", \.number)
        s.field("because", \.because, .required, .maxLength(400))
    }

    public func execute(in tx: Transaction, by actor: Actor) throws(Refusal) -> NoAnswer {
        let known = try tx.load(recipe)
        let publications = try tx.all(
            Select<RecipePublication>().where(\.recipe, .equal, recipe).ordered(by: \.position))
        let before = Self.before(publications.map(\.number))
        guard let wanted = number ?? before.last else {
            throw Refusal(
                .wrongState, "No other version of \(known.name) was in force before", document: known.name,
                allowed: "publish another version")
        }
        guard wanted != known.number, publications.contains(where: { $0.number == wanted }),
            let version = try RecipeLibrary.versions(of: recipe, in: tx).first(where: { $0.number == wanted })
        else {
            throw Refusal(
                .notFound, "Version \(wanted) of \(known.name) was not in force before", document: known.name,
                field: "number", allowed: before.map(String.init).joined(separator: ", "))
        }
        try RecipeLibrary.release(version, of: known, as: .rolledBack, because: because, by: actor, in: tx)
        return NoAnswer()
    }

    /// The versions below the present one, the one to go back to last: going back takes away what was above.
    public static func before(_ numbers: [Int]) -> [Int] {
        var stack: [Int] = []
        for number in numbers {
            if let place = stack.firstIndex(of: number) {
                stack.removeSubrange((place + 1)...)
            } else {
                stack.append(number)
            }
        }
        return Array(stack.dropLast())
    }
}

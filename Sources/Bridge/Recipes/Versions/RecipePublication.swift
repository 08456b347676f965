import Kernel
import Platform

/// How a version came into force.
public enum RecipePublicationKind: String, Choice {
    /// With the program: nobody here had edited the text before it.
    case builtIn
    case published
    /// It had been in force before.
    case rolledBack
}

/// A version came into force: who did it, when and why. Only ever added to.
public struct RecipePublication: BusinessObject {
    public var id = ID<RecipePublication>.blank
    public var version = 0
    public var recipe = ID<CompanyRecipe>.blank
    public var position = 0
    /// The version that came into force.
    public var number = 0
    public var kind = RecipePublicationKind.published
    public var because = ""
    public var decidedBy = ""
    public var at = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<RecipePublication>("RecipePublication") { s in
        s.field("recipe", \.recipe, .required, .indexed)
        s.field("position", \.position)
        s.field("number", \.number)
        s.field("kind", \.kind)
        s.field("because", \.because, .maxLength(400))
        s.field("decidedBy", \.decidedBy)
        s.field("at", \.at)
        s.parent("recipe")
        s.unique("recipe", "position")
        s.immutable()
    }
}

extension RefusalCode {
    /// The text of a recipe cannot be read, or promises what the two systems cannot keep.
    public static let recipeUnfit = RefusalCode("recipeUnfit")
    /// An example in the recipe does not come out as it says.
    public static let exampleFails = RefusalCode("exampleFails")
    /// Somebody saved another version meanwhile.
    public static let recipeMoved = RefusalCode("recipeMoved")
}

import Kernel
import Platform

/// Where a version's text came from.
public enum RecipeOrigin: String, Choice {
    /// With the program, or from the folder of recipes that it was started with.
    case builtIn
    /// Written here.
    case edited
}

/// One text of a recipe. Never changed once it is saved: another text is another version.
public struct RecipeVersion: BusinessObject {
    public var id = ID<RecipeVersion>.blank
    public var version = 0
    public var recipe = ID<CompanyRecipe>.blank
    /// From 1; no gaps.
    public var number = 0
    public var origin = RecipeOrigin.edited
    /// The YAML as it was written, comments and all.
    public var text = ""
    /// Of the text: what lineage calls the version by.
    public var digest = ""
    public var note = ""
    public var savedBy = ""
    public var savedAt = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<RecipeVersion>("RecipeVersion") { s in
        s.field("recipe", \.recipe, .required, .indexed)
        s.field("number", \.number)
        s.field("origin", \.origin)
        s.field("text", \.text, .maxLength(RecipeText.maximumBytes))
        s.field("digest", \.digest, .maxLength(16))
        s.field("note", \.note, .maxLength(400))
        s.field("savedBy", \.savedBy)
        s.field("savedAt", \.savedAt)
        s.unique("recipe", "number")
        s.immutable()
    }
}

import Kernel
import Platform

/// A recipe as this company has it: which version of its text is in force, and the newest that came with the program.
public struct CompanyRecipe: BusinessObject {
    public var id = ID<CompanyRecipe>.blank
    public var version = 0
    /// "customer": as the text and its links, deliveries and conflicts call it.
    public var name = ""
    /// The version that carries.
    public var number = 0
    /// The newest version that came with the program. Above `number`: the company keeps to its own text.
    public var builtIn = 0
    public var publishedBy = ""
    public var publishedAt = Instant(microseconds: 0)
    public init() {}

    public static let schema = Schema<CompanyRecipe>("CompanyRecipe") { s in
        s.field("name", \.name, .required, .unique, .maxLength(60), .commandOnly)
        s.field("number", \.number, .commandOnly)
        s.field("builtIn", \.builtIn, .commandOnly)
        s.field("publishedBy", \.publishedBy, .commandOnly)
        s.field("publishedAt", \.publishedAt, .commandOnly)
        s.lines("publications", of: RecipePublication.self)
    }
}

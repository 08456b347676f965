/// All that is wrong with one recipe or one folder of recipes, in the order of the lines.
public struct RecipeErrors: Error, Hashable, Sendable, CustomStringConvertible {
    public let errors: [RecipeError]

    /// `errors` must not be empty.
    public init(_ errors: [RecipeError]) {
        precondition(!errors.isEmpty, "a recipe that cannot be read has at least one reason")
        self.errors = errors
    }

    public var description: String { errors.map(\.description).joined(separator: "\n") }
}

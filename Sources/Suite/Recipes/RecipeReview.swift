import Bridge
import Kernel
import Platform

/// What is to be said of a text before it may carry: what cannot be read, what the two systems do not have, where
/// values would be lost, whether its examples hold, and what it does otherwise than the text in force.
public struct RecipeReview: Sendable {
    public let text: String
    /// nil when the text cannot be read.
    public let recipe: Recipe?
    /// In the order of the lines; any of them keeps the text from being published.
    public let errors: [RecipeError]
    public let warnings: [RecipeFinding]
    public let examples: [ExampleResult]
    /// In words, against the text in force.
    public let changes: [String]

    /// - Parameter inForce: all recipes that carry now, the one of this name among them.
    public init(_ text: String, of name: String, inForce: [Recipe]) {
        self.text = text
        let file = "\(name).yaml"
        let read: Recipe
        do throws(RecipeErrors) {
            read = try RecipeParser.parse(text, file: file, catalog: SuiteCatalog.readable)
        } catch {
            recipe = nil
            errors = error.errors
            (warnings, examples, changes) = ([], [], [])
            return
        }
        let present = inForce.first { $0.name == name }
        let others = inForce.filter { $0.name != name }.map { (file: "\($0.name).yaml", recipe: $0) }
        let findings =
            RecipeCheck.findings(
                in: read, file: file, catalog: SuiteCatalog.readable, writable: SuiteCatalog.writable)
            + RecipeCheck.findings(together: others + [(file, read)], catalog: SuiteCatalog.readable)
        let forbidden = present.map { RecipeChanges.forbidden(from: $0, to: read) } ?? []
        recipe = read
        errors = (forbidden + findings.filter { $0.severity == .error }.map(\.error)).sorted { $0.line < $1.line }
        warnings = findings.filter { $0.severity == .warning }
        examples = RecipeExamples.run(read) { example, recipe in Rehearsal.write(example, recipe) }
        changes = present.map { RecipeChanges.words(from: $0, to: read) } ?? []
    }

    public var failures: [ExampleResult] { examples.filter { !$0.passed } }
    public var mayBePublished: Bool { recipe != nil && errors.isEmpty && failures.isEmpty }

    /// All that stands against it, as a command refuses it.
    public var reasons: [Reason] {
        errors.map { error in
            Reason(
                .recipeUnfit, error.message, document: error.file, line: error.line,
                allowed: error.allowed.isEmpty ? nil : error.allowed, fixedBy: "integration admin")
        }
            + failures.map { failure in
                Reason(
                    .exampleFails,
                    "The example '\(failure.name)' fails: \(failure.differences.joined(separator: "; "))",
                    document: "\(failure.recipe).yaml", line: failure.line, allowed: "examples that hold",
                    fixedBy: "integration admin")
            }
    }
}

import ArgumentParser
import Bridge
import Kernel
import Suite
import SuiteConnector

/// What joins the two systems.
struct Recipes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check recipes and run their examples.", subcommands: [TestRecipes.self, ListRecipes.self])
}

/// Every recipe read, checked against both catalogs, and its examples run.
struct TestRecipes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Read all recipes, check them against both systems, run their examples.")

    @OptionGroup var options: HomeOptions
    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let folder = try await Failing.clearly {
            let path = try options.recipesPath()
            let folder = try RecipeFolder.load(
                path, catalog: SuiteCatalog.readable, writable: SuiteCatalog.writable)
            guard !folder.recipes.isEmpty else { throw ValidationError("there are no recipes in \(path)") }
            return folder
        }
        let results = folder.recipes.flatMap { recipe in
            RecipeExamples.run(recipe) { example, recipe in Rehearsal.write(example, recipe) }
        }
        let failed = results.filter { !$0.passed }
        if json {
            printJSON(folder, results)
        } else {
            for warning in folder.warnings { Terminal.line("! " + warning.description) }
            for result in results { Terminal.line(result.description) }
            Terminal.line(
                "\(folder.recipes.count) recipes, \(results.count) examples, \(failed.count) failed, "
                    + "\(folder.warnings.count) warnings.")
        }
        if !failed.isEmpty { throw ExitCode(2) }
    }

    private func printJSON(_ folder: RecipeFolder, _ results: [ExampleResult]) {
        var json = JSONWriter()
        json.beginObject()
        json.field("recipes", folder.recipes.count)
        json.field("examples", results.count)
        json.field("failed", results.count { !$0.passed })
        json.key("warnings")
        json.beginArray()
        for warning in folder.warnings { json.string(warning.description) }
        json.endArray()
        json.key("failures")
        json.beginArray()
        for result in results where !result.passed { json.string(result.description) }
        json.endArray()
        json.endObject()
        Terminal.line(json.text)
    }
}

/// The recipes in the order in which they are carried.
struct ListRecipes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The recipes, in carrying order.")

    @OptionGroup var options: HomeOptions

    func run() async throws {
        let recipes = try await Failing.clearly { try options.loadRecipes() }
        for recipe in recipes {
            Terminal.line(
                "\(recipe.name)  \(recipe.left.system) \(recipe.left.object) ↔ "
                    + "\(recipe.right.system) \(recipe.right.object)"
                    + "  \(recipe.fields.count) fields  \(recipe.examples.count) examples  version \(recipe.version)")
        }
    }
}

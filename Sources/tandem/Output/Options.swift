import ArgumentParser
import Bridge
import Foundation
import Kernel
import Suite

/// Where the company's databases are, and where the recipes.
struct HomeOptions: ParsableArguments {
    @Option(name: .long, help: "The company's folder of databases. Default: $TANDEM_HOME, else ./tandem-data.")
    var home: String?

    @Option(name: .long, help: "The folder of recipes. Default: recipes in the home folder, else ./Recipes.")
    var recipes: String?

    @Option(name: .long, help: "The company's time zone.")
    var zone = "Pacific/Auckland"

    var homePath: String { home ?? ProcessInfo.processInfo.environment["TANDEM_HOME"] ?? "tandem-data" }

    /// The first folder that has recipes: asked for, the company's own, here, or beside the program's sources.
    func recipesPath() throws -> String {
        let executable = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let candidates =
            recipes.map { [$0] } ?? [
                homePath + "/recipes", "Recipes",
                executable.deletingLastPathComponent().appendingPathComponent("../../../Recipes").standardized.path,
            ]
        guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw ValidationError("no recipes found; looked in \(candidates.joined(separator: ", ")); use --recipes")
        }
        return found
    }

    func openSuite() throws -> Suite {
        try Suite.open(
            home: homePath, recipes: try RecipeFolder.load(try recipesPath()), zone: zone, country: "NZ")
    }
}

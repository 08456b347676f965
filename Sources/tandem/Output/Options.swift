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

    func validate() throws {
        guard !zone.isEmpty, TimeZone(identifier: zone) != nil else {
            throw ValidationError("'\(zone)' is not a time zone; --zone is one such as Pacific/Auckland")
        }
    }

    func loadRecipes() throws -> [Recipe] {
        let path = try recipesPath()
        let recipes = try RecipeFolder.load(path).recipes
        guard !recipes.isEmpty else { throw ValidationError("there are no recipes in \(path)") }
        return recipes
    }

    /// - Parameter node: the name of a node that stays; nil for a program that does one thing and ends.
    func openSuite(node: String? = nil) throws -> Suite {
        try Suite.open(home: homePath, recipes: try loadRecipes(), zone: zone, country: "NZ", node: node)
    }

    /// For commands that look at a company: there must be one.
    func requireHome() throws {
        let files = FileManager.default
        if files.fileExists(atPath: homePath), !files.isExecutableFile(atPath: homePath) {
            throw ValidationError("the folder \(homePath) may not be entered; check its owner and permissions")
        }
        let parts = ["crm", "erp", "bridge"].map { "\(homePath)/\($0).sqlite" }
        guard parts.contains(where: files.fileExists(atPath:)) else {
            throw ValidationError(
                "there is no company in \(homePath); start with `tandem demo`, or name its folder with --home")
        }
    }
}

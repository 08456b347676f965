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

    /// What marks a folder as made by a demo, and so as one that the next demo may remove.
    private static let demoMark = "made-by-demo.txt"

    /// Makes an empty folder for a demo. Removes what an earlier demo left; refuses a folder that holds anything else.
    func makeFresh() throws {
        let files = FileManager.default
        if files.fileExists(atPath: homePath) {
            let names = try files.contentsOfDirectory(atPath: homePath)
            guard names.isEmpty || names.contains(Self.demoMark) else {
                throw ValidationError(
                    "\(homePath) holds something that no demo made; name another folder with --home, "
                        + "nothing was touched"
                )
            }
            try files.removeItem(atPath: homePath)
        }
        try files.createDirectory(atPath: homePath, withIntermediateDirectories: true)
        try Data("A demo made this folder; the next demo removes it.\n".utf8)
            .write(to: URL(fileURLWithPath: homePath + "/" + Self.demoMark))
    }

    func loadRecipes() throws -> [Recipe] { try RecipeFolder.load(try recipesPath()).recipes }

    /// - Parameter node: the name of a node that stays; nil for a program that does one thing and ends.
    func openSuite(node: String? = nil) throws -> Suite {
        try Suite.open(home: homePath, recipes: try loadRecipes(), zone: zone, country: "NZ", node: node)
    }

    /// For commands that look at a company: there must be one.
    func requireHome() throws {
        guard FileManager.default.fileExists(atPath: homePath + "/erp.sqlite") else {
            throw ValidationError(
                "there is no company in \(homePath); start with `tandem demo`, or name its folder with --home")
        }
    }
}

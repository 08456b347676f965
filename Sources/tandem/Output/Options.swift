import ArgumentParser
import Bridge
import Foundation
import Kernel
import Platform
import Suite

/// Where the company's databases are, and where the recipes.
struct HomeOptions: ParsableArguments {
    @Option(name: .long, help: "The company's folder. Default: $TANDEM_HOME, else ./tandem-data.")
    var home: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The databases: sqlite:DIR or postgresql://user@host/NAME. Default: $TANDEM_STORE, else the folder.",
            discussion: "A password belongs into ~/.pgpass or $PGPASSWORD; here others could read it."))
    var store: String?

    @Option(name: .long, help: "The folder of recipes. Default: recipes in the home folder, else ./Recipes.")
    var recipes: String?

    @Option(name: .long, help: "The company's time zone.")
    var zone = "Pacific/Auckland"

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The store that was named; nil for files in the folder.
    private func namedStore() throws(StoreError) -> StoreLocation? {
        guard let text = store ?? Self.environment("TANDEM_STORE") else { return nil }
        return try StoreLocation(text)
    }

    /// The folder of what belongs to the company besides its databases, and of these too unless a store is named.
    var homePath: String {
        if let home = home ?? Self.environment("TANDEM_HOME") { return home }
        if case .sqlite(let folder)? = try? namedStore() { return folder }
        return "tandem-data"
    }

    func location() throws(StoreError) -> StoreLocation { try namedStore() ?? .sqlite(folder: homePath) }

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

    /// - Parameters:
    ///   - node: the name of a node that stays; nil for a program that does one thing and ends.
    ///   - replica: the copy that answers reports.
    func openSuite(node: String? = nil, replica: ReplicaOptions? = nil) throws -> Suite {
        try Suite.open(
            home: homePath, at: try location(), replica: try replica?.place(), recipes: try loadRecipes(), zone: zone,
            country: "NZ", node: node)
    }

    /// For commands that only look: a company whose folder may not be written can be looked at all the same.
    func readSuite<T>(replica: ReplicaOptions? = nil, _ body: (Suite) throws -> T) throws -> T {
        try Suite.reading(
            home: homePath, at: try location(), replica: try replica?.place(), recipes: try loadRecipes(), zone: zone,
            country: "NZ", body)
    }

    /// For commands that copy files: the folder of the databases.
    func requireFiles() throws -> String {
        guard let folder = try location().folder else {
            throw ValidationError(
                "\(try location()) is on a server, whose own tools copy it; see docs/how-to/back-up-and-restore.md")
        }
        return folder
    }

    /// For commands that look at a company: there must be one.
    func requireHome() throws {
        let (files, location) = (FileManager.default, try location())
        var isFolder: ObjCBool = false
        if let folder = location.folder, files.fileExists(atPath: folder, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw ValidationError("\(folder) is a file; --home names a folder") }
            guard files.isExecutableFile(atPath: folder) else {
                throw ValidationError("the folder \(folder) may not be entered; check its owner and permissions")
            }
        }
        guard try location.holdsCompany() else {
            throw ValidationError(
                "there is no company in \(location); start with `tandem demo`, or name its folder with --home or its "
                    + "store with --store")
        }
    }
}

import Bridge
import Kernel
import Platform
import Synchronization

/// Brings the company's recipes to where they carry: the running bridge. Takes in what came with the program, and
/// follows every publication from then on.
public final class RecipesInForce: Sendable {
    private let bridge: CommandBus
    private let engine: BridgeEngine
    /// What came with the program: it says which recipes there are; the company says by which text they carry.
    private let builtIn: [Recipe]
    private let state = Mutex(State())

    private struct State {
        var isFollowing = false
        var edition: [String: Int] = [:]
    }

    /// The commands by which versions are saved and come into force. They stand here because they check a text
    /// against what the two systems have.
    static let module = Module(
        name: "recipes", schemaVersion: 0, objects: [],
        commands: [InstallRecipe.self, SaveRecipe.self, PublishRecipe.self, RollBackRecipe.self])

    init(bridge: CommandBus, engine: BridgeEngine, builtIn: [Recipe]) {
        self.bridge = bridge
        self.engine = engine
        self.builtIn = builtIn
    }

    /// Takes in new texts of the program, puts the company's versions in force and keeps them so. Once; again it does
    /// nothing. Throws `RecipeErrors` when a text in force cannot be read any more: nothing is carried by guesswork.
    public func follow() throws {
        guard
            state.withLock({ state in
                defer { state.isFollowing = true }
                return !state.isFollowing
            })
        else { return }
        let known = try bridge.store.read { session in
            try session.rows(
                """
                SELECT r.name, v.digest FROM company_recipe r JOIN recipe_version v
                    ON v.recipe = r.id AND v.number = r.built_in
                """, [], as: [.text, .text])
        }
        let digests = Dictionary(known.map { ($0[0].text, $0[1].text) }) { first, _ in first }
        for recipe in builtIn where !recipe.text.isEmpty && digests[recipe.name] != recipe.version {
            try bridge.run(InstallRecipe(recipe), by: .system)
        }
        try refresh()
        bridge.afterCommit { [weak self] in
            // What cannot be read now is read after the next commit; until then the recipes known stay in force.
            try? self?.refresh()
        }
    }

    /// Hands the versions in force to the bridge if they are others than it has.
    public func refresh() throws {
        let edition = try bridge.store.read { session in
            try session.rows("SELECT name, number FROM company_recipe", [], as: [.text, .integer])
        }.reduce(into: [String: Int]()) { edition, row in
            if case .integer(let number) = row[1] { edition[row[0].text] = Int(number) }
        }
        guard edition != state.withLock({ $0.edition }) else { return }
        let rows = try bridge.store.read { session in
            try session.rows(
                """
                SELECT r.name, r.number, v.text FROM company_recipe r JOIN recipe_version v
                    ON v.recipe = r.id AND v.number = r.number
                """, [], as: [.text, .integer, .text])
        }
        var inForce: [String: Recipe] = [:]
        for row in rows {
            guard case .integer(let number) = row[1] else { continue }
            let recipe = try RecipeParser.parse(row[2].text, file: "\(row[0].text).yaml")
            inForce[recipe.name] = recipe.numbered(Int(number))
        }
        engine.follow(builtIn.map { inForce[$0.name] ?? $0 })
        state.withLock { $0.edition = edition }
    }
}

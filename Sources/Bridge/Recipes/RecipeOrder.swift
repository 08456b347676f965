/// The order in which recipes are carried: each after those that it names, else by name.
struct RecipeOrder {
    private(set) var recipes: [Recipe] = []
    /// The circles of `after:`, none twice.
    private(set) var rounds: [[String]] = []

    private let byName: [String: Recipe]
    private var done: Set<String> = []

    init(_ recipes: [Recipe]) {
        byName = Dictionary(recipes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for name in byName.keys.sorted() { visit(name, path: []) }
    }

    private mutating func visit(_ name: String, path: [String]) {
        guard let recipe = byName[name], !done.contains(name) else { return }
        if let start = path.firstIndex(of: name) {
            rounds.append(Array(path[start...]))
            return
        }
        for earlier in recipe.after.sorted() { visit(earlier, path: path + [name]) }
        if done.insert(name).inserted { recipes.append(recipe) }
    }
}

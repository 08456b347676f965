import Kernel

extension RecipeCheck {
    /// What can only be seen with all recipes at hand: links and `after:` to recipes that are not there, links that
    /// join other objects than the fields name, two recipes of one name, and `after:` going round.
    public static func findings(
        together recipes: [(file: String, recipe: Recipe)], catalog: [String: [ObjectDescriptor]] = [:]
    ) -> [RecipeFinding] {
        let names = recipes.map(\.recipe.name)
        var findings: [RecipeFinding] = []
        for (index, (file, recipe)) in recipes.enumerated() {
            func add(_ path: String, _ message: String, allowed: String) {
                let line = recipe.lines[path] ?? recipe.lines["recipe"] ?? 1
                findings.append(RecipeFinding(.error, file: file, line: line, message, allowed: allowed))
            }
            func unknown(_ name: String, _ what: String, _ path: String) {
                guard !names.contains(name) else { return }
                let guess = closest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
                add(
                    path, "\(what) '\(name)', and there is no such recipe\(guess)",
                    allowed: names.sorted().joined(separator: ", "))
            }
            if let first = names.firstIndex(of: recipe.name), first < index {
                add(
                    "recipe", "'\(recipe.name)' is already the recipe of \(recipes[first].file)",
                    allowed: "another name")
            }
            for name in recipe.after { unknown(name, "after names", "after") }
            let lists = recipe.lists.flatMap { list in list.fields.map { ("lists.\(list.name).fields.\($0.name)", $0) }
            }
            for (path, line) in recipe.fields.map({ ("fields.\($0.name)", $0) }) + lists {
                if let link = line.link { unknown(link, "'\(line.name)' links by", path) }
            }
            for (number, example) in recipe.examples.enumerated() {
                for name in example.links.keys.sorted() { unknown(name, "the example links by", "examples.\(number)") }
            }
        }
        return findings + links(recipes, catalog) + rounds(recipes)
    }

    /// A reference to Account can only be translated by a recipe whose side is Account.
    private static func links(
        _ recipes: [(file: String, recipe: Recipe)], _ catalog: [String: [ObjectDescriptor]]
    ) -> [RecipeFinding] {
        var findings: [RecipeFinding] = []
        for (file, recipe) in recipes {
            for side in Side.allCases {
                let part = recipe.side(side)
                guard let object = catalog[part.system]?.first(where: { $0.name == part.object }) else { continue }
                var lines = recipe.fields.map { (path: "fields.\($0.name)", line: $0, object: object) }
                for list in recipe.lists {
                    guard let element = object.list(side == .left ? list.left : list.right)?.element else { continue }
                    lines += list.fields.map { ("lists.\(list.name).fields.\($0.name)", $0, element) }
                }
                for (path, line, object) in lines {
                    guard let link = recipes.first(where: { $0.recipe.name == line.link })?.recipe,
                        let name = line.source(side).writableName, let field = object.field(name),
                        case .reference(let referred) = field.kind,
                        let known = Side.allCases.map(link.side).first(where: { $0.system == part.system }),
                        known.object != referred
                    else { continue }
                    findings.append(
                        RecipeFinding(
                            .error, file: file, line: recipe.lines[path] ?? 1,
                            "'\(line.name)' refers to \(part.system) \(referred), but '\(link.name)' joins "
                                + known.object,
                            allowed: "the recipe of \(referred)"))
                }
            }
        }
        return findings
    }

    private static func rounds(_ recipes: [(file: String, recipe: Recipe)]) -> [RecipeFinding] {
        RecipeOrder(recipes.map(\.recipe)).rounds.map { round in
            let (file, recipe) = recipes.first { $0.recipe.name == round[0] } ?? recipes[0]
            return RecipeFinding(
                .error, file: file, line: recipe.lines["after"] ?? 1,
                "after goes round: \((round + [round[0]]).joined(separator: " → "))",
                allowed: "an order in which each recipe comes after those it names")
        }
    }
}

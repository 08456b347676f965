import Kernel

/// What became of one example: the differences in words, none when it holds.
public struct ExampleResult: Hashable, Sendable, CustomStringConvertible {
    public let recipe: String
    public let name: String
    public let line: Int
    public let differences: [String]

    public var passed: Bool { differences.isEmpty }

    public init(recipe: String, name: String, line: Int, differences: [String]) {
        self.recipe = recipe
        self.name = name
        self.line = line
        self.differences = differences
    }

    public var description: String {
        guard !passed else { return "✓ \(recipe): \(name)" }
        return "✗ \(recipe): \(name) (line \(line))" + differences.map { "\n    " + $0 }.joined()
    }
}

/// Runs the examples of a recipe: they are its tests.
public enum RecipeExamples {
    /// `decide` gives the record that would be written to the other side; nil = nothing is written.
    public static func run(
        _ recipe: Recipe, using decide: (RecipeExample, Recipe) -> Record?
    ) -> [ExampleResult] {
        recipe.examples.map { example in
            ExampleResult(
                recipe: recipe.name, name: example.name, line: example.line,
                differences: differences(expected: example.writes, actual: decide(example, recipe), example, recipe))
        }
    }

    private static func differences(
        expected: Record?, actual: Record?, _ example: RecipeExample, _ recipe: Recipe
    ) -> [String] {
        let target = recipe.side(example.from.other)
        let name = "\(target.system) \(target.object)"
        switch (expected, actual) {
        case (nil, nil): return []
        case (nil, .some(let actual)):
            return ["nothing should be written to \(name), but this is: \(summary(actual))"]
        case (.some(let expected), nil):
            return ["\(name) should be written, but nothing is: \(summary(expected))"]
        case (.some(let expected), .some(let actual)):
            return fields(expected, actual, "") + lists(expected, actual, example, recipe)
        }
    }

    private static func fields(_ expected: Record, _ actual: Record, _ prefix: String) -> [String] {
        Set(expected.fields.keys).union(actual.fields.keys).sorted().compactMap { field in
            let name = prefix + field
            switch (expected[field], actual[field]) {
            case (.some(let wanted), nil): return "\(name) should be \(shown(wanted)), but is not written"
            case (nil, .some(let given)): return "\(name) is written as \(shown(given)), which the example does not say"
            case (.some(let wanted), .some(let given)):
                if wanted == given || isSameNumber(wanted, given) { return nil }
                let kinds =
                    wanted.text == given.text
                    ? ": the same letters, but a \(given.kind?.plainName ?? "null") and not a "
                        + "\(wanted.kind?.plainName ?? "null")" : ""
                return "\(name) should be \(shown(wanted)), but is written as \(shown(given))\(kinds)"
            case (nil, nil): return nil
            }
        }
    }

    /// Lines are compared by their key, in whatever order they are written.
    private static func lists(
        _ expected: Record, _ actual: Record, _ example: RecipeExample, _ recipe: Recipe
    ) -> [String] {
        var differences: [String] = []
        for name in Set(expected.lists.keys).union(actual.lists.keys).sorted() {
            guard let wanted = expected.lists[name], let given = actual.lists[name] else {
                let isMissing = actual.lists[name] == nil
                differences.append(
                    isMissing
                        ? "\(name) should be written, but is not" : "\(name) is written, which the example does not say"
                )
                continue
            }
            let to = example.from.other
            let list = recipe.lists.first { (to == .left ? $0.left : $0.right) == name }
            let key = list?.fields.first { $0.name == list?.key }?.source(to).writableName
            let (wantedByKey, givenByKey) = (keyed(wanted, key), keyed(given, key))
            for line in wantedByKey.keys.sorted() where givenByKey[line] == nil {
                differences.append("\(name) has no line \(line)")
            }
            for line in givenByKey.keys.sorted() {
                guard let element = wantedByKey[line] else {
                    differences.append("\(name) has a line \(line), which the example does not say")
                    continue
                }
                differences += fields(element, givenByKey[line] ?? element, "\(name)[\(line)].")
            }
        }
        return differences
    }

    private static func keyed(_ elements: [Record], _ key: String?) -> [String: Record] {
        var result: [String: Record] = [:]
        for (index, element) in elements.enumerated() {
            let value = key.map { element.text($0) } ?? ""
            let name = value.isEmpty ? (element.id.isEmpty ? String(index + 1) : element.id) : value
            result[result[name] == nil ? name : "\(name) (again at \(index + 1))"] = element
        }
        return result
    }

    private static func isSameNumber(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.integer, .decimal), (.decimal, .integer): left.amount == right.amount
        default: false
        }
    }

    private static func shown(_ value: Value) -> String {
        switch value {
        case .null: "empty"
        case .text(let text): "\"\(text)\""
        default: value.text
        }
    }

    private static func summary(_ record: Record) -> String {
        let fields = record.fields.sorted { $0.key < $1.key }.map { "\($0.key) \(shown($0.value))" }
        let lists = record.lists.sorted { $0.key < $1.key }.map { "\($0.key) with \($0.value.count) lines" }
        let all = fields + lists
        return all.isEmpty ? "no field at all" : all.joined(separator: ", ")
    }
}

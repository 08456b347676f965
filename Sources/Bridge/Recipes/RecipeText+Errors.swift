import Yams

extension RecipeText {
    /// What the YAML parser says, in a recipe's words and with its line.
    static func recipeError(_ error: any Error, in text: String, file: String) -> RecipeError {
        guard let error = error as? YamlError else {
            return RecipeError(file: file, line: 1, "this is not YAML: \(error)")
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return RecipeError(
                file: file, line: mark.line, "this is not YAML: \(problem) in column \(mark.column)",
                allowed: "name: value lines, lists in [ ], maps in { }, texts with signs in quotes")
        case .reader(let problem, let offset, _, _):
            let line = text.prefix(offset ?? 0).count { $0.isNewline } + 1
            return RecipeError(file: file, line: line, "unreadable character: \(problem)", allowed: "UTF-8 text")
        case .duplicatedKeysInMapping(let duplicates, let context):
            return duplicate(duplicates.sorted().first ?? "", first: context.mark.line, in: text, file: file)
        default:
            return RecipeError(file: file, line: 1, "this is not YAML: \(error)")
        }
    }

    /// The parser gives the first of the two lines; the second is the one to take away.
    private static func duplicate(_ key: String, first: Int, in text: String, file: String) -> RecipeError {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let column = first <= lines.count ? lines[first - 1].prefix { $0 == " " }.count : 0
        let second = lines.indices.first { index in
            let content = lines[index].drop { $0 == " " }
            return index >= first && lines[index].count - content.count == column && content.hasPrefix(key + ":")
        }
        return RecipeError(
            file: file, line: second.map { $0 + 1 } ?? first, "'\(key)' is written twice, first on line \(first)",
            allowed: "each name once")
    }
}

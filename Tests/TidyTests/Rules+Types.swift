extension Rule {
    struct TypeDeclaration {
        let line: Int
        let name: String
        let isPublic: Bool
        /// All code from the keyword to the opening brace.
        let head: String
    }

    static func types(in file: SourceFile) -> [TypeDeclaration] {
        file.code.indices.compactMap { index in
            let line = file.code[index]
            guard keywords.contains(where: { line.contains($0 + " ") }) else { return nil }
            let words = line.split { " :{<(".contains($0) }
            guard let at = words.firstIndex(where: keywords.contains), at + 1 < words.count,
                words[..<at].allSatisfy(modifiersOfTypes.contains), words[at + 1].first?.isUppercase == true
            else { return nil }
            var head = ""
            for next in file.code[index..<min(index + 6, file.code.count)] {
                head += next + " "
                if next.contains("{") { break }
            }
            return TypeDeclaration(
                line: index, name: String(words[at + 1]), isPublic: words[..<at].contains("public"), head: head)
        }
    }

    private static let keywords: Set<Substring> = ["struct", "class", "enum", "protocol", "actor"]
    private static let modifiersOfTypes: Set<Substring> = [
        "public", "final", "private", "fileprivate", "internal", "package", "indirect", "@MainActor", "@frozen",
        "@Suite",
    ]

    /// Every public type says what it is for. A type nested in another is explained by it.
    static let documentedTypes = each("undocumented type") { file in
        guard file.isSource else { return [] }
        return types(in: file).filter { type in
            type.isPublic && !file.lines[type.line].hasPrefix(" ") && !file.comment(above: type.line).contains("///")
        }.map { ($0.line, $0.name) }
    }

    /// One business verb, one file, named after it, with its refusals in its comment.
    static let commandFiles = each("command file") { file in
        guard file.isSource else { return [] }
        return types(in: file).filter { isCommand($0.head) }.flatMap { type in
            var complaints: [(line: Int, detail: String)] = []
            if file.name != type.name { complaints.append((type.line, "\(type.name) stands in \(file.name).swift")) }
            let comment = file.comment(above: type.line).lowercased()
            if !comment.contains("refuses:") && !comment.contains("refuses nothing") {
                complaints.append((type.line, "\(type.name) does not say what it refuses"))
            }
            return complaints
        }
    }

    private static func isCommand(_ head: String) -> Bool {
        guard head.contains("struct "), let colon = head.firstIndex(of: ":") else { return false }
        let conformances = head[head.index(after: colon)...].prefix { $0 != "{" }
        return conformances.split { ", &".contains($0) }.contains("Command")
    }

    /// Names that say nothing.
    static let typeNames = each("type name") { file in
        guard file.isSwift, !file.path.hasPrefix("Tests/TidyTests/") else { return [] }
        return types(in: file).flatMap { type in
            words(of: type.name).filter(empty.contains).map { (type.line, "\(type.name) says nothing with '\($0)'") }
        }
    }

    private static let empty: Set<String> = [
        "Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Impl", "Entity",
    ]

    /// `HTTPClientManager` → HTTPClient-ish words, split before each capital that begins a word.
    static func words(of name: String) -> [String] {
        var words: [String] = []
        for character in name {
            if character.isUppercase || words.isEmpty { words.append("") }
            words[words.count - 1].append(character)
        }
        return words
    }

    /// Every code of the catalogue is named by at least one test.
    static let provokedRefusals = Rule(name: "unprovoked refusal") { files in
        let tests = files.filter { $0.path.hasPrefix("Tests/") && !$0.path.hasPrefix("Tests/TidyTests/") }
        let mentioned = tests.reduce(into: Set<Substring>()) { words, file in
            for line in file.lines {
                for word in line.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) { words.insert(word) }
            }
        }
        return files.filter(\.isSource).flatMap { file in
            file.code.enumerated().compactMap { index, line -> Violation? in
                guard line.contains("= RefusalCode("), let name = codeName(line), !mentioned.contains(name) else {
                    return nil
                }
                return Violation(
                    rule: "unprovoked refusal", path: file.path, line: index + 1, detail: "no test provokes \(name)")
            }
        }
    }

    private static func codeName(_ line: Substring) -> Substring? {
        let words = line.split { " =".contains($0) }
        guard let at = words.firstIndex(of: "let"), at + 1 < words.count else { return nil }
        return words[at + 1].split(separator: ":").first
    }
}

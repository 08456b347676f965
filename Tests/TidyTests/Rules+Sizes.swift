extension Rule {
    static let longestFile = 300
    static let longestFunction = 60
    static let longestLine = 120

    /// Files that may have up to 500 lines, each with its reason.
    static let longFiles: [String: String] = [:]

    static let sizes: [Rule] = [
        each("file length") { file in
            guard file.isSwift else { return [] }
            let count = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
            let limit = longFiles[file.path] == nil ? longestFile : 500
            return count > limit ? [(0, "\(count) lines, at most \(limit)")] : []
        },
        each("line length") { file in
            guard file.isSwift else { return [] }
            return file.lines.enumerated().filter {
                $0.element.utf8.count > longestLine && $0.element.count > longestLine
            }
            .map { ($0.offset, "\($0.element.count) characters, at most \(longestLine)") }
        },
        each("function length") { file in
            guard file.isSwift else { return [] }
            return functions(in: file).filter { $0.length > longestFunction }
                .map { ($0.line, "\($0.name) has \($0.length) lines, at most \(longestFunction)") }
        },
    ]

    /// Every function or initializer with a body, from its first line to its closing brace.
    static func functions(in file: SourceFile) -> [(line: Int, name: String, length: Int)] {
        file.code.indices.compactMap { line in
            guard let name = functionName(file.code[line]), let end = closingLine(of: line, file.code) else {
                return nil
            }
            return (line, name, end - line + 1)
        }
    }

    private static func functionName(_ line: Substring) -> String? {
        let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "@" }
        for (index, word) in words.enumerated() {
            if word == "func" { return index + 1 < words.count ? String(words[index + 1]) : "operator" }
            if word == "init", line.contains("init(") || line.contains("init?(") || line.contains("init<") {
                return words[..<index].allSatisfy(modifiers.contains) ? "init" : nil
            }
            guard modifiers.contains(word) else { return nil }
        }
        return nil
    }

    private static let modifiers: Set<Substring> = [
        "public", "private", "fileprivate", "internal", "package", "static", "final", "mutating", "override",
        "required",
        "convenience", "nonisolated", "borrowing", "consuming", "prefix", "postfix", "infix", "class", "indirect",
        "@discardableResult", "@inlinable", "@Sendable", "@MainActor", "@Test", "@concurrent", "set",
    ]

    /// The line of the brace that closes the body begun at this declaration; nil when there is no body.
    private static func closingLine(of start: Int, _ code: [Substring]) -> Int? {
        var parentheses = 0
        var braces = 0
        for line in start..<code.count {
            if line > start, braces == 0, parentheses == 0, startsAnother(code[line]) { return nil }
            for byte in code[line].utf8 {
                switch byte {
                case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
                case UInt8(ascii: "{") where parentheses == 0: braces += 1
                case UInt8(ascii: "}") where parentheses == 0:
                    braces -= 1
                    if braces == 0 { return line }
                    if braces < 0 { return nil }
                default: break
                }
            }
        }
        return nil
    }

    /// A protocol's requirement has no body: the next declaration follows it.
    private static func startsAnother(_ line: Substring) -> Bool {
        guard let word = line.split(separator: " ").first else { return false }
        return ["func", "var", "let", "static", "init", "associatedtype", "mutating", "case", "}"].contains {
            word == $0
        }
    }
}

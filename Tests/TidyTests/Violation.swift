/// Something untidy, and where.
struct Violation: Hashable, Comparable {
    let rule: String
    let path: String
    /// From 1; 0 when the whole file is meant.
    let line: Int
    let detail: String

    var description: String { "\(path):\(line): \(rule): \(detail)" }
    /// What the ratchet remembers: lines move, the rest does not.
    var ratchetLine: String { "\(rule) | \(path) | \(detail)" }

    static func < (lhs: Violation, rhs: Violation) -> Bool {
        (lhs.path, lhs.line, lhs.rule, lhs.detail) < (rhs.path, rhs.line, rhs.rule, rhs.detail)
    }
}

/// A rule of the house looks at all files and says what offends it.
struct Rule: Sendable {
    let name: String
    let check: @Sendable ([SourceFile]) -> [Violation]

    static let all: [Rule] =
        sizes + imports + [bannedCalls, dangerousCalls, unfinishedWork, foreignWords]
        + [documentedTypes, commandFiles, provokedRefusals, typeNames]

    /// A rule that looks at one file at a time and gives lines (from 0) with what is wrong there.
    static func each(
        _ name: String, _ check: @escaping @Sendable (SourceFile) -> [(line: Int, detail: String)]
    ) -> Rule {
        Rule(name: name) { files in
            files.flatMap { file in
                check(file).map { Violation(rule: name, path: file.path, line: $0.line + 1, detail: $0.detail) }
            }
        }
    }
}

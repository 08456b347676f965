extension Rule {
    /// Decisions take time, identity and chance from the world they are given, and suspend nowhere.
    static let bannedCalls = each("banned in decisions") { file in
        guard file.isSource, ["Kernel", "CRM", "ERP", "Bridge"].contains(file.module) else { return [] }
        let words = ["Date()", "UUID()", ".random(", "Task {", "Task.detached", "URLSession", "Thread.", "sleep("]
        return found(words, in: file.code).map { ($0.line, "\($0.word): ask the world") }
    }

    /// What may not stand anywhere, save in the listed places beneath a comment that says `Why`.
    static let dangerousCalls = each("dangerous") { file in
        guard file.isSwift else { return [] }
        var words = [
            "try!", " as!", "fatalError(", "@unchecked Sendable", "nonisolated(unsafe)", "print(", "@preconcurrency",
        ]
        // Measurements are no money: they are averaged and drawn.
        let measures = ["Benchmarks", "tandem"].contains(file.module)
        if file.isSource, !measures { words += [" Double", " Float", "<Double", "<Float", "[Double"] }
        return found(words, in: file.code).filter { hit in
            if hit.word == "print(", isLonger(file.code[hit.line], "print(") { return false }
            guard let reason = dangerousPlaces[file.path + " " + hit.word], !reason.isEmpty else { return true }
            return !file.lines[max(0, hit.line - 12)...hit.line].contains { $0.contains("//") && $0.contains("Why") }
        }.map { ($0.line, $0.word.trimming()) }
    }

    /// Where something dangerous is allowed, and why it is needed there.
    static let dangerousPlaces: [String: String] = [
        "Sources/Platform/Audit/Digest.swift @unchecked Sendable": "a fetched digest of OpenSSL never changes",
        "Sources/Kernel/Schema/Schema.swift @unchecked Sendable": "a dictionary of sendable key paths cannot say so",
        "Sources/Kernel/Schema/FieldBinding.swift @unchecked Sendable": "only a single owner changes what is boxed",
        "Tests/ScenarioTests/Nodes/TwoNodes.swift @unchecked Sendable": "one thread starts and ends what it holds",
        "Tests/IdentityTests/SigningHouse.swift @unchecked Sendable": "a key of OpenSSL that never changes",
        "Sources/StorePostgres/PostgresConnection.swift @unchecked Sendable":
            "one thread at a time has it from its pool",
        "Sources/StoreSQLite/Checkpointer.swift @unchecked Sendable": "its connection is used on its own queue only",
        "Sources/StoreSQLite/PreparedStatement.swift @unchecked Sendable": "a connection works on one thread at a time",
    ]

    static let unfinishedWork = each("unfinished work") { file in
        guard !file.path.hasPrefix("Tests/TidyTests/") else { return [] }
        return found(["TO" + "DO", "FIX" + "ME", "XX" + "X:"], in: file.lines).map { ($0.line, $0.word) }
    }

    /// A reader of this repository need know nothing of where its parts or its tasks came from.
    static let foreignWords = each("foreign word") { file in
        guard !file.path.hasPrefix("Tests/TidyTests/") else { return [] }
        let words = ["pypi", "npmjs", "crates.io", "dockerhub", "docker hub", "nuget", "rubygems"]
        let lower = file.lines.map { Substring($0.lowercased()) }
        let numbers = lower.enumerated().compactMap { line, text in
            ticketNumber(text).map { (line: line, word: $0) }
        }
        return (found(words, in: lower) + numbers).map { ($0.line, $0.word) }
    }

    /// The number of a ticket or a change elsewhere, with or without its sign; not a colour, an anchor or an entity.
    private static func ticketNumber(_ line: Substring) -> String? {
        guard line.contains("#") || line.contains("issue ") || line.contains("pull request ") else { return nil }
        let words = line.split { " (),;:".contains($0) }
        for (index, word) in words.enumerated() {
            if word.first == "#", word.count > 1, word.count < 6, word.dropFirst().allSatisfy(\.isNumber) {
                return String(word)
            }
            if index > 0, ["issue", "request"].contains(words[index - 1]), word.allSatisfy(\.isNumber) {
                return "\(words[index - 1]) \(word)"
            }
        }
        return nil
    }

    static func found(_ words: [String], in lines: [Substring]) -> [(line: Int, word: String)] {
        var hits: [(line: Int, word: String)] = []
        for (index, line) in lines.enumerated() {
            for word in words where line.contains(word) { hits.append((index, word)) }
        }
        return hits
    }

    /// `blueprint(` and `sprint(` are not `print(`.
    private static func isLonger(_ line: Substring, _ word: String) -> Bool {
        var rest = line
        while let range = rest.firstRange(of: word) {
            guard range.lowerBound > line.startIndex else { return false }
            let before = line[line.index(before: range.lowerBound)]
            if !before.isLetter, before != "." { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}

extension String {
    func trimming() -> String { String(drop { $0 == " " }) }
}

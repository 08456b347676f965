import Foundation

/// One row of the tables in `Deeds`: how a request comes about, in terms of the deeds before it.
struct Deed: Sendable {
    enum Kind: Sendable, Equatable {
        /// The endpoint's command: `crm.quote.accept`.
        case command(String)
        /// An object that no endpoint makes: `crm.Product`.
        case plant(system: String, object: String)
        /// The first record of a list: `erp/periods?filter[state]=open`.
        case find(String)
    }
    let name: String
    let kind: Kind
    /// The deed whose outcome stands in the path.
    let subject: String?
    /// Deeds to be done before, of which the request says nothing.
    let needs: [String]
    /// Who does it; without a word, everybody.
    let role: String
    /// Once in a company's life: a new one each time.
    let isInNewCompany: Bool
    var body = ""

    /// From the row's first line; nil when it is none.
    init?(line: Substring) {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        var rest = line[line.index(after: colon)...]
        func cut(_ word: String) -> String? {
            guard let range = rest.range(of: " \(word)") else { return nil }
            defer { rest = rest[..<range.lowerBound] }
            return rest[range.upperBound...].trimmingCharacters(in: .whitespaces)
        }
        name = String(line[..<colon])
        isInNewCompany = cut("in a new company") != nil
        role = cut("by ") ?? "everybody"
        needs = cut("after ")?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
        subject = cut("on ")
        let words = rest.split(separator: " ").map(String.init)
        switch (words.first, words.count) {
        case ("plant", 2):
            let parts = words[1].split(separator: ".").map(String.init)
            kind = .plant(system: parts[0], object: parts.last ?? "")
        case ("find", 2): kind = .find(words[1])
        case (.some(let command), 1): kind = .command(command)
        default: return nil
        }
    }

    /// The rows of a table: those that begin at the margin, with the indented lines behind them as their bodies.
    static func all(in text: String) throws -> [Deed] {
        var deeds: [Deed] = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix(" ") {
                deeds[deeds.count - 1].body += line.trimmingCharacters(in: .whitespaces)
            } else if let deed = Deed(line: line) {
                deeds.append(deed)
            } else {
                throw UnreadableDeed(line: String(line))
            }
        }
        return deeds
    }

    /// The tables of all systems, by system.
    static func tables() throws -> [String: [Deed]] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Deeds")
        return try ["crm", "erp", "bridge"].reduce(into: [:]) { tables, system in
            let file = folder.appendingPathComponent("\(system).txt")
            tables[system] = try all(in: String(contentsOf: file, encoding: .utf8))
        }
    }
}

struct UnreadableDeed: Error, CustomStringConvertible {
    let line: String
    var description: String { "not to be read as a deed: \(line)" }
}

/// A statement of the product in PostgreSQL's words, translated once. The product's texts are common to both stores;
/// what differs is put right here and nowhere else:
///
/// - `?` is written `$1`, `$2` …
/// - `LIKE` knows no case of ASCII letters, as in SQLite: `ILIKE`, which under the collation "C" is the same. A
///   backslash means itself in it unless the statement says `ESCAPE`.
/// - What is empty comes first upwards, last downwards: `NULLS FIRST`, `NULLS LAST` where a column may be empty.
/// - Objects selected without an order come by their ids, as SQLite's tables keep them.
struct StatementText: Sendable {
    let sql: String
    /// The statement numbers the rows it inserts into this table; the number is the last parameter.
    private(set) var numbers: String?
    /// It reads and changes nothing.
    let isQuery: Bool
    /// How many rows it changes unless something is unusual: it need not be waited for, only checked afterwards.
    let usualChanges: Int?
    /// What it reads and writes, when somebody has asked.
    var shape: StatementShape?

    init(_ text: String, nullable: Set<String>) {
        var tokens = Tokens(text)
        tokens.markParameters()
        tokens.replaceLike()
        tokens.orderEmptyValues(nullable)
        tokens.orderObjects()
        isQuery = tokens.isQuery
        usualChanges = tokens.usualChanges
        sql = tokens.text
    }

    /// `INSERT INTO t (a, b) VALUES (?, ?)` → `INSERT INTO t (a, b, seq) VALUES ($1, $2, $3)`; nil when it is no such
    /// text.
    init?(appending text: String) {
        var tokens = Tokens(text)
        let parameters = tokens.markParameters()
        let words = tokens.indices(where: { _ in true })
        guard words.count > 4, tokens.isWord(words[0], "INSERT"), tokens.isWord(words[1], "INTO"),
            let close = words.first(where: { tokens.pieces[$0] == ")" }), let last = words.last,
            tokens.pieces[last] == ")", last != close
        else { return nil }
        isQuery = false
        usualChanges = 1
        numbers = tokens.pieces[words[2]]
        tokens.pieces[close] = ", seq)"
        tokens.pieces[last] = ", $\(parameters + 1))"
        sql = tokens.text
    }
}

/// A text in pieces: words, quoted texts, spaces, and single other characters.
struct Tokens {
    var pieces: [String] = []

    init(_ text: String) {
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            var end = start + 1
            if bytes[start] == UInt8(ascii: "'") {
                while end < bytes.count, bytes[end] != UInt8(ascii: "'") { end += 1 }
                end = min(end + 1, bytes.count)
            } else {
                let kind = Self.kind(bytes[start])
                while kind != .sign, end < bytes.count, Self.kind(bytes[end]) == kind { end += 1 }
            }
            pieces.append(String(decoding: bytes[start..<end], as: UTF8.self))
            start = end
        }
    }

    var text: String { pieces.joined() }

    var isQuery: Bool {
        guard let first = pieces.indices.first(where: { !isSpace($0) }) else { return false }
        return isWord(first, "SELECT") || isWord(first, "WITH")
    }

    private enum Kind { case word, space, sign }

    private static func kind(_ byte: UInt8) -> Kind {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            .word
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): .space
        default: .sign
        }
    }

    /// One for an insertion of one row, and for a change of the row with this id or series.
    var usualChanges: Int? {
        let words = indices { _ in true }
        guard let verb = words.first else { return nil }
        if isWord(verb, "INSERT") {
            let unusual: Set<String> = ["SELECT", "ON", "RETURNING"]
            guard let values = words.firstIndex(where: { isWord($0, "VALUES") }),
                !words.contains(where: { unusual.contains(pieces[$0].uppercased()) })
            else { return nil }
            var depth = 0
            for word in words[(values + 1)...] {
                if pieces[word] == "(" { depth += 1 }
                if pieces[word] == ")" { depth -= 1 }
                if depth == 0, pieces[word] == "," { return nil }
            }
            return 1
        }
        guard isWord(verb, "UPDATE") || isWord(verb, "DELETE"), words.count > 6 else { return nil }
        let tail = words.suffix(4).map { pieces[$0] }
        let isOne = tail[0].uppercased() == "WHERE" && ["id", "series"].contains(tail[1]) && tail[2] == "="
        return isOne && tail[3].hasPrefix("$") ? 1 : nil
    }

    func isSpace(_ index: Int) -> Bool { pieces[index].utf8.first.map { Self.kind($0) == .space } ?? true }
    func isWord(_ index: Int, _ word: String) -> Bool { pieces[index].uppercased() == word }
    private func isName(_ index: Int) -> Bool { pieces[index].utf8.first.map { Self.kind($0) == .word } ?? false }

    /// Pieces that are no spaces.
    func indices(where test: (Int) -> Bool) -> [Int] { pieces.indices.filter { !isSpace($0) && test($0) } }

    @discardableResult
    mutating func markParameters() -> Int {
        var count = 0
        for index in pieces.indices where pieces[index] == "?" {
            count += 1
            pieces[index] = "$\(count)"
        }
        return count
    }

    mutating func replaceLike() {
        let words = indices { _ in true }
        for (place, index) in words.enumerated() where isWord(index, "LIKE") {
            pieces[index] = "ILIKE"
            let after = place + 2 < words.count ? pieces[words[place + 2]].uppercased() : ""
            if place + 1 < words.count, after != "ESCAPE", after != "|" { pieces[words[place + 1]] += " ESCAPE ''" }
        }
    }

    private static let endsOfOrder: Set<String> = ["LIMIT", "OFFSET", "UNION", "RETURNING", "FOR"]

    /// Says in each ORDER BY where the empty ones of a nullable column come.
    mutating func orderEmptyValues(_ nullable: Set<String>) {
        let words = indices { _ in true }
        for (place, index) in words.enumerated() where isWord(index, "ORDER") {
            guard place + 1 < words.count, isWord(words[place + 1], "BY") else { continue }
            var depth = 0
            var item: [Int] = []
            for word in words[(place + 2)...] {
                let piece = pieces[word]
                if piece == "(" { depth += 1 }
                if piece == ")" { depth -= 1 }
                if depth < 0 || (depth == 0 && Self.endsOfOrder.contains(piece.uppercased())) { break }
                if depth == 0, piece == "," {
                    finish(item, nullable)
                    item = []
                } else {
                    item.append(word)
                }
            }
            finish(item, nullable)
        }
    }

    /// `column`, `alias.column`, either with a direction.
    private mutating func finish(_ item: [Int], _ nullable: Set<String>) {
        guard let last = item.last else { return }
        let isDescending = isWord(last, "DESC")
        var name = item
        if isDescending || isWord(last, "ASC") { name.removeLast() }
        guard name.count == 1 || (name.count == 3 && pieces[name[1]] == "."), let column = name.last,
            nullable.contains(pieces[column])
        else { return }
        pieces[last] += isDescending ? " NULLS LAST" : " NULLS FIRST"
    }

    /// `SELECT id, version, … FROM one_table …` without ORDER BY.
    mutating func orderObjects() {
        let words = indices { _ in true }
        guard words.count > 5, isWord(words[0], "SELECT"), pieces[words[1]] == "id", pieces[words[2]] == ",",
            pieces[words[3]] == "version", pieces[words[4]] == ","
        else { return }
        let others: Set<String> = ["ORDER", "GROUP", "JOIN", "UNION"]
        guard !words.contains(where: { others.contains(pieces[$0].uppercased()) }) else { return }
        // One alone, by its id.
        let tail = words.suffix(4).map { pieces[$0] }
        if tail[0].uppercased() == "WHERE", tail[1] == "id", tail[2] == "=" { return }
        if let limit = words.last(where: { isWord($0, "LIMIT") }) {
            pieces[limit] = "ORDER BY id " + pieces[limit]
        } else {
            pieces.append(" ORDER BY id")
        }
    }
}

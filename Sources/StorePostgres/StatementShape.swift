/// What a statement reads and changes, as far as its text tells: by this it is known which rows may wait to be written
/// together, and which questions would miss them.
final class StatementShape: Sendable {
    /// Every table that it may look at or change.
    let tables: Set<String>
    /// Which rows of its only table it looks at; nil when it is not as simple as that.
    let condition: RowCondition?
    /// It asks for one row by its id.
    let isByID: Bool
    /// It writes one row, and may wait.
    let row: RowWrite?

    /// - Parameter sql: translated, its parameters written `$1`, `$2` …
    init(_ sql: String, _ book: TableBook) {
        let words = Self.words(sql)
        row = RowWrite(sql, words, book)
        isByID = words.suffix(4) == ["WHERE", "id", "=", "$1"]
        let named = Set(words.filter { book.isTable($0) })
        if let table = Self.onlyTable(words, book), let entry = book[table] {
            tables = [table]
            condition = RowCondition(words, entry)
        } else {
            tables = named
            condition = nil
        }
    }

    /// Pieces that are no spaces; a parameter is one.
    private static func words(_ sql: String) -> [String] {
        let tokens = Tokens(sql)
        var words: [String] = []
        for index in tokens.pieces.indices where !tokens.isSpace(index) {
            if words.last == "$" {
                words[words.count - 1] = "$" + tokens.pieces[index]
            } else {
                words.append(tokens.pieces[index])
            }
        }
        return words
    }

    /// `SELECT … FROM table …` that names no other source.
    private static func onlyTable(_ words: [String], _ book: TableBook) -> String? {
        let upper = words.map { $0.uppercased() }
        let others: Set<String> = ["JOIN", "UNION", "WITH", "EXCEPT", "INTERSECT"]
        guard upper.first == "SELECT", upper.count(where: { $0 == "SELECT" }) == 1,
            upper.count(where: { $0 == "FROM" }) == 1, !upper.contains(where: { others.contains($0) }),
            let from = upper.firstIndex(of: "FROM"), from + 1 < words.count, book.isTable(words[from + 1])
        else { return nil }
        let ends: Set<String> = ["WHERE", "ORDER", "LIMIT", "GROUP"]
        // Perhaps with another name.
        for after in [from + 2, from + 3] {
            if after >= words.count || ends.contains(upper[after]) { return words[from + 1] }
        }
        return nil
    }
}

/// A statement that writes one row, and the same for many rows at once.
struct RowWrite: Sendable {
    let sql: String
    /// Takes one array for each parameter.
    let bulk: String
    let table: String
    /// By parameter.
    let columns: [String]
    let isInsertion: Bool
    let rank: Int

    init?(_ sql: String, _ words: [String], _ book: TableBook) {
        guard let verb = words.first?.uppercased(), words.count > 5 else { return nil }
        let place = verb == "INSERT" ? 2 : 1
        guard let entry = book[words[place]] else { return nil }
        switch verb {
        case "INSERT":
            guard let columns = Self.inserted(words), let types = Self.types(columns, entry) else { return nil }
            self.columns = columns
            isInsertion = true
            bulk =
                "INSERT INTO \(words[2]) (\(columns.joined(separator: ", "))) SELECT * FROM \(Self.arrays(types))"
        case "UPDATE":
            guard let columns = Self.assigned(words, entry), let types = Self.types(columns, entry),
                let end = sql.firstRange(of: "WHERE")
            else { return nil }
            self.columns = columns
            isInsertion = false
            let names = columns.indices.map { "p\($0 + 1)" }.joined(separator: ", ")
            bulk =
                Self.given(String(sql[..<end.lowerBound])) + "FROM \(Self.arrays(types)) AS given(\(names)) "
                + Self.given(String(sql[end.lowerBound...]))
        default: return nil
        }
        self.sql = sql
        table = words[place]
        rank = entry.rank
    }

    /// `INSERT INTO t (a, b) VALUES ($1, $2)` and nothing else.
    private static func inserted(_ words: [String]) -> [String]? {
        guard words[1].uppercased() == "INTO", words[3] == "(", let close = words.firstIndex(of: ")") else {
            return nil
        }
        let columns = words[4..<close].filter { $0 != "," }
        let marks = columns.indices.map { "$\($0 - columns.startIndex + 1)" }
        let rest = ["VALUES", "("] + marks.flatMap { [$0, ","] }.dropLast() + [")"]
        return words[(close + 1)...].map { $0.uppercased() } == rest ? Array(columns) : nil
    }

    /// `UPDATE t SET a = $1, b = NULL WHERE id = $2`: no column by which rows are told apart, and each parameter is a
    /// column's new value.
    private static func assigned(_ words: [String], _ entry: TableBook.Entry) -> [String]? {
        guard !entry.countsLines, words[2].uppercased() == "SET",
            words.count(where: { $0.uppercased() == "WHERE" }) == 1,
            let end = words.firstIndex(where: { $0.uppercased() == "WHERE" }), words.count == end + 4,
            words[end + 1] == "id", words[end + 2] == "="
        else { return nil }
        var columns: [String: String] = [words[end + 3]: "id"]
        var depth = 0
        for (place, word) in words[..<end].enumerated() {
            if word == "(" { depth += 1 }
            if word == ")" { depth -= 1 }
            let begins = place > 2 && depth == 0 && (words[place - 1] == "," || place == 3)
            if begins {
                guard entry.types[word] != nil, !entry.keys.contains(word), words[place + 1] == "=" else { return nil }
            }
            guard word.hasPrefix("$") else { continue }
            let isWhole = words[place - 1] == "=" && [",", "WHERE"].contains(words[place + 1].uppercased())
            guard depth == 0, isWhole, columns[word] == nil else { return nil }
            columns[word] = words[place - 2]
        }
        let ordered = (1...columns.count).compactMap { columns["$\($0)"] }
        return ordered.count == columns.count ? ordered : nil
    }

    private static func types(_ columns: [String], _ entry: TableBook.Entry) -> [String]? {
        let types = columns.compactMap { entry.types[$0] }
        return types.count == columns.count ? types : nil
    }

    private static func arrays(_ types: [String]) -> String {
        "unnest(" + types.enumerated().map { "$\($0 + 1)::\($1)[]" }.joined(separator: ", ") + ")"
    }

    /// A text has no `$` but before its parameters.
    private static func given(_ sql: String) -> String {
        sql.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "given.p")
    }
}

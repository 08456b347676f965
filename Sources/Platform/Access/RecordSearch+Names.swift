import Kernel

extension Reading {
    /// A question for ids.
    typealias IDQuestion = (sql: String, values: [Value])

    /// The first records in his scope of whose name words begin with all that were typed; nil when there are none.
    /// The rarest word is looked up and the others beside it.
    func named(
        _ text: String, _ object: ObjectDescriptor, _ shown: ShownFields, _ scope: (sql: String, values: [Value]),
        limit: Int
    ) throws -> IDQuestion? {
        let names = object.nameFields.map { object.fields[$0] }.filter { shown.contains($0.name) }
        guard !names.isEmpty else { return nil }
        let search = NameSearch(object: object, names: names, shown: shown, scope: scope, limit: limit)
        let words = SearchWords.words(of: text)
        guard words.count > 1 else { return words.first.map { search.question(rarest: $0, others: []) } }
        var held = try counted(words, object, atMost: NameSearch.mostLookedAt)
        guard held[0].held > 0 else { return nil }
        // Most who type two words mean somebody: he is among the first few that have them.
        if let question = try search.glance(rarest: held[0].word, others: held.dropFirst().map(\.word), in: session) {
            let found = try session.rows(question.sql, question.values, as: [.text])
            if found.count == limit || held[0].held < NameSearch.mostLookedAt {
                return found.isEmpty ? nil : search.these(found.map { $0[0] })
            }
        }
        held = try counted(words, object, atMost: NameSearch.mostCollected)
        return search.question(rarest: held[0].word, others: Array(held.dropFirst()))
    }

    /// How many names hold each of the words, counted as far as it matters; the rarest first.
    private func counted(
        _ words: [String], _ object: ObjectDescriptor, atMost most: Int
    ) throws -> [(word: String, held: Int)] {
        let sql = """
            SELECT count(*) FROM (SELECT 1 FROM search_word WHERE object = ? AND word >= ? AND word < ?
            LIMIT \(most)) AS held
            """
        return try words.map { word in
            (word, try session.integer(sql, [.text(object.name), .text(word), .text(word + NameSearch.end)]))
        }.sorted { $0.held < $1.held }
    }
}

/// A search for records by the words of their names, and the questions that it may ask.
struct NameSearch {
    let object: ObjectDescriptor
    /// The fields of names that who asks sees.
    let names: [FieldDescriptor]
    let shown: ShownFields
    let scope: (sql: String, values: [Value])
    let limit: Int

    /// Of so many names that hold the rarest word each is looked at by itself.
    static let mostLookedAt = 500
    /// Beyond so many, looking at the names that another word leads to is quicker than collecting these.
    static let mostCollected = 20_000
    /// So many words that begin alike are looked for one by one.
    private static let mostSpellings = 4
    /// Behind all words that begin with what it is added to.
    static let end = "\u{10FFFF}"

    private var fields: String { "field IN (\(names.map { _ in "?" }.joined(separator: ", ")))" }
    private var fieldValues: [Value] { names.map { .text($0.name) } }

    private func range(_ word: String) -> [Value] {
        [.text(object.name), .text(word), .text(word + Self.end)] + fieldValues
    }

    /// Looks at the first names that hold the rarest word, for each of the others in its place of the index; nil where
    /// too many words begin as one of them.
    func glance(rarest: String, others: [String], in session: any StoreSession) throws -> Reading.IDQuestion? {
        var conditions: [String] = []
        var values = range(rarest)
        if !scope.sql.isEmpty { conditions.append("t.id = w.object_id") }
        for word in others {
            let spellings = try spellings(of: word, in: session)
            guard spellings.count <= Self.mostSpellings else { return nil }
            let listed = ValueList.rounded(spellings.map(Value.text))
            guard !listed.isEmpty else { return these([]) }
            conditions.append(
                """
                EXISTS (SELECT 1 FROM search_word x WHERE x.object = ? AND x.word IN (\(ValueList.marks(listed.count)))
                AND x.object_id = w.object_id AND x.\(fields))
                """)
            values += [.text(object.name)] + listed + fieldValues
        }
        if !scope.sql.isEmpty {
            conditions.append(scope.sql)
            values += scope.values
        }
        let sql = """
            SELECT id FROM (SELECT w.object_id AS id FROM
            (SELECT object_id FROM search_word WHERE object = ? AND word >= ? AND word < ? AND \(fields)
            LIMIT \(Self.mostLookedAt)) AS w\(scope.sql.isEmpty ? "" : " CROSS JOIN \(object.table) t")
            WHERE \(conditions.joined(separator: " AND ")) LIMIT \(limit)) AS named
            """
        return (sql, values)
    }

    /// The words of names that begin so: one more than are looked for, at most.
    private func spellings(of word: String, in session: any StoreSession) throws -> [String] {
        let next = "SELECT word FROM search_word WHERE object = ? AND word >= ? AND word < ? ORDER BY word LIMIT 1"
        var found: [String] = []
        var start = word
        while found.count <= Self.mostSpellings {
            let values: [Value] = [.text(object.name), .text(start), .text(word + Self.end)]
            guard let row = try session.rows(next, values, as: [.text]).first else { break }
            found.append(row[0].text)
            // The least text behind it.
            start = row[0].text + "\u{1}"
        }
        return found
    }

    /// Ids that are known already, as a question.
    func these(_ ids: [Value]) -> Reading.IDQuestion {
        let listed = ValueList.rounded(ids)
        let test = listed.isEmpty ? "1 = 0" : "id IN (\(ValueList.marks(listed.count)))"
        return ("SELECT id FROM (SELECT id FROM \(object.table) WHERE \(test)) AS named", listed)
    }

    /// All that hold the rarest word, for the others beside it: one that very many names have is looked for in the
    /// names themselves.
    func question(rarest: String, others: [(word: String, held: Int)]) -> Reading.IDQuestion {
        var conditions = ["w.object = ?", "w.word >= ?", "w.word < ?", "w.\(fields)"]
        var values = range(rarest)
        var needsRecord = !scope.sql.isEmpty
        let searched = names + shown.descriptors.filter { $0.name == Reading.folded }
        for (word, held) in others {
            guard held == Self.mostCollected else {
                conditions.append(
                    """
                    w.object_id IN (SELECT object_id FROM search_word
                    WHERE object = ? AND word >= ? AND word < ? AND \(fields))
                    """)
                values += range(word)
                continue
            }
            needsRecord = true
            let start = FilterCompiler.escaped(word) + "%"
            let tests = searched.map { field in
                "t.\(field.column) \(FilterCompiler.like) OR t.\(field.column) \(FilterCompiler.like)"
            }
            conditions.append("(\(tests.joined(separator: " OR ")))")
            for _ in searched { values += [.text(start), .text("% " + start)] }
        }
        if !scope.sql.isEmpty {
            conditions.append(scope.sql)
            values += scope.values
        }
        // The words come first, in their order: no more is read than it takes.
        let from = needsRecord ? "search_word w CROSS JOIN \(object.table) t" : "search_word w"
        if needsRecord { conditions.insert("t.id = w.object_id", at: 0) }
        let sql = """
            SELECT id FROM (SELECT w.object_id AS id FROM \(from)
            WHERE \(conditions.joined(separator: " AND ")) LIMIT \(limit)) AS named
            """
        return (sql, values)
    }
}

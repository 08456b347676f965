import Kernel

/// The words by which records are found: every word of each name, folded, in a table that is written with the record.
/// So a record is found by any word of its name as quickly as by its number, however many there are.
enum SearchWords {
    /// A name's words beyond these find nothing.
    static let mostWords = 24
    static let longestWord = 60

    /// The different words of a text, in their order: "Ngāti Pāoa, Ltd." → "ngati", "paoa", "ltd".
    static func words(of text: String) -> [String] {
        var words: [String] = []
        for word in foldedForMatching(text).split(separator: " ") {
            let word = String(word.prefix(longestWord))
            if words.count < mostWords, !words.contains(word) { words.append(word) }
        }
        return words
    }

    /// Brings the table to what the changed rows say now.
    static func write(_ changes: [RowChange], to session: any StoreSession) throws(StoreError) {
        for change in changes {
            for place in change.descriptor.nameFields {
                let (old, new) = (change.old?[place], change.new?[place])
                guard old != new else { continue }
                let before = old.map { words(of: $0.text) } ?? []
                let after = new.map { words(of: $0.text) } ?? []
                let field = change.descriptor.fields[place].name
                for word in before where !after.contains(word) {
                    try session.execute(
                        "DELETE FROM search_word WHERE object = ? AND word = ? AND object_id = ? AND field = ?",
                        [.text(change.descriptor.name), .text(word), .text(change.id), .text(field)])
                }
                for word in after where !before.contains(word) {
                    try session.execute(
                        "INSERT INTO search_word (object, word, object_id, field) VALUES (?, ?, ?, ?)",
                        [.text(change.descriptor.name), .text(word), .text(change.id), .text(field)])
                }
            }
        }
    }
}

import Bridge
import Kernel

/// file, encoding, delimiter, decimals, columns, aliases; lookups and lines.
extension FileMapReader {
    static let delimiters: [String: CSVDialect.Delimiter] = [
        ",": .comma, "comma": .comma, ";": .semicolon, "semicolon": .semicolon, "\t": .tab, "tab": .tab, "|": .pipe,
        "pipe": .pipe,
    ]

    mutating func table(_ parts: [String: RecipeNode.Entry], _ what: String, at line: Int) -> FileTable? {
        guard let part = parts["file"] else {
            fail(line, "\(what) has no file", allowed: "file: NAME.csv")
            return nil
        }
        guard let file = text(part.value, "the file", allowed: "a name such as Customer.csv") else { return nil }
        if file.hasPrefix("/") || file.split(separator: "/").contains("..") {
            fail(part.line, "the file '\(file)' is outside of the data's folder", allowed: "a name within the folder")
        }
        var delimiter: CSVDialect.Delimiter?
        if let entry = parts["delimiter"] {
            delimiter = Self.delimiters[entry.value.text ?? ""]
            if delimiter == nil {
                fail(entry.line, "the delimiter cannot be \(entry.value.shown)", allowed: "comma, semicolon, tab, pipe")
            }
        }
        return FileTable(
            file: file, encoding: word(parts["encoding"], "the encoding", of: CSVEncoding.self),
            delimiter: delimiter,
            columns: parts["columns"].map { texts($0.value, "columns", allowed: "[name, name, …]") } ?? [],
            aliases: aliases(parts["aliases"]), hasDecimalComma: hasDecimalComma(parts["decimals"]), line: part.line)
    }

    private mutating func hasDecimalComma(_ entry: RecipeNode.Entry?) -> Bool {
        guard let entry else { return false }
        switch entry.value.text {
        case "comma": return true
        case "point": return false
        default:
            fail(entry.line, "decimals cannot be \(entry.value.shown)", allowed: "point, comma")
            return false
        }
    }

    private mutating func aliases(_ entry: RecipeNode.Entry?) -> [String: [String]] {
        let allowed = "{ COLUMN: [other name, other name] }"
        guard let entry, let columns = entries(entry.value, "aliases", allowed: allowed) else { return [:] }
        var aliases: [String: [String]] = [:]
        for column in columns {
            aliases[column.key] = texts(column.value, "the aliases of '\(column.key)'", allowed: allowed)
        }
        return aliases
    }

    mutating func lookups(_ node: RecipeNode) -> [FileLookup] {
        guard let all = entries(node, "lookups", allowed: "NAME: { file:, key:, from: }") else { return [] }
        return ordered(all.compactMap { lookup($0) })
    }

    private mutating func lookup(_ entry: RecipeNode.Entry) -> FileLookup? {
        let what = "the lookup '\(entry.key)'"
        let words = FileMapParser.tableWords + ["key", "from", "where", "required", "duplicates", "limit"]
        let isName = entry.key.first?.isLetter == true
            && entry.key.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        if !isName { fail(entry.line, "\(what) is no name", allowed: "letters, digits and _") }
        guard let parts = known(entry.value, what, keys: words), let table = table(parts, what, at: entry.line)
        else { return nil }
        let columns = ["key", "from"].map { word -> [String] in
            guard let part = parts[word] else {
                fail(entry.line, "\(what) has no \(word)", allowed: "\(word): a column")
                return []
            }
            return texts(part.value, "the \(word) of \(what)", allowed: "a column or [column, column]")
        }
        if columns[0].count != columns[1].count {
            fail(entry.line, "\(what) has \(columns[0].count) key columns but \(columns[1].count) in from",
                allowed: "as many in from as in key")
        }
        return FileLookup(
            name: entry.key, table: table, key: columns[0], from: columns[1],
            filter: parts["where"].flatMap { expression($0.value, "where") },
            isRequired: flag(parts["required"], "required"),
            duplicates: word(parts["duplicates"], "duplicates", of: FileLookup.Duplicates.self) ?? .refuse,
            limit: limit(parts["limit"], what), line: entry.line)
    }

    /// Each lookup after those it starts from; a circle is an error.
    private mutating func ordered(_ lookups: [FileLookup]) -> [FileLookup] {
        let names = Set(lookups.map(\.name))
        var ordered: [FileLookup] = []
        var rest = lookups
        while !rest.isEmpty {
            let done = Set(ordered.map(\.name))
            let ready = rest.filter { lookup in
                lookup.from.allSatisfy { column in
                    let prefix = String(column.prefix { $0 != "." })
                    return !column.contains(".") || !names.contains(prefix) || done.contains(prefix)
                }
            }
            guard !ready.isEmpty else {
                let circle = rest.map(\.name).joined(separator: ", ")
                fail(rest[0].line, "the lookups \(circle) start from each other", allowed: "a start from the file")
                return ordered
            }
            ordered += ready
            rest.removeAll { ready.contains($0) }
        }
        return ordered
    }

    mutating func details(_ node: RecipeNode) -> [FileDetail] {
        guard case .list(let elements) = node.content else { return detail(node).map { [$0] } ?? [] }
        return elements.compactMap { detail($0) }
    }

    private mutating func detail(_ node: RecipeNode) -> FileDetail? {
        let words = FileMapParser.tableWords + ["key", "of", "into", "where", "lookups", "fields", "limit"]
        guard let parts = known(node, "lines", keys: words), let table = table(parts, "lines", at: node.line)
        else { return nil }
        for word in ["key", "of", "into", "fields"] where parts[word] == nil {
            fail(node.line, "lines have no \(word)", allowed: "file:, key:, of:, into:, fields:")
        }
        guard let key = parts["key"], let of = parts["of"], let into = parts["into"], let fieldsPart = parts["fields"],
            let list = text(into.value, "into", allowed: "a list of the command")
        else { return nil }
        var element: ObjectDescriptor?
        if let input {
            element = input.list(list)?.element
            if element == nil {
                let names = input.lists.map(\.name)
                fail(
                    into.line, "\(input.name) has no list '\(list)'\(guess(list, names))",
                    allowed: names.isEmpty ? "none: it has no lists" : names.joined(separator: ", "))
                return nil
            }
        }
        let outer = fieldAliases
        fieldAliases = [:]
        let fields = fields(fieldsPart.value, of: element)
        let aliases = table.aliases.merging(fieldAliases) { $0 + $1 }
        fieldAliases = outer
        let keys = texts(key.value, "the key of lines", allowed: "a column or [column, column]")
        let ofs = texts(of.value, "of", allowed: "a column of the header's file")
        if keys.count != ofs.count {
            fail(
                of.line, "lines have \(keys.count) key columns but \(ofs.count) in of",
                allowed: "as many in of as in key")
        }
        return FileDetail(
            list: list,
            table: FileTable(
                file: table.file, encoding: table.encoding, delimiter: table.delimiter, columns: table.columns,
                aliases: aliases, hasDecimalComma: table.hasDecimalComma, line: table.line),
            key: keys, of: ofs, filter: parts["where"].flatMap { expression($0.value, "where") },
            lookups: parts["lookups"].map { lookups($0.value) } ?? [], fields: fields,
            limit: limit(parts["limit"], "lines"), line: node.line)
    }
}

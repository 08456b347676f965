import Yams

/// Turns the text of a recipe into nodes with lines, within limits that keep a hostile file harmless.
package enum RecipeText {
    static let maximumBytes = 256 << 10
    static let maximumLevels = 16

    package static func nodes(of text: String, file: String) throws(RecipeError) -> RecipeNode {
        guard text.utf8.count <= maximumBytes else {
            throw RecipeError(
                file: file, line: 1, "the file has \(text.utf8.count) bytes", allowed: "at most \(maximumBytes)")
        }
        if let line = lineOfAlias(in: text) { throw aliasError(file, line) }
        do {
            // Anchors live only as long as their parser.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let root = try parser.singleRoot() else {
                throw RecipeError(file: file, line: 1, "the file is empty", allowed: "recipe:, pair:, fields: …")
            }
            return try withExtendedLifetime(parser) { () throws(RecipeError) in try node(root, file, level: 1) }
        } catch let error as RecipeError {
            throw error
        } catch {
            throw recipeError(error, in: text, file: file)
        }
    }

    private static func node(_ node: Yams.Node, _ file: String, level: Int) throws(RecipeError) -> RecipeNode {
        let line = node.mark?.line ?? 1
        guard level <= maximumLevels else {
            throw RecipeError(file: file, line: line, "nested too deeply", allowed: "at most \(maximumLevels) levels")
        }
        guard node.anchor == nil else { throw aliasError(file, line) }
        switch node {
        case .scalar(let scalar):
            try refuseTag(scalar.tag, file, line)
            return RecipeNode(line: line, content: .text(scalar.string, isPlain: scalar.style == .plain))
        case .sequence(let sequence):
            try refuseTag(sequence.tag, file, line)
            var list: [RecipeNode] = []
            for element in sequence { list.append(try Self.node(element, file, level: level + 1)) }
            return RecipeNode(line: line, content: .list(list))
        case .mapping(let mapping):
            try refuseTag(mapping.tag, file, line)
            return RecipeNode(line: line, content: .map(try entries(mapping, file, level: level)))
        case .alias: throw aliasError(file, line)
        }
    }

    private static func entries(
        _ mapping: Yams.Node.Mapping, _ file: String, level: Int
    ) throws(RecipeError) -> [RecipeNode.Entry] {
        var entries: [RecipeNode.Entry] = []
        for (key, value) in mapping {
            let keyNode = try node(key, file, level: level)
            guard let name = keyNode.text else {
                throw RecipeError(file: file, line: keyNode.line, "\(keyNode.shown) is not a name", allowed: "a name")
            }
            let valueNode = try node(value, file, level: level + 1)
            entries.append(RecipeNode.Entry(key: name, line: keyNode.line, value: valueNode))
        }
        return entries
    }

    private static func refuseTag(_ tag: Tag, _ file: String, _ line: Int) throws(RecipeError) {
        let name = tag.description
        // The parser itself gives these to quoted texts, and to keys when it compares them.
        let natural = [Tag.Name.str, .seq, .map].map(\.rawValue)
        guard name.isEmpty || natural.contains(name) else {
            throw RecipeError(
                file: file, line: line, "the YAML tag \(name.prefix(60)) has no meaning in a recipe",
                allowed: "texts, lists and maps without tags")
        }
    }

    private static func aliasError(_ file: String, _ line: Int) -> RecipeError {
        RecipeError(
            file: file, line: line, "YAML anchors (&name) and aliases (*name) are not part of a recipe",
            allowed: "the text itself, or quotes around a text that begins with & or *")
    }

    /// The line of the first `*name` whose `&name` occurs too. The parser would write each alias out, and a few lines
    /// of aliases of aliases make more nodes than memory holds; so this must be known before it runs. Looks neither at
    /// quotes nor at comments: no trick with them hides an alias.
    private static func lineOfAlias(in text: String) -> Int? {
        var anchors: Set<[UInt8]> = []
        var aliases: [(name: [UInt8], line: Int)] = []
        var line = 1
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") { line += 1 }
            guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") else { continue }
            let name = Array(bytes[(index + 1)...].prefix(while: isNameByte))
            guard !name.isEmpty else { continue }
            if byte == UInt8(ascii: "&") { anchors.insert(name) } else { aliases.append((name, line)) }
        }
        return aliases.first { anchors.contains($0.name) }?.line
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

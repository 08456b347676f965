/// A small change of one line of a recipe, made by a form and not by hand: who owns it, what stands in for nothing,
/// by whose links it is translated. What is nil stays as it is; what is blank is taken away.
public struct RecipeLineEdit: Hashable, Sendable {
    /// As `Recipe.lines` names it: "fields.phone", "lists.lines.fields.item".
    public var path: String
    /// A system of the pair, or "either".
    public var owner: String?
    public var fallback: String?
    public var link: String?

    public init(_ path: String, owner: String? = nil, fallback: String? = nil, link: String? = nil) {
        self.path = path
        self.owner = owner
        self.fallback = fallback
        self.link = link
    }

    /// The text with the line changed and every other letter kept, comments too. A line that is not written as one map
    /// in braces is left to the hand.
    public func applied(to text: String, of recipe: Recipe) throws(RecipeError) -> String {
        let file = "\(recipe.name).yaml"
        guard let number = recipe.lines[path] else {
            throw RecipeError(
                file: file, line: 1, "there is no line '\(path)'",
                allowed: recipe.lines.keys.filter { $0.contains("fields.") }.sorted().joined(separator: ", "))
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard number <= lines.count, var map = FlowMap(lines[number - 1]) else {
            throw RecipeError(
                file: file, line: number, "this line is not written in braces on one line",
                allowed: "change it in the text")
        }
        if let owner, owner != map["owner"] {
            map["owner"] = owner.isEmpty ? nil : owner
            // Whoever owns it cannot propose; when the owner changes, so does the other side.
            if map["proposes"] != nil {
                let other = recipe.left.system == owner ? recipe.right.system : recipe.left.system
                map["proposes"] = owner == Owner.either.rawValue ? nil : other
            }
        }
        if let fallback { map["default"] = fallback.isEmpty ? nil : Self.quoted(fallback) }
        if let link { map["link"] = link.isEmpty ? nil : link }
        lines[number - 1] = map.text
        return lines.joined(separator: "\n")
    }

    /// In quotes unless it is a plain word or number.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
        if isPlain, text.first?.isLetter == true || text.first?.isNumber == true { return text }
        var quoted = "\""
        for character in text where !character.isNewline {
            if character == "\"" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "\""
    }
}

/// `name: { a: b, c: 'd, e' }  # why`: one line of YAML whose value is a map in braces, taken apart so that one entry
/// can be changed and the rest stays letter by letter.
private struct FlowMap {
    private let head: String
    private var entries: [(key: String, value: String)]
    private let tail: String

    init?(_ line: String) {
        guard let open = line.firstIndex(of: "{"), let close = Self.end(of: line, from: open) else { return nil }
        head = String(line[..<open])
        tail = String(line[line.index(after: close)...])
        guard head.contains(":"), tail.drop(while: \.isWhitespace).first.map({ $0 == "#" }) ?? true else {
            return nil
        }
        entries = []
        for part in Self.parts(line[line.index(after: open)..<close]) {
            guard let colon = part.firstIndex(of: ":") else { return nil }
            entries.append((Self.trimmed(part[..<colon]), Self.trimmed(part[part.index(after: colon)...])))
        }
    }

    subscript(key: String) -> String? {
        get { entries.first { $0.key == key }?.value }
        set {
            let place = entries.firstIndex { $0.key == key }
            switch (place, newValue) {
            case (let place?, let value?): entries[place].value = value
            case (let place?, nil): entries.remove(at: place)
            case (nil, let value?): entries.append((key, value))
            case (nil, nil): return
            }
        }
    }

    var text: String { head + "{ " + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + " }" + tail }

    /// The brace that closes the one at `open`.
    private static func end(of line: String, from open: String.Index) -> String.Index? {
        marks(in: line[open...]).first { mark in mark.depth == 0 && mark.character != "," }?.index
    }

    /// At the commas that stand in neither quotes nor inner braces.
    private static func parts(_ text: Substring) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        for mark in marks(in: text) where mark.character == "," && mark.depth == 0 {
            parts.append(text[start..<mark.index])
            start = text.index(after: mark.index)
        }
        parts.append(text[start...])
        return parts.filter { !trimmed($0).isEmpty }
    }

    /// Braces, brackets and commas outside quotes, each with the depth behind it.
    private static func marks(in text: Substring) -> [(index: String.Index, character: Character, depth: Int)] {
        var marks: [(index: String.Index, character: Character, depth: Int)] = []
        var depth = 0
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let closing = quote {
                if character == closing { quote = nil }
                continue
            }
            switch character {
            case "'", "\"": quote = character
            case "{", "[": depth += 1
            case "}", "]": depth -= 1
            case ",": break
            default: continue
            }
            if quote == nil { marks.append((index, character, depth)) }
        }
        return marks
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

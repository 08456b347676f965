import Kernel

/// Cuts the text of an expression into words, numbers, texts and signs.
struct ExpressionLexer {
    struct Token: Hashable {
        enum Kind: Hashable {
            case name(String)
            case text(String)
            case number(Value)
            case sign(String)
            case end
        }
        let kind: Kind
        let column: Int

        /// As a message names it.
        var shown: String {
            switch kind {
            case .name(let name): "'\(name)'"
            case .text(let text): "\"\(text.prefix(40))\""
            case .number(let number): "'\(number.text)'"
            case .sign(let sign): "'\(sign)'"
            case .end: "the end"
            }
        }
    }

    private let characters: [Character]
    private var at = 0

    init(_ text: String) { characters = Array(text) }

    static func tokens(of text: String) throws(ExpressionError) -> [Token] {
        var lexer = ExpressionLexer(text)
        var tokens: [Token] = []
        repeat { tokens.append(try lexer.next()) } while tokens[tokens.count - 1].kind != .end
        return tokens
    }

    private func peek(_ offset: Int = 0) -> Character? {
        at + offset < characters.count ? characters[at + offset] : nil
    }

    private mutating func next() throws(ExpressionError) -> Token {
        while let character = peek(), character == " " || character == "\n" || character == "\t" { at += 1 }
        let column = at + 1
        guard let character = peek() else { return Token(kind: .end, column: column) }
        if character.startsName { return Token(kind: .name(name()), column: column) }
        if character.isDigit || (character == "-" && peek(1)?.isDigit == true) {
            return Token(kind: .number(try number()), column: column)
        }
        if character == "\"" || character == "'" { return Token(kind: .text(try text(character)), column: column) }
        return Token(kind: .sign(try sign(character)), column: column)
    }

    private mutating func name() -> String {
        let start = at
        while let character = peek(), character.startsName || character.isDigit || character == "." { at += 1 }
        return String(characters[start..<at])
    }

    private mutating func number() throws(ExpressionError) -> Value {
        let start = at
        at += 1
        while let character = peek(), character.isDigit || character == "." { at += 1 }
        let digits = String(characters[start..<at])
        if let integer = Int64(digits) { return .integer(integer) }
        do {
            return .decimal(try FixedDecimal(digits))
        } catch {
            throw ExpressionError(error.message, column: start + 1, allowed: error.allowed)
        }
    }

    private mutating func text(_ quote: Character) throws(ExpressionError) -> String {
        let start = at
        var text = ""
        at += 1
        while let character = peek() {
            at += 1
            if character == quote { return text }
            if character == "\\", let escaped = peek() {
                at += 1
                text.append(escaped)
            } else {
                text.append(character)
            }
        }
        throw ExpressionError("the text is not closed", column: start + 1, allowed: "a second \(quote)")
    }

    private mutating func sign(_ character: Character) throws(ExpressionError) -> String {
        at += 1
        switch character {
        case "(", ")", ",", "=": return String(character)
        case "<", ">":
            guard peek() == "=" else { return String(character) }
            at += 1
            return "\(character)="
        case "!" where peek() == "=":
            at += 1
            return "!="
        default:
            throw ExpressionError(
                "'\(character)' has no meaning here", column: at,
                allowed: "field names, \"texts\", numbers, = != < <= > >=, and, or, not, ( ) and functions")
        }
    }
}

extension Character {
    var isDigit: Bool { self >= "0" && self <= "9" && isASCII }
    /// Letters of any script, so that a foreign system's field names can be written.
    var startsName: Bool { self == "_" || isLetter }
}

import Bridge
import Kernel
import Platform

/// fields.
extension FileMapReader {
    static let fieldWords = [
        "column", "aliases", "constant", "default", "as", "date", "money", "quantity", "rounding", "times", "values",
        "find",
    ]
    static let roundings: [String: RoundingRule] = [
        "halfUp": .halfUp, "halfEven": .halfEven, "down": .down, "up": .up, "floor": .floor, "ceiling": .ceiling,
    ]
    static let kinds: [String: FieldKind] = [
        "text": .text, "trim": .text, "upper": .text, "lower": .text, "currency": .text, "integer": .integer,
        "decimal": .decimal, "bool": .bool, "date": .date, "instant": .instant,
    ]

    /// `owner` is the command's input or its list's element; nil for a map of an object, which names its own fields.
    mutating func fields(_ node: RecipeNode, of owner: ObjectDescriptor?) -> [MappedField] {
        guard let all = entries(node, "fields", allowed: "one line a field") else { return [] }
        if all.isEmpty { fail(node.line, "fields is empty", allowed: "one line a field") }
        return all.compactMap { field($0, of: owner) }
    }

    private mutating func field(_ entry: RecipeNode.Entry, of owner: ObjectDescriptor?) -> MappedField? {
        var declared: FieldDescriptor?
        if let owner {
            declared = owner.field(entry.key)
            guard declared != nil else {
                let names = owner.fields.map(\.name)
                let isList = owner.list(entry.key) != nil
                let hint = isList ? ", but a list of that name: see lines" : guess(entry.key, names)
                fail(
                    entry.line, "\(owner.name) has no field '\(entry.key)'\(hint)",
                    allowed: names.joined(separator: ", "))
                return nil
            }
        }
        if entry.value.text != nil {
            return source(entry.value).map {
                MappedField(name: entry.key, kind: declared?.kind ?? .text, source: $0, line: entry.line)
            }
        }
        let what = "the field '\(entry.key)'"
        guard let parts = known(entry.value, what, keys: Self.fieldWords) else { return nil }
        let errorsBefore = errors.count
        let source = source(parts, what, at: entry.line)
        let kind = kind(declared?.kind, parts, what)
        guard let source else { return nil }
        var field = MappedField(name: entry.key, kind: kind, source: source, line: entry.line)
        field.fallback = parts["default"].flatMap { text($0.value, "the default of \(what)", allowed: "a value") }
        field.values = values(parts["values"], what)
        field.reference = reference(parts["find"], what)
        field.companion = companion(parts, kind)
        field.rounding = choice(parts["rounding"], "rounding", Self.roundings)
        field.factor = factor(parts["times"], what)
        field.dateForm = dateForm(parts["date"])
        field.textForm = MappedField.TextForm(rawValue: parts["as"]?.value.text ?? "") ?? .asWritten
        guard errors.count == errorsBefore else { return nil }
        judge(field, parts, what)
        return field
    }

    private mutating func source(_ node: RecipeNode) -> MappedField.Source? {
        guard let text = text(node, "a field", allowed: "a column, or = EXPRESSION") else { return nil }
        guard text.hasPrefix("=") else { return .column(text) }
        return expression(String(text.dropFirst()), line: node.line).map(MappedField.Source.computed)
    }

    private mutating func source(
        _ parts: [String: RecipeNode.Entry], _ what: String, at line: Int
    ) -> MappedField.Source? {
        switch (parts["column"], parts["constant"]) {
        case (let column?, nil):
            guard let source = source(column.value) else { return nil }
            if let aliases = parts["aliases"], case .column(let name) = source {
                fieldAliases[name, default: []] += texts(
                    aliases.value, "the aliases of \(what)", allowed: "[other name, other name]")
            }
            return source
        case (nil, let constant?):
            return text(constant.value, "the constant of \(what)", allowed: "a value").map(MappedField.Source.constant)
        default:
            fail(
                line, "\(what) has no source, or two",
                allowed: "column: NAME, column: = EXPRESSION, or constant: VALUE")
            return nil
        }
    }

    /// What the command's input declares; `as`, `money` and `quantity` may only repeat it. A map of an object has no
    /// other word for it.
    private mutating func kind(
        _ declared: FieldKind?, _ parts: [String: RecipeNode.Entry], _ what: String
    ) -> FieldKind {
        var stated: (kind: FieldKind, line: Int)?
        if let part = parts["as"] {
            guard let kind = choice(part, "as", Self.kinds) else { return declared ?? .text }
            stated = (kind, part.line)
        }
        if let part = parts["money"] { stated = (.money, part.line) }
        if let part = parts["quantity"] { stated = (.quantity, part.line) }
        if let part = parts["date"] { stated = (.date, part.line) }
        guard let declared else { return stated?.kind ?? .text }
        guard let stated, stated.kind != declared else { return declared }
        switch (stated.kind, declared) {
        case (.text, .choice), (.text, .reference): break
        default: fail(stated.line, "\(what) is a \(declared.name), not a \(stated.kind.name)", allowed: declared.name)
        }
        return declared
    }

    private mutating func choice<Word>(_ entry: RecipeNode.Entry?, _ what: String, _ words: [String: Word]) -> Word? {
        guard let entry else { return nil }
        if let text = entry.value.text, let word = words[text] { return word }
        fail(
            entry.line, "\(what) cannot be \(entry.value.isNothing ? "empty" : entry.value.shown)",
            allowed: words.keys.sorted().joined(separator: ", "))
        return nil
    }

    private mutating func values(_ entry: RecipeNode.Entry?, _ what: String) -> [String: String] {
        let allowed = "{ FILE'S WORD: OUR WORD, … }"
        guard let entry, let words = entries(entry.value, "values of \(what)", allowed: allowed) else { return [:] }
        var values: [String: String] = [:]
        for word in words { values[word.key] = text(word.value, "'\(word.key)' of \(what)", allowed: allowed) }
        return values
    }

    private mutating func factor(_ entry: RecipeNode.Entry?, _ what: String) -> FixedDecimal? {
        guard let entry else { return nil }
        if let text = entry.value.text, let factor = try? FixedDecimal(text), !factor.isZero { return factor }
        fail(entry.line, "times of \(what) cannot be \(entry.value.shown)", allowed: "a number other than 0")
        return nil
    }

    private mutating func dateForm(_ entry: RecipeNode.Entry?) -> DateForm? {
        guard let entry else { return nil }
        do throws(ValueError) {
            return try DateForm(entry.value.text ?? "")
        } catch {
            fail(entry.line, error.message, allowed: error.allowed)
            return nil
        }
    }

    /// `money: USD` or `money: COLUMN`; `quantity: EA` or `quantity: COLUMN`.
    private mutating func companion(
        _ parts: [String: RecipeNode.Entry], _ kind: FieldKind
    ) -> MappedField.Companion? {
        guard let part = parts["money"] ?? parts["quantity"],
            let text = text(part.value, part.key, allowed: "a code, or the column that holds it")
        else { return nil }
        let isCode = kind == .money ? (try? Currency(text)) != nil : (try? UnitOfMeasure(text)) != nil
        return isCode ? .fixed(text) : .column(text)
    }

    private mutating func reference(_ entry: RecipeNode.Entry?, _ what: String) -> MappedField.Reference? {
        guard let entry else { return nil }
        let allowed = "{ object: NAME, by: FIELD } or { import: MAP }"
        guard let module else {
            fail(
                entry.line, "\(what) of an object cannot be found in a system",
                allowed: "a map with into: and command:")
            return nil
        }
        guard let parts = known(entry.value, "find", keys: ["object", "by", "import"]) else { return nil }
        if let part = parts["import"], parts.count == 1 {
            return text(part.value, "import", allowed: "the name of a map").map(MappedField.Reference.earlierImport)
        }
        guard let objectPart = parts["object"], let byPart = parts["by"], parts.count == 2,
            let object = text(objectPart.value, "the object", allowed: allowed),
            let by = text(byPart.value, "by", allowed: allowed)
        else {
            fail(entry.line, "find of \(what) is incomplete", allowed: allowed)
            return nil
        }
        let names = module.descriptors.map(\.name)
        guard let descriptor = module.object(object)?.descriptor else {
            fail(
                objectPart.line, "\(module.name) has no object '\(object)'\(guess(object, names))",
                allowed: names.sorted().joined(separator: ", "))
            return nil
        }
        guard by == "id" || descriptor.field(by) != nil else {
            let fields = descriptor.fields.map(\.name)
            fail(
                byPart.line, "\(object) has no field '\(by)'\(guess(by, fields))",
                allowed: fields.joined(separator: ", "))
            return nil
        }
        return .record(object: object, by: by)
    }

    /// What no row could ever fill, found before the first one is read.
    private mutating func judge(_ field: MappedField, _ parts: [String: RecipeNode.Entry], _ what: String) {
        let isNumber = [.decimal, .money, .quantity, .integer].contains(field.kind)
        for word in ["rounding", "times"] where !isNumber {
            guard let part = parts[word] else { continue }
            fail(part.line, "\(what) is a \(field.kind.name) and has no \(word)", allowed: "\(word) for numbers")
        }
        guard field.reference == nil else { return }
        var fixed = [field.fallback]
        if case .constant(let text) = field.source { fixed.append(text) }
        if case .column? = field.companion { return }
        for text in fixed.compactMap({ $0 }) {
            do throws(ValueError) {
                _ = try field.value(fixed: text, hasDecimalComma: false)
            } catch {
                let line = (parts["constant"] ?? parts["default"])?.line ?? field.line
                fail(line, "\(what): \(error.message)", allowed: error.allowed)
            }
        }
        for (word, ours) in field.values.sorted(by: { $0.key < $1.key }) {
            guard (try? field.value(fixed: ours, hasDecimalComma: false)) == nil else { continue }
            fail(
                parts["values"]?.line ?? field.line,
                "\(what): '\(word)' becomes '\(ours)', which is no \(field.kind.name)", allowed: field.kind.name)
        }
    }
}

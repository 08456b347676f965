import HTMLText
import Kernel
import Platform

/// What stands in the entries of a command's form: what was typed, or else what the record has now.
struct FormEntries {
    let command: CommandKind
    let record: VisibleRecord?
    let form: Form?
    let refusal: Refusal?
    let visit: Visit

    init(_ command: CommandKind, record: VisibleRecord?, form: Form?, refusal: Refusal?, _ visit: Visit) {
        self.command = command
        self.record = record
        self.form = form
        self.refusal = refusal
        self.visit = visit
    }

    /// What the field is now, where the command edits in place.
    private func present(_ name: String) -> Value? { command.isEdit ? record?[name] : nil }

    func field(_ field: FieldDescriptor, _ titles: inout Titles) throws -> Field {
        let present = present(field.name)
        let standing = command.isEdit ? present : present ?? Entry.usual(command.defaults[field.name])
        let before = visit.query(field.name) ?? standing.map { Entry.text($0, home: visit.format.currency) } ?? ""
        let typed = form.map { $0[field.name] }
        var hint = Entry.hint(field)
        if let typed, typed != before, command.isEdit, !field.isReference, refusal?.code == .wrongState {
            hint = "It is now: \(before.isEmpty ? "empty" : before)"
        }
        var entry = Field(
            field.name, Words.spoken(field.name), Entry.control(field, titles.source), value: typed ?? before,
            hint: hint, error: refusal?.message(for: field.name) ?? "",
            isRequired: field.rules.isRequired && field.kind != .bool, isWide: Entry.isLong(field),
            maximumLength: field.rules.maximumLength)
        if case .reference(let object) = field.kind {
            let chosen = form.map { Form.reference($0.plain, field.name).id ?? "" } ?? before
            entry.value = chosen
            let present = before.isEmpty ? nil : try titles.title(object, before)
            entry.shown = typed ?? present ?? before
        }
        return entry
    }

    // MARK: Lines

    /// What was typed, or the record's lines where the command changes them.
    func rows(_ list: ListDescriptor) -> [[String: String]] {
        if let form { return form.rows(list.name) }
        guard command.isEdit, let held = record?.lists.first(where: { $0.name == list.name })?.records else {
            return []
        }
        return held.map { line in
            var row: [String: String] = [:]
            for field in list.element.fields {
                if let value = line[field.name] { row[field.name] = Entry.text(value, home: visit.format.currency) }
            }
            return row
        }
    }

    func errors(ofLine line: Int) -> String {
        (refusal?.reasons ?? []).filter { $0.line == line }.map(\.message).joined(separator: ". ")
    }

    func cell(
        _ field: FieldDescriptor, list: String, index: Int, row: [String: String], _ titles: inout Titles
    ) throws -> HTML {
        let name = "\(list).\(index).\(field.name)"
        let value = row[field.name] ?? ""
        let label = "\(Words.spoken(field.name)), line \(index + 1)"
        let spoken = Words.spoken(field.name)
        switch field.kind {
        case .choice,
            .bool where field.isNullable:
            let choices = [("", field.kind == .bool ? "as usual" : "")] + Entry.choices(field)
            let options: [HTML] = choices.map { word, spoken in
                let selected: HTML = word == value ? " selected" : .empty
                return "<option value=\"\(word)\"\(selected)>\(spoken)</option>"
            }
            return
                "<td data-label=\"\(spoken)\"><select name=\"\(name)\" aria-label=\"\(label)\">\(options)</select></td>"
        case .bool:
            let checked: HTML = value == "true" ? " checked" : .empty
            return
                "<td data-label=\"\(spoken)\">"
                + "<input type=\"checkbox\" name=\"\(name)\" value=\"true\" aria-label=\"\(label)\"\(checked)></td>"
        case .reference(let object):
            let chosen = row[field.name + Form.idSuffix] ?? value
            let shown = form == nil && !value.isEmpty ? try titles.title(object, value) ?? value : value
            let input: HTML = "name=\"\(name)\" aria-label=\"\(label)\""
            let path = RecordPath.list(titles.source, object) + "/find"
            return
                "<td data-label=\"\(spoken)\">"
                + "\(HTML.lookup(path, name: name, id: chosen, shown: shown, input: input))</td>"
        default:
            let type: HTML = field.kind == .date ? "date" : "text"
            let numeric: HTML = field.isNumber ? " inputmode=\"decimal\"" : .empty
            let css: HTML = field.isNumber ? " class=\"num\"" : .empty
            return
                "<td\(css) data-label=\"\(spoken)\">"
                + "<input type=\"\(type)\" name=\"\(name)\" value=\"\(value)\" aria-label=\"\(label)\" "
                + "autocomplete=\"off\"\(numeric)></td>"
        }
    }
}

/// How values stand in entries: as people type them.
enum Entry {
    /// "1234.50" in the company's currency, "3" of a countable thing; all else by its own text.
    static func text(_ value: Value, home: Currency) -> String {
        switch value {
        case .money(let money) where money == .none: ""
        case .money(let money) where money.currency == home: money.amountText
        case .quantity(let quantity) where quantity == .none: ""
        case .quantity(let quantity) where quantity.unit == .each: quantity.value.description
        default: value.text
        }
    }

    /// What a new record has unless something else is entered; nothing where the command works it out itself.
    static func usual(_ value: Value?) -> Value? {
        switch value {
        case .date(let date) where date.daysSinceEpoch == 0: nil
        case .decimal(.zero): nil
        default: value
        }
    }

    static func control(_ field: FieldDescriptor, _ source: Source) -> Field.Control {
        switch field.kind {
        case .bool where !field.isNullable: return .check
        case .bool, .choice: return .choice(choices(field))
        case .integer, .decimal, .money, .quantity: return .number
        case .date: return .date
        case .reference(let object): return .lookup(RecordPath.list(source, object) + "/find")
        case .text, .instant:
            if isLong(field) { return .area }
            return field.name.lowercased().hasSuffix("email") ? .email : .text
        }
    }

    /// What can be chosen, as it is sent and as it is said.
    static func choices(_ field: FieldDescriptor) -> [(String, String)] {
        switch field.kind {
        case .choice(let words): words.map { ($0, Prose.state($0)) }
        case .bool: [("true", "Yes"), ("false", "No")]
        default: []
        }
    }

    static func isLong(_ field: FieldDescriptor) -> Bool {
        guard field.kind == .text else { return false }
        return (field.rules.maximumLength ?? 4_000) > 300
    }

    static func hint(_ field: FieldDescriptor) -> String {
        switch field.kind {
        case .quantity: "Such as 3, or 2.5 M"
        case .instant: "Such as 2026-11-03T09:30:00Z"
        case .reference(let object): "Its number, code or name: \(Words.spoken(object).lowercased())"
        default: ""
        }
    }
}

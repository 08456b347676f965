import Kernel
import Platform
import Serving

/// A form as the record that a command reads. Collects what cannot be read, with field and line.
struct FormReader {
    let command: CommandKind
    /// The record as it is, where the command edits in place: what is unchanged is not mentioned.
    let present: VisibleRecord?
    let currency: Currency
    let reading: Reading
    /// The one field that is read of a form in place; nil reads all.
    var only: String?
    private var reasons: [Reason] = []

    init(_ command: CommandKind, present: VisibleRecord?, currency: Currency, _ reading: Reading) {
        self.command = command
        self.present = present
        self.currency = currency
        self.reading = reading
    }

    mutating func record(_ form: Form, subject: String?) throws -> Record {
        var record = Record(object: command.input.name)
        let values = form.plain
        for field in command.input.fields {
            if let subject, field.name == command.subject?.field {
                record[field.name] = .text(subject)
                continue
            }
            if let only, only != field.name { continue }
            guard let value = try value(field, values, line: nil) else { continue }
            if command.isEdit, let now = present?[field.name], now == value || (now.isBlank && value.isBlank) {
                continue
            }
            let standing = command.defaults[field.name] ?? .null
            if !command.isEdit || present?[field.name] == nil, value == standing || value.isBlank { continue }
            record[field.name] = value
        }
        for list in command.input.lists where only == nil {
            let rows = form.rows(list.name)
            guard !rows.isEmpty else { continue }
            record.lists[list.name] = try rows.enumerated().map { index, row in
                var line = Record(object: list.element.name, id: String(index + 1))
                for field in list.element.fields {
                    guard let value = try value(field, row, line: index + 1), !value.isBlank,
                        field.isNullable || value != .bool(false)
                    else { continue }
                    line[field.name] = value
                }
                return line
            }
        }
        guard reasons.isEmpty else { throw Refusal(reasons) }
        return record
    }

    /// nil when it was not in the form at all, or cannot be read.
    private mutating func value(
        _ field: FieldDescriptor, _ values: [String: String], line: Int?
    ) throws -> Value? {
        if field.kind == .bool {
            // Whoever may leave it open is asked by a choice, everybody else by a tick.
            if field.isNullable, (values[field.name] ?? "").isEmpty { return .null }
            return .bool(values[field.name] == "true")
        }
        guard let text = values[field.name] else { return nil }
        if text.isEmpty {
            switch field.kind {
            case .text: return .text("")
            default: return .null
            }
        }
        if case .reference(let object) = field.kind { return try reference(object, field, values, line: line) }
        do throws(ValueError) {
            return try Value(text: plain(text, field.kind), kind: field.kind)
        } catch {
            reasons.append(
                Reason(
                    .invalidValue, error.message, document: command.title, line: line, field: field.name,
                    allowed: error.allowed))
            return nil
        }
    }

    /// As people write figures: with commas, a dollar sign, without currency or unit.
    private func plain(_ text: String, _ kind: FieldKind) -> String {
        switch kind {
        case .integer, .decimal, .money, .quantity:
            var digits = text.filter { $0 != "," && $0 != "$" }.replacing("−", with: "-")
            if case .decimal = kind, digits.hasSuffix("%") { digits.removeLast() }
            digits = digits.split(separator: " ").joined(separator: " ")
            guard !digits.contains(" ") else { return digits.uppercased() }
            if case .money = kind { return "\(digits) \(currency.code)" }
            if case .quantity = kind { return "\(digits) \(UnitOfMeasure.each.code)" }
            return digits
        default: return text
        }
    }

    /// The record that was chosen, or the only one that is called so.
    private mutating func reference(
        _ object: String, _ field: FieldDescriptor, _ values: [String: String], line: Int?
    ) throws -> Value? {
        let (id, typed) = Form.reference(values, field.name)
        if let id { return .text(id) }
        guard reading.mayRead(object) else { return .text(typed) }
        if try reading.record(object, typed) != nil { return .text(typed) }
        let hits = try reading.search(typed, in: [object], limit: 10)
        let exact = hits.filter { hit in
            [Naming.title(of: hit.record), Naming.name(of: hit.record), Naming.full(hit.record)]
                .contains { $0.lowercased() == typed.lowercased() }
        }
        if let only = exact.count == 1 ? exact.first : hits.count == 1 ? hits.first : nil { return .text(only.id) }
        let names = hits.prefix(5).map { Naming.full($0.record) }.joined(separator: ", ")
        reasons.append(
            Reason(
                .notFound,
                "'\(typed)' is \(hits.isEmpty ? "no" : "more than one") \(Words.spoken(object).lowercased())",
                document: command.title, line: line, field: field.name,
                allowed: names.isEmpty ? "its number, code or name" : names))
        return nil
    }
}

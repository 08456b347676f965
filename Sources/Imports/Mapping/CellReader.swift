import FilesConnector
import Kernel
import Platform

/// What a cell says as a field's value: figures and dates as people write them, records by what they are called.
struct CellReader {
    let mapping: ImportMapping
    /// Of amounts that name none.
    let currency: Currency
    private var known: [String: String] = [:]
    /// How records are called, the surest first.
    private static let handles = ["number", "code", "serial", "signInName", "email", "name", "legalName", "subject"]

    init(_ mapping: ImportMapping, currency: Currency) {
        self.mapping = mapping
        self.currency = currency
    }

    /// Throws what is wrong and what would be allowed.
    mutating func value(_ cell: String, _ field: FieldDescriptor, _ reading: Reading) throws -> Value {
        let text = Self.trimmed(cell)
        switch field.kind {
        case .text: return .text(cell.contains { $0 == "\n" } ? cell : text)
        case .bool:
            return try Value(text: text == "x" || text == "✓" ? "true" : text, kind: .bool)
        case .integer:
            do throws(ValueError) {
                return try Value(text: Self.withoutZeros(number(text)), kind: .integer)
            } catch {
                // As it stands in the file, not as it was tried.
                throw ValueError("'\(text)' is not a whole number", allowed: error.allowed)
            }
        case .decimal:
            return try Value(text: number(text.hasSuffix("%") ? String(text.dropLast()) : text), kind: .decimal)
        case .money:
            let parts = try amount(text, shape: "such as 1,250.50 or 1250.50 NZD")
            return .money(
                try Money(text: number(parts.number), currency: parts.word.isEmpty ? currency : Currency(parts.word)))
        case .quantity:
            let parts = try amount(text, shape: "such as 3, or 2.5 M")
            return .quantity(
                Quantity(
                    try FixedDecimal(number(parts.number)), parts.word.isEmpty ? .each : try UnitOfMeasure(parts.word)))
        case .choice(let words): return .text(try Self.choice(text, words))
        case .date: return .date(try date(text))
        case .instant:
            if let day = try? date(text) { return .instant(try Instant("\(day)T00:00:00Z")) }
            return .instant(try Instant(text))
        case .reference(let object): return .text(try reference(text, object, reading))
        }
    }

    // MARK: Figures

    /// "12.50 NZD", "NZD 12.50", "$12.50": the digits, and the word beside them.
    private func amount(_ text: String, shape: String) throws(ValueError) -> (number: String, word: String) {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "\u{A0}" }).map(String.init)
        let words = parts.filter { $0.first?.isLetter ?? false }
        guard words.count <= 1 else { throw ValueError("'\(text)' is not an amount", allowed: shape) }
        return (parts.filter { !($0.first?.isLetter ?? false) }.joined(), words.first?.uppercased() ?? "")
    }

    private func number(_ text: String) -> String {
        var digits = text.filter { !"$€£ \u{A0}'".contains($0) }.replacing("−", with: "-")
        if digits.hasPrefix("("), digits.hasSuffix(")") { digits = "-" + digits.dropFirst().dropLast() }
        if mapping.hasDecimalComma { return digits.filter { $0 != "." }.replacing(",", with: ".") }
        return digits.filter { $0 != "," }
    }

    /// A spreadsheet's "12.0" is twelve.
    private static func withoutZeros(_ digits: String) -> String {
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[1].allSatisfy { $0 == "0" } ? String(parts[0]) : digits
    }

    private static func choice(_ text: String, _ words: [String]) throws(ValueError) -> String {
        let wanted = plain(text)
        guard let word = words.first(where: { $0 == text }) ?? words.first(where: { plain($0) == wanted }) else {
            throw ValueError("'\(text)' is not one of the choices", allowed: words.joined(separator: ", "))
        }
        return word
    }

    private static func plain(_ text: String) -> String { foldedForMatching(text).filter { $0 != " " } }

    private func date(_ text: String) throws(ValueError) -> CalendarDate {
        let day = text.prefix { $0 != " " && $0 != "T" }
        if let date = try? CalendarDate(day) { return date }
        let forms = ["/", "-", "."].flatMap { mark in
            ["yyyy", "yy"].map { year in
                (mapping.dateOrder == .dayFirst ? ["d", "m"] : ["m", "d"]).joined(separator: mark) + mark + year
            }
        }
        for form in forms { if let date = try? DateForm(form).date(String(day)) { return date } }
        throw ValueError(
            "'\(text)' is not a date",
            allowed: "2026-11-03, or \(mapping.dateOrder == .dayFirst ? "3/11/2026" : "11/3/2026")")
    }

    // MARK: Records

    /// By its identity, number, code or name: exactly one that the person may read.
    private mutating func reference(_ text: String, _ object: String, _ reading: Reading) throws -> String {
        if let id = known[object + "/" + text] { return id }
        guard reading.mayRead(object), let descriptor = reading.module.object(object)?.descriptor else {
            throw ValueError("\(object) is not yours to read", allowed: "a column that is left out")
        }
        if try reading.record(object, text) != nil { return remember(text, object, text) }
        let visible = Set(reading.visibleFields(of: descriptor).map(\.name))
        for handle in Self.handles where visible.contains(handle) && descriptor.field(handle)?.kind == .text {
            let found = try reading.records(
                of: object, filter: [FieldCondition(handle, .equal, text)], limit: 2, fields: [handle]
            ).records
            if found.count == 1 { return remember(text, object, found[0].id) }
            if found.count > 1 {
                throw ValueError("'\(text)' is more than one \(object)", allowed: "its number, code or identity")
            }
        }
        throw ValueError("There is no \(object) '\(text)'", allowed: "its number, code or name, written exactly")
    }

    private mutating func remember(_ text: String, _ object: String, _ id: String) -> String {
        known[object + "/" + text] = id
        return id
    }

    static func trimmed(_ text: String) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}

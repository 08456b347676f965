import Bridge
import Kernel

/// From a cell's text to the field's value.
extension MappedField {
    /// What the row says; nil when it says nothing and there is no default.
    func text(in row: Record) -> (text: String, isFixed: Bool)? {
        let found: String
        switch source {
        case .column(let name): found = row.text(name)
        case .computed(let expression): found = expression.evaluate(row).text
        case .constant(let text): return (text, true)
        }
        let isBlank = found.allSatisfy(\.isWhitespace)
        if !isBlank { return (found, false) }
        return fallback.map { ($0, true) }
    }

    /// The value of a text from the file: words translated, numbers read with the file's decimal mark.
    func value(of text: String, in row: Record, hasDecimalComma: Bool) throws(ValueError) -> Value {
        var text = text
        if !values.isEmpty {
            let trimmed = text.withoutSpaces
            guard let ours = values[text] ?? values[trimmed] else {
                throw ValueError(
                    "'\(text)' is not in the values of \(name)",
                    allowed: values.keys.sorted().joined(separator: ", "))
            }
            return try value(fixed: ours, in: row, hasDecimalComma: false)
        }
        text = try formed(text)
        return try value(text, in: row, hasDecimalComma: hasDecimalComma, factor: factor)
    }

    /// The value of a text from the map: a constant, a default, a translated word.
    func value(
        fixed text: String, in row: Record = Record(object: ""), hasDecimalComma: Bool
    ) throws(ValueError) -> Value {
        try value(text, in: row, hasDecimalComma: hasDecimalComma, factor: nil)
    }

    private func formed(_ text: String) throws(ValueError) -> String {
        switch textForm {
        case .asWritten: return kind == .text ? text : text.withoutSpaces
        case .trim: return text.withoutSpaces
        case .upper: return text.withoutSpaces.uppercased()
        case .lower: return text.withoutSpaces.lowercased()
        case .currency: return try Currency(text.withoutSpaces.uppercased()).code
        }
    }

    private func value(
        _ text: String, in row: Record, hasDecimalComma: Bool, factor: FixedDecimal?
    ) throws(ValueError) -> Value {
        switch kind {
        case .integer:
            let exact = try decimal(text, hasDecimalComma, factor)
            let number = exact.rounded(toPlaces: rounding == nil ? 6 : 0, rounding ?? .down)
            guard number.isWhole, let whole = Int64(exactly: number.micros / FixedDecimal.microsPerOne) else {
                throw ValueError("'\(text)' is not a whole number", allowed: "digits with an optional sign")
            }
            return .integer(whole)
        case .decimal: return .decimal(try decimal(text, hasDecimalComma, factor))
        case .money: return .money(try money(text, row, hasDecimalComma, factor))
        case .quantity:
            guard let code = companionText(in: row) else { return .quantity(try Quantity(description: text)) }
            return .quantity(Quantity(try decimal(text, hasDecimalComma, factor), try UnitOfMeasure(code)))
        case .date:
            if let dateForm { return .date(try dateForm.date(text)) }
            // "2026-03-31 00:00:00": a time behind the day is not read.
            let day = text.prefix(10)
            let rest = text.dropFirst(10)
            guard rest.isEmpty || ((rest.first == " " || rest.first == "T") && rest.contains(":")) else {
                throw ValueError("'\(text)' is not a date", allowed: "YYYY-MM-DD, or a form stated by date: in the map")
            }
            return .date(try CalendarDate(day))
        default: return try Value(text: text, kind: kind)
        }
    }

    private func money(
        _ text: String, _ row: Record, _ hasDecimalComma: Bool, _ factor: FixedDecimal?
    ) throws(ValueError) -> Money {
        guard let code = companionText(in: row) else { return try Money(description: text) }
        let currency = try Currency(code)
        let amount = try decimal(text, hasDecimalComma, factor)
        let money = try Money(amount, currency, rounding: rounding ?? .down)
        guard rounding != nil || money.amount == amount else {
            throw ValueError(
                "'\(text)' is finer than the smallest unit of \(currency)",
                allowed: "\(currency.minorDigits) decimals, or rounding: in the map")
        }
        return money
    }

    private func decimal(
        _ text: String, _ hasDecimalComma: Bool, _ factor: FixedDecimal?
    ) throws(ValueError) -> FixedDecimal {
        var plain = text
        if hasDecimalComma {
            guard !text.contains(".") else {
                throw ValueError("'\(text)' is not a number", allowed: "digits with a decimal comma, without points")
            }
            plain = text.replacing(",", with: ".")
        }
        var number: FixedDecimal
        do throws(ValueError) {
            number = try FixedDecimal(plain)
        } catch {
            // More than six decimals are read only where the map says how to round.
            guard let rounding, let cut = try? FixedDecimal.reading(plain, rounding) else { throw error }
            number = cut
        }
        guard let factor else { return number }
        let product = try number.multiplying(by: factor, rounding: rounding ?? .down)
        guard rounding != nil || (try? product.dividing(by: factor, rounding: .down)) == number else {
            throw ValueError("'\(text)' × \(factor) has more than six decimals", allowed: "rounding: in the map")
        }
        return product
    }

    private func companionText(in row: Record) -> String? {
        switch companion {
        case .fixed(let code)?: code
        case .column(let name)?: row.text(name).withoutSpaces
        case nil: nil
        }
    }
}

extension FixedDecimal {
    /// A text with more decimals than six, rounded once; nine more are looked at, and whether any follow.
    static func reading(_ text: String, _ rule: RoundingRule) throws(ValueError) -> FixedDecimal {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count > 6, parts[1].allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw ValueError("'\(text)' is not a number")
        }
        let kept = try FixedDecimal("\(parts[0]).\(parts[1].prefix(6))")
        var tail = String(parts[1].dropFirst(6).prefix(5))
        tail += String(repeating: "0", count: 5 - tail.count)
        let isMore = parts[1].dropFirst(11).contains { $0 != "0" }
        // The tail as millionths of a millionth, its sixth digit telling that more follows.
        let rest = try FixedDecimal("0.\(tail)\(isMore ? 1 : 0)")
        let isNegative = parts[0].hasPrefix("-")
        // An odd neighbour makes a tie of half even go away from zero.
        let step = kept.micros % 2 == 0 || rule != .halfEven ? rule : .halfUp
        let unit = (isNegative ? -rest : rest).rounded(toPlaces: 0, step)
        return FixedDecimal(micros: kept.micros + unit.micros / FixedDecimal.microsPerOne)
    }
}

extension String {
    /// Without white space at either end.
    var withoutSpaces: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}

import Kernel

/// Reads the values of examples and defaults: by the field's kind where a catalog tells it, else by their shape.
enum RecipeLiteral {
    /// Nil when the node is no single value.
    static func value(_ node: RecipeNode, as kind: FieldKind?) throws(ValueError) -> Value? {
        guard case .text(let text, let isPlain) = node.content else { return nil }
        if node.isNothing { return .null }
        guard let kind else { return guess(text, isPlain: isPlain) }
        // An emptied field of another kind than text is null, however it is written.
        if text.isEmpty, kind != .text { return .null }
        return try Value(text: text, kind: kind)
    }

    /// By shape: numbers, true and false only without quotes; money, quantities, dates and times with or without.
    static func guess(_ text: String, isPlain: Bool) -> Value {
        if isPlain {
            if let number = Int64(text), text.first?.isDigit == true || text.first == "-" {
                // 0210 is a telephone prefix or a postcode, not the number 210.
                let digits = text.drop { $0 == "-" }
                if digits == "0" || digits.first != "0" { return .integer(number) }
            } else if text.contains("."), let decimal = try? FixedDecimal(text) {
                return .decimal(decimal)
            }
            if text == "true" { return .bool(true) }
            if text == "false" { return .bool(false) }
        }
        guard let first = text.first, first.isDigit || first == "-" else { return .text(text) }
        if let money = try? Money(description: text) { return .money(money) }
        if let unit = text.split(separator: " ").last?.first, unit.isLetter,
            let quantity = try? Quantity(description: text)
        {
            return .quantity(quantity)
        }
        if let date = try? CalendarDate(text) { return .date(date) }
        if let instant = try? Instant(text) { return .instant(instant) }
        return .text(text)
    }
}

import Kernel

extension Value {
    /// −1, 0 or 1; nil when the two cannot be compared (another currency or unit, text against a number it is not).
    /// A text beside another kind is read as that kind, so that `date >= "2026-04-01"` means what it says. Money and
    /// quantities beside a plain number compare by their amount.
    func order(against other: Value) -> Int? {
        if isBlank || other.isBlank { return isBlank && other.isBlank ? 0 : nil }
        if case .text(let text) = self, !other.isText { return other.order(againstText: text).map { -$0 } }
        if case .text(let text) = other, !isText { return order(againstText: text) }
        switch (self, other) {
        case (.text(let left), .text(let right)): return Self.order(left, right)
        case (.bool(let left), .bool(let right)): return left == right ? 0 : nil
        case (.date(let left), .date(let right)): return Self.order(left, right)
        case (.instant(let left), .instant(let right)): return Self.order(left, right)
        case (.money(let left), .money(let right)):
            let isOneCurrency = left.currency == right.currency || left == .none || right == .none
            return isOneCurrency ? Self.order(left.amount, right.amount) : nil
        case (.quantity(let left), .quantity(let right)):
            let isOneUnit = left.unit == right.unit || left == .none || right == .none
            return isOneUnit ? Self.order(left.value, right.value) : nil
        case (.money, .quantity), (.quantity, .money): return nil
        default:
            guard let left = amount, let right = other.amount else { return nil }
            return Self.order(left, right)
        }
    }

    private func order(againstText text: String) -> Int? {
        if amount != nil, let number = try? FixedDecimal(text) { return order(against: .decimal(number)) }
        guard let kind, let value = try? Value(text: text, kind: kind), !value.isText else { return nil }
        return order(against: value)
    }

    private static func order<Content: Comparable>(_ left: Content, _ right: Content) -> Int {
        left == right ? 0 : left < right ? -1 : 1
    }

    var isText: Bool { if case .text = self { true } else { false } }

    /// The number in a number, an amount of money or a quantity.
    var amount: FixedDecimal? {
        switch self {
        case .integer(let integer): FixedDecimal(Int(integer))
        case .decimal(let decimal): decimal
        case .money(let money): money.amount
        case .quantity(let quantity): quantity.value
        default: nil
        }
    }

    /// What kind of field holds such a value; null says nothing.
    var kind: FieldKind? {
        switch self {
        case .null: nil
        case .bool: .bool
        case .integer: .integer
        case .decimal: .decimal
        case .money: .money
        case .quantity: .quantity
        case .text: .text
        case .date: .date
        case .instant: .instant
        }
    }

    var blankAsNull: Value { isBlank ? .null : self }
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}

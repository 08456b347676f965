import Kernel

/// From a value to the cells it is written in: the way back of `value(of:in:hasDecimalComma:)`.
extension MappedField {
    /// Column → text; a currency or unit that has a column of its own is the second cell.
    func cells(of value: Value, hasDecimalComma: Bool) throws(ValueError) -> [String: String] {
        guard case .column(let column) = source else {
            throw ValueError("'\(name)' is worked out from the file and cannot be written")
        }
        guard !value.isNull else { return [column: ""] }
        if !values.isEmpty {
            guard let word = values.filter({ $0.value == value.text }).keys.min() else {
                throw ValueError(
                    "'\(value.text)' has no word in the file",
                    allowed: Set(values.values).sorted().joined(separator: ", "))
            }
            return [column: word]
        }
        switch value {
        case .money(let money):
            let amount = number(money.amount, text: money.amountText, hasDecimalComma)
            return try accompanied(column, amount, code: money.currency.code, whole: money.description)
        case .quantity(let quantity):
            let amount = number(quantity.value, text: nil, hasDecimalComma)
            return try accompanied(column, amount, code: quantity.unit.code, whole: quantity.description)
        case .decimal(let decimal): return [column: number(decimal, text: nil, hasDecimalComma)]
        case .integer(let integer): return [column: number(FixedDecimal(Int(integer)), text: nil, hasDecimalComma)]
        case .date(let date): return [column: dateForm?.text(date) ?? date.description]
        default: return [column: value.text]
        }
    }

    private func accompanied(
        _ column: String, _ amount: String, code: String, whole: String
    ) throws(ValueError) -> [String: String] {
        switch companion {
        case nil: return [column: whole]
        case .column(let other)?: return [column: amount, other: code]
        case .fixed(let fixed)?:
            guard fixed == code else {
                throw ValueError("'\(whole)' is not in \(fixed)", allowed: "\(name) in \(fixed)")
            }
            return [column: amount]
        }
    }

    private func number(_ value: FixedDecimal, text: String?, _ hasDecimalComma: Bool) -> String {
        var written = text ?? value.description
        if let factor { written = value.divided(by: factor, rounding: rounding ?? .halfEven).description }
        return hasDecimalComma ? written.replacing(".", with: ",") : written
    }
}

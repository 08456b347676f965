import Kernel

/// How figures and dates read in New Zealand and Australian English, on pages and papers alike.
public enum Formatted {
    /// "$1,265.00", "−$40.00"; another currency than the company's says its code: "USD 1,265.00".
    public static func money(_ money: Money, in home: Currency) -> String {
        let sign = money.isNegative ? "−" : ""
        let unit = money.currency == home ? "$" : money.currency == .none ? "" : money.currency.code + " "
        return sign + unit + grouped(money.magnitude.amountText)
    }

    /// "1,250.5": no more decimals than it has.
    public static func decimal(_ value: FixedDecimal) -> String {
        (value.isNegative ? "−" : "") + grouped(value.magnitude.description)
    }

    /// A price of one: at least two decimals, more when it has more.
    public static func unitPrice(_ value: FixedDecimal) -> String {
        let parts = value.magnitude.description.split(separator: ".")
        var fraction = parts.count > 1 ? String(parts[1]) : ""
        while fraction.count < 2 { fraction += "0" }
        return (value.isNegative ? "−" : "") + grouped(String(parts[0])) + "." + fraction
    }

    /// "12", or "2.5 m" for what is not counted.
    public static func quantity(_ quantity: Quantity) -> String {
        let number = decimal(quantity.value)
        return quantity.unit == .each || quantity.unit == .none ? number : number + " " + quantity.unit.code
    }

    /// "12.5 %"
    public static func percent(_ value: FixedDecimal) -> String { decimal(value) + " %" }

    /// "3 Nov 2026"
    public static func date(_ date: CalendarDate) -> String { "\(dayAndMonth(date)) \(date.year)" }

    /// "3 Nov"
    public static func dayAndMonth(_ date: CalendarDate) -> String {
        let (_, month, day) = date.parts
        return "\(day) \(months[month - 1])"
    }

    /// "12,500"
    public static func integer(_ number: Int64) -> String {
        (number < 0 ? "−" : "") + grouped(String(number.magnitude))
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Commas between thousands of a number without a sign.
    private static func grouped(_ digits: String) -> String {
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        var result = ""
        for (index, digit) in parts[0].enumerated() {
            if index > 0, (parts[0].count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return parts.count == 2 ? result + "." + parts[1] : result
    }
}

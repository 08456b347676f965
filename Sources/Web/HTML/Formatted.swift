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
        let bytes = Array(digits.utf8)
        let whole = bytes.firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
        guard whole > 3 else { return digits }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + whole / 3)
        for (index, digit) in bytes.enumerated() {
            if index > 0, index < whole, (whole - index) % 3 == 0 { result.append(UInt8(ascii: ",")) }
            result.append(digit)
        }
        return String(decoding: result, as: UTF8.self)
    }
}

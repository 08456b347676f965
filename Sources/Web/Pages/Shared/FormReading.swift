import Kernel
import Serving

/// Values of a form as the kernel's types; what cannot be read is a refusal that names the field.
enum FormReading {
    /// - Parameter field: the name that the page shows errors by; the entry's own when blank.
    static func date(_ form: Form, _ name: String, as field: String = "") throws -> CalendarDate {
        try read(form, name, field) { text throws(ValueError) in
            let date = try CalendarDate(text)
            _ = try ValueBounds.checked(.date(date))
            return date
        }
    }

    static func optionalDate(_ form: Form, _ name: String) throws -> CalendarDate? {
        form[name].isEmpty ? nil : try date(form, name)
    }

    static func decimal(_ form: Form, _ name: String) throws -> FixedDecimal {
        try read(form, name, "") { text throws(ValueError) in
            let decimal = try FixedDecimal(plain(text))
            _ = try ValueBounds.checked(.decimal(decimal))
            return decimal
        }
    }

    /// "5,000" or "5000.00", in the currency given.
    static func money(_ form: Form, _ name: String, _ currency: Currency) throws -> Money {
        try read(form, name, "") { text throws(ValueError) in
            let money = try Money(text: plain(text), currency: currency)
            _ = try ValueBounds.checked(.money(money))
            return money
        }
    }

    /// As people write amounts: with commas between thousands, a dollar sign in front.
    static func plain(_ text: String) -> String {
        var text = text.filter { $0 != "," && $0 != " " }
        if text.hasPrefix("$") { text.removeFirst() }
        return text
    }

    private static func read<T>(
        _ form: Form, _ name: String, _ field: String, _ reader: (String) throws(ValueError) -> T
    ) throws -> T {
        do throws(ValueError) {
            return try reader(form[name])
        } catch {
            throw Refusal(
                .invalidValue, error.message, field: field.isEmpty ? name : field, allowed: error.allowed)
        }
    }
}

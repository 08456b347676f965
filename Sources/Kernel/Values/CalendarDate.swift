/// A day of the calendar, without a time or a time zone: due dates, tax dates, periods.
///
/// Unit: days since 1970-01-01 in an `Int32`, by the proleptic Gregorian calendar. Making a date from parts or text
/// takes the years 0001 to 9999 and throws `ValueError` otherwise; stepping past ±5.8 million years traps.
/// Formulas: days_from_civil and civil_from_days of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
@frozen
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01; negative before it.
    public var daysSinceEpoch: Int32

    @inlinable
    public init(daysSinceEpoch: Int32) {
        self.daysSinceEpoch = daysSinceEpoch
    }

    public init(year: Int, month: Int, day: Int) throws(ValueError) {
        guard (1...9999).contains(year) else {
            throw ValueError("the year \(year) is out of range", allowed: "1 to 9999")
        }
        guard (1...12).contains(month) else {
            throw ValueError("the month \(month) is out of range", allowed: "1 to 12")
        }
        let last = Self.daysIn(month: month, ofYear: year)
        guard (1...last).contains(day) else {
            let name = "\(padded(year, 4))-\(padded(month, 2))"
            throw ValueError("the day \(day) is not in \(name)", allowed: "1 to \(last)")
        }
        self.init(knownYear: year, month: month, day: day)
    }

    /// The form "2026-03-31".
    public init(_ text: some StringProtocol) throws(ValueError) {
        var reader = FieldReader(text.utf8.makeIterator())
        guard let date = try Self.read(&reader), reader.isAtEnd else {
            throw ValueError("\(quoted(text)) is not a date", allowed: "the form YYYY-MM-DD, such as 2026-03-31")
        }
        self = date
    }

    /// "YYYY-MM-DD" at the reader; nil when it has another form, throws when there is no such day.
    static func read<Bytes>(_ reader: inout FieldReader<Bytes>) throws(ValueError) -> CalendarDate? {
        guard let year = reader.number(digits: 4), reader.take("-"),
            let month = reader.number(digits: 2), reader.take("-"),
            let day = reader.number(digits: 2)
        else { return nil }
        return try CalendarDate(year: year, month: month, day: day)
    }

    /// From parts known to be right. Day 1 may stand for any month; a day past the month's end runs on.
    init(knownYear: Int, month: Int, day: Int) {
        let year = month <= 2 ? knownYear - 1 : knownYear
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSinceEpoch = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Year, month and day at once: cheaper than asking for each.
    public var parts: (year: Int, month: Int, day: Int) {
        let shifted = Int(daysSinceEpoch) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    public var year: Int { parts.year }
    public var month: Int { parts.month }
    public var day: Int { parts.day }

    /// 1 for Monday to 7 for Sunday, as ISO 8601 counts. 1970-01-01 was a Thursday.
    public var weekday: Int {
        let fromMonday = (Int(daysSinceEpoch) + 3) % 7
        return (fromMonday < 0 ? fromMonday + 7 : fromMonday) + 1
    }

    /// "2026-03-31"; a year outside 0–9999 is written with its sign.
    public var description: String {
        let (year, month, day) = parts
        let sign = year < 0 ? "-" : year > 9999 ? "+" : ""
        return "\(sign)\(padded(Int(year.magnitude), 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    @inlinable
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }
}

extension CalendarDate {
    public func adding(days: Int) -> CalendarDate {
        CalendarDate(daysSinceEpoch: Int32(Int(daysSinceEpoch) + days))
    }

    /// The same day so many months on, or the month's last day where it is shorter: 31 January + 1 is 28 February.
    public func adding(months: Int) -> CalendarDate {
        let (year, month, day) = parts
        let index = year * 12 + month - 1 + months
        let newYear = (index >= 0 ? index : index - 11) / 12
        let newMonth = index - newYear * 12 + 1
        let last = Self.daysIn(month: newMonth, ofYear: newYear)
        return CalendarDate(knownYear: newYear, month: newMonth, day: min(day, last))
    }

    /// The last day of the date's month.
    public var endOfMonth: CalendarDate {
        let (year, month, _) = parts
        return CalendarDate(knownYear: year, month: month, day: Self.daysIn(month: month, ofYear: year))
    }

    /// The first day of the date's month.
    public var startOfMonth: CalendarDate { adding(days: 1 - day) }

    /// Days from this date to `other`; negative when `other` is earlier.
    public func days(until other: CalendarDate) -> Int { Int(other.daysSinceEpoch) - Int(daysSinceEpoch) }

    static func daysIn(month: Int, ofYear year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// A number that is not negative with zeros in front to at least `width` digits.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}

/// A point in time: when something was recorded or has to happen.
///
/// Unit: microseconds since 1970-01-01T00:00:00Z in an `Int64`, leap seconds not counted (as POSIX time).
/// Reading text throws `ValueError`; stepping past ±292 thousand years traps.
@frozen
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var microseconds: Int64

    @inlinable
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    private static let microsecondsPerDay: Int64 = 86_400_000_000

    /// RFC 3339: "2026-03-31T04:05:06Z", optionally with decimals of a second (those past the sixth must be zeros),
    /// and with "Z" or an offset such as "+13:00".
    public init(_ text: some StringProtocol) throws(ValueError) {
        var reader = FieldReader(text.utf8.makeIterator())
        guard let date = try CalendarDate.read(&reader), reader.take("T"),
            let hour = reader.number(digits: 2), reader.take(":"),
            let minute = reader.number(digits: 2), reader.take(":"),
            let second = reader.number(digits: 2), let fraction = Self.fraction(&reader),
            let offset = Self.offset(&reader), reader.isAtEnd
        else {
            throw ValueError(
                "\(quoted(text)) is not a time", allowed: "the form 2026-03-31T04:05:06Z, up to 6 decimals of a second")
        }
        guard hour < 24, minute < 60, second < 60 else {
            throw ValueError("\(quoted(text)) has no such time of day", allowed: "00:00:00 to 23:59:59")
        }
        let seconds = Int64(hour * 3_600 + minute * 60 + second - offset)
        microseconds = Int64(date.daysSinceEpoch) * Self.microsecondsPerDay + seconds * 1_000_000 + Int64(fraction)
    }

    /// Microseconds of an optional ".123456"; nil when the point has no digits or more than six count.
    private static func fraction<Bytes>(_ reader: inout FieldReader<Bytes>) -> Int? {
        guard reader.take(".") else { return 0 }
        var value = 0
        var digits = 0
        while let digit = reader.digit() {
            digits += 1
            if digits <= 6 { value = value * 10 + digit } else if digit != 0 { return nil }
        }
        guard digits > 0 else { return nil }
        while digits < 6 {
            value *= 10
            digits += 1
        }
        return value
    }

    /// Seconds east of UTC of "Z" or "±hh:mm".
    private static func offset<Bytes>(_ reader: inout FieldReader<Bytes>) -> Int? {
        if reader.take("Z") { return 0 }
        let west = reader.take("-")
        guard west || reader.take("+"), let hours = reader.number(digits: 2), hours < 24, reader.take(":"),
            let minutes = reader.number(digits: 2), minutes < 60
        else { return nil }
        return (west ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }

    /// "2026-03-31T04:05:06.123456Z", always with six decimals, so that texts of the years 0–9999 sort as times do.
    public var description: String {
        let (day, inDay) = Self.split(microseconds)
        let seconds = inDay / 1_000_000
        let time = "\(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        return "\(CalendarDate(daysSinceEpoch: day))T\(time).\(padded(inDay % 1_000_000, 6))Z"
    }

    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

    public func adding(seconds: Int) -> Instant {
        Instant(microseconds: microseconds + Int64(seconds) * 1_000_000)
    }

    public func adding(microseconds step: Int64) -> Instant {
        Instant(microseconds: microseconds + step)
    }

    /// The day in UTC.
    public var date: CalendarDate { date(offsetSeconds: 0) }

    /// The day where clocks are `offsetSeconds` ahead of UTC: 46 800 for New Zealand in summer.
    public func date(offsetSeconds: Int) -> CalendarDate {
        let local = microseconds + Int64(offsetSeconds) * 1_000_000
        return CalendarDate(daysSinceEpoch: Self.split(local).day)
    }

    /// Microseconds from this instant to `other`; negative when `other` is earlier.
    public func microseconds(until other: Instant) -> Int64 { other.microseconds - microseconds }

    /// The day and the microseconds since its midnight, without an overflow at the ends of the range.
    private static func split(_ microseconds: Int64) -> (day: Int32, inDay: Int) {
        let (day, inDay) = microseconds.quotientAndRemainder(dividingBy: microsecondsPerDay)
        return inDay < 0 ? (Int32(day - 1), Int(inDay + microsecondsPerDay)) : (Int32(day), Int(inDay))
    }
}

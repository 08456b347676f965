import Testing

@testable import Kernel

@Suite("Calendar dates")
struct CalendarDateTests {
    @Test("are read, taken apart and written again")
    func writtenAndRead() throws {
        let date = try CalendarDate("2026-03-31")
        #expect(date.year == 2026 && date.month == 3 && date.day == 31 && date.weekday == 2)
        #expect(date.description == "2026-03-31" && date.daysSinceEpoch == 20_543)
        #expect(try CalendarDate("1970-01-01").daysSinceEpoch == 0)
        #expect(try CalendarDate("1970-01-01").weekday == 4)
        #expect(try CalendarDate("0001-01-01").weekday == 1)
        #expect(CalendarDate(daysSinceEpoch: -1_000_000).description == "-0768-02-04")
    }

    @Test(
        "refuse days that are not and other forms",
        arguments: [
            "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00", "0000-01-01",
            "2026-3-31", "20260331", "2026-03-31 ", "", "2026/03/31", "2026-03-311", "31-03-2026",
        ])
    func refused(text: String) {
        #expect(throws: ValueError.self) { try CalendarDate(text) }
    }

    @Test("step by months to the month's end where it is shorter")
    func months() throws {
        #expect(try CalendarDate("2026-01-31").adding(months: 1) == CalendarDate("2026-02-28"))
        #expect(try CalendarDate("2024-01-31").adding(months: 1) == CalendarDate("2024-02-29"))
        #expect(try CalendarDate("2026-03-31").adding(months: -1) == CalendarDate("2026-02-28"))
        #expect(try CalendarDate("2026-01-15").adding(months: -13) == CalendarDate("2024-12-15"))
        #expect(try CalendarDate("2026-11-30").adding(months: 14) == CalendarDate("2028-01-30"))
        #expect(try CalendarDate("2000-02-10").endOfMonth == CalendarDate("2000-02-29"))
        #expect(try CalendarDate("2026-12-10").startOfMonth == CalendarDate("2026-12-01"))
        #expect(try CalendarDate("2026-03-31").adding(days: 1) == CalendarDate("2026-04-01"))
        #expect(try CalendarDate("2026-03-31").days(until: CalendarDate("2027-03-31")) == 365)
    }

    @Test("follow one another without a gap through eight centuries")
    func everyDay() throws {
        var expected = (year: 1600, month: 1, day: 1)
        var date = try CalendarDate("1600-01-01")
        let first = date
        while expected.year < 2400 {
            let parts = date.parts
            guard parts == expected else {
                Issue.record("\(date) is not \(expected)")
                return
            }
            guard try CalendarDate(year: parts.year, month: parts.month, day: parts.day) == date else {
                Issue.record("\(date) does not come back")
                return
            }
            expected.day += 1
            if expected.day > CalendarDate.daysIn(month: expected.month, ofYear: expected.year) {
                expected = expected.month == 12 ? (expected.year + 1, 1, 1) : (expected.year, expected.month + 1, 1)
            }
            date = date.adding(days: 1)
        }
        #expect(first.days(until: date) == 2 * 146_097)
    }
}

@Suite("Instants")
struct InstantTests {
    @Test("are written with six decimals and read back the same")
    func writtenAndRead() throws {
        let form = "2026-03-31T04:05:06.123456Z"
        #expect(try Instant(form).description == form)
        #expect(try Instant("2026-03-31T04:05:06Z").description == "2026-03-31T04:05:06.000000Z")
        #expect(try Instant("2026-03-31T04:05:06.5Z").microseconds % 1_000_000 == 500_000)
        #expect(try Instant("2026-03-31T17:05:06+13:00") == Instant("2026-03-31T04:05:06.0000000Z"))
        #expect(try Instant("1969-12-31T23:59:59.999999Z").microseconds == -1)
        #expect(Instant(microseconds: 0).description == "1970-01-01T00:00:00.000000Z")
        var random = SeededRandom(seed: 3)
        for _ in 0..<3_000 {
            let range = Int64(-62_135_596_800_000_000)...253_402_300_799_999_999
            let instant = Instant(microseconds: .random(in: range, using: &random))
            #expect(try Instant(instant.description) == instant)
        }
    }

    @Test(
        "refuse other forms and times that are not",
        arguments: [
            "2026-03-31", "2026-03-31T04:05:06", "2026-03-31 04:05:06Z", "2026-03-31T24:00:00Z", "2026-03-31T04:60:06Z",
            "2026-03-31T04:05:60Z", "2026-03-31T04:05:06.Z", "2026-03-31T04:05:06.1234567Z", "2026-02-30T04:05:06Z",
            "2026-03-31T04:05:06Zx", "2026-03-31T04:05:06+1300", "",
        ])
    func refused(text: String) {
        #expect(throws: ValueError.self) { try Instant(text) }
    }

    @Test("fall on the day of the place that asks")
    func days() throws {
        let evening = try Instant("2026-03-31T12:30:00Z")
        #expect(evening.date.description == "2026-03-31")
        #expect(evening.date(offsetSeconds: 13 * 3_600).description == "2026-04-01")
        #expect(evening.date(offsetSeconds: -13 * 3_600).description == "2026-03-30")
        #expect(Instant(microseconds: -1).date.description == "1969-12-31")
        #expect(evening.adding(seconds: 60).adding(microseconds: -1) < evening.adding(seconds: 60))
        #expect(evening.microseconds(until: evening.adding(seconds: 2)) == 2_000_000)
        #expect(!Instant(microseconds: .min).description.isEmpty && !Instant(microseconds: .max).description.isEmpty)
    }
}

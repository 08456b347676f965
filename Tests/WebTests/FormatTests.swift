import Kernel
import Testing

@testable import Web

@Suite("Dates are the company's, times the reader's")
struct FormatTests {
    /// One in the afternoon of 22 November at UTC: past midnight in Auckland, morning in New York.
    private let afternoon = Instant(microseconds: 1_795_352_400_000_000)

    private func format(zone: String?) -> Format {
        let afternoon = afternoon
        let world = World(
            now: { afternoon }, zone: "Pacific/Auckland", today: { afternoon.date(offsetSeconds: 13 * 3_600) },
            newID: { "" }, random: { 0 })
        return Format(zone: zone, currency: .nzd, world: world)
    }

    @Test(arguments: [nil, "Pacific/Auckland", "America/New_York", "nowhere"])
    func theBusinessDateIsTheSameForEveryReader(zone: String?) {
        #expect(format(zone: zone).today.description == "2026-11-23")
    }

    @Test(
        arguments: [
            (nil, "Today 02:00"), ("nowhere", "Today 02:00"), ("Pacific/Auckland", "Today 02:00"),
            ("America/New_York", "Today 08:00"),
        ] as [(String?, String)])
    func aTimeIsToldByTheReadersClock(zone: String?, text: String) {
        #expect(format(zone: zone).instantText(afternoon) == text)
    }

    @Test func yesterdayIsTheReadersYesterday() {
        let before = afternoon.adding(seconds: -3 * 3_600)
        #expect(format(zone: "Pacific/Auckland").instantText(before) == "Yesterday 23:00")
        #expect(format(zone: "America/New_York").instantText(before) == "Today 05:00")
    }
}

import Kernel
import Platform
import Testing

@testable import ERP

@Suite struct FinanceAgeingTests {
    /// The oracle D1: what is dated after the day does not count, credits applied before it do.
    @Test func ageingAtTheEndOfMarch() throws {
        let house = try FinanceHouse(overdueHoldDays: 120)
        let harbour = try house.customer(terms: "COD", taxCode: "GST0")
        try house.on("2026-01-15")
        let january = try house.invoice(harbour, [(1, "500.00")])
        try house.on("2026-03-10")
        try house.run(
            IssueCreditMemo(
                invoice: january.id, reason: "late", lines: [CreditLineInput(position: 1, amount: try kiwi("100.00"))]))
        try house.on("2026-03-20")
        let march = try house.invoice(harbour, [(1, "1000.00")])
        try house.on("2026-03-28")
        try house.run(RecordPayment(customer: harbour, amount: try kiwi("250.00")))
        try house.on("2026-04-05")
        try house.run(
            RecordPayment(
                customer: harbour, amount: try kiwi("400.00"),
                applications: [ApplicationInput(invoice: march.number)]))
        let ageing = try house.read { try Ageing.at(try CalendarDate("2026-03-31"), in: $0) }
        #expect(ageing.total.days1To30 == (try kiwi("1000.00")))
        #expect(ageing.total.days61To90 == (try kiwi("400.00")))
        #expect(ageing.total.unapplied == (try kiwi("-250.00")))
        #expect(ageing.total.total == (try kiwi("1150.00")))
        #expect(ageing.control == (try kiwi("1150.00")))
        #expect(ageing.customers[harbour] == ageing.total)
        try house.expectSoundBooks()
    }

    /// The oracle A1: on every past day the report's total is the ledger's, whatever happened since.
    @Test(arguments: [1, 2, 3])
    func theTotalIsTheControlAccountOnEveryDay(seed: UInt64) throws {
        let house = try FinanceHouse()
        var story = RandomStory(seed: seed, house: house)
        try story.live(days: 60)
        var day = house.start
        while day <= house.clock.day {
            let ageing = try house.read { try Ageing.at(day, in: $0) }
            #expect(ageing.ties, "on \(day): \(ageing.total.total) and \(ageing.control)")
            day = day.adding(days: 1)
        }
        try house.expectSoundBooks()
        #expect(story.happened.count == RandomStory.Deed.allCases.count, "\(story.happened)")
    }
}

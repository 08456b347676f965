import Bridge
import CRM
import ERP
import FilesConnector
import Foundation
import Kernel
import Platform
import StoreSQLite
import Testing

@testable import Suite

@Suite("A company's past, done again")
struct ReplayTests {
    let usd: Currency

    init() throws { usd = try Currency("USD") }

    private func decimal(_ text: String) throws -> FixedDecimal { try FixedDecimal(text) }

    @Test("ten orders go through both systems, and CRM, ERP, ledger and file agree to the cent")
    func everythingTies() async throws {
        let company = try TinyCompany()
        try await company.replay.run()
        let figures = try company.replay.figures()
        #expect(company.replay.refused.isEmpty, "\(company.replay.refused)")
        #expect((figures.orders, figures.lines, figures.quotes) == (10, 14, 4))
        #expect(figures.erpTotalDue == Money(minorUnits: 2_356_804, currency: usd))
        #expect(figures.crmTotalDue == figures.erpTotalDue)
        #expect(figures.ledgerTotalDue == figures.erpTotalDue)
        #expect(figures.sourceTotalDue == (try decimal("23568.0355")))
        #expect((figures.unexplainedCents, figures.duplicates, figures.lost) == (0, 0, 0))
        #expect(figures.trialBalance.isZero && figures.receivables.isZero)
        #expect(figures.isSound)
        #expect(figures.months.map(\.month) == ["2011-05", "2011-06", "2011-07"])
        #expect(figures.months.map(\.orders) == [3, 3, 4])
        #expect(try company.suite.verify().isEmpty)
    }

    @Test("on a server the same orders come to the same figures")
    func onServer() async throws {
        let (filed, served) = (try TinyCompany(), try TinyCompany(onServer: true))
        for company in [filed, served] { try await company.replay.run() }
        #expect(try "\(served.replay.figures())" == "\(filed.replay.figures())")
        #expect(try served.suite.verify().isEmpty)
        #expect(try served.suite.auditEntries() == filed.suite.auditEntries())
    }

    @Test("each part of the rounding is what Python's decimal makes of it")
    func roundingIsExplained() async throws {
        let company = try TinyCompany()
        try await company.replay.run()
        let parts = try company.replay.figures().rounding
        #expect(parts.lines == (try decimal("-0.01549")))
        #expect(parts.tax == (try decimal("0.0104")))
        #expect(parts.freight == (try decimal("-0.0104")))
        #expect(parts.invoices == (try decimal("0.02")))
        #expect(parts.file == (try decimal("-0.00001")))
        #expect(parts.sum == (try decimal("0.0045")))
    }

    @Test("lines without an order are rejected once, each with its reason")
    func orphansAreRejected() async throws {
        let company = try TinyCompany()
        try await company.replay.run()
        #expect(try company.replay.figures().rejectedLines == 2)
        let rejects = try company.reject("online-orders.lines")
        #expect(rejects.contains("SalesOrderHeader.csv has no document '901'"))
        #expect(rejects.contains("SalesOrderHeader.csv has no document '902'"))
        #expect(!FileManager.default.fileExists(atPath: company.rejects + "/store-quotes.lines.rejected.csv"))
    }

    @Test("everything happened on its day")
    func datesAreKept() async throws {
        let company = try TinyCompany()
        try await company.replay.run()
        let order = try #require(
            try company.suite.erp.store.read {
                try $0.all(Select<SalesOrder>().where(\.customerReference, .equal, "SO107")).first
            })
        let invoice = try #require(
            try company.suite.erp.store.read {
                try $0.all(Select<Invoice>().where(\.salesOrder, .equal, order.id)).first
            })
        let paid = try company.suite.erp.store.read { session in
            try session.rows("SELECT date FROM customer_payment WHERE reference = 'SO107'", [], as: [.date])
        }
        #expect(order.sourceKind == .quote)
        #expect(order.date.description == "2011-07-01")
        #expect(invoice.date.description == "2011-07-08")
        #expect(paid.map { $0[0].text } == ["2011-07-13"])
        #expect(order.tax == Money(minorUnits: 36_553, currency: usd))
        #expect(order.freight == Money(minorUnits: 10_171, currency: usd))
        #expect(order.state == .closed && order.paymentStatus == .paid)
    }

    @Test("a store's order was a quote with the amounts that were agreed, and the CRM knows its order")
    func storesBeginInTheCRM() async throws {
        let company = try TinyCompany()
        try await company.replay.run()
        let quotes = try company.suite.crm.store.read {
            try $0.all(Select<Quote>().ordered(by: \.customerReference))
        }
        #expect(quotes.map(\.customerReference) == ["SO101", "SO102", "SO107", "SO108"])
        #expect(quotes.map(\.total.amountText) == ["7028.89", "310.51", "4583.53", "22.48"])
        #expect(quotes.allSatisfy { $0.state == .ordered && !$0.orderNumber.isEmpty && $0.owner == "sales-279" })
        #expect(quotes.map(\.priceDate.description).last == "2011-07-01")
    }

    @Test("a customer whose person is not in the file bears the account number; an odd telephone costs no account")
    func oddCustomers() async throws {
        let company = try TinyCompany()
        try await company.replay.run()
        let accounts = try company.suite.crm.store.read { try $0.all(Select<Account>()) }
        #expect(accounts.count == 7)
        #expect(accounts.first { $0.customerNumber == "AW00000025" }?.name == "AW00000025")
        #expect(accounts.first { $0.customerNumber == "AW00000021" }?.phone == "1 (11) 500 555-0162")
        #expect(accounts.first { $0.customerNumber == "AW00000011" }?.phone == "+16975550142")
    }

    @Test("importing all of it again does nothing")
    func importingAgain() async throws {
        let company = try TinyCompany()
        try await company.replay.run()
        let before = try company.rowCounts()
        let again = try company.replay.importAgain()
        #expect(again.map(\.imported) == again.map { _ in 0 })
        #expect(again.map(\.rejected) == again.map { _ in 0 })
        #expect(again.map(\.changed) == again.map { _ in 0 })
        #expect(again.map(\.alreadyThere) == company.replay.summaries.map(\.imported))
        #expect(try company.rowCounts() == before)
    }

    @Test("a total that the documents cannot come to is seen, to the cent")
    func aWrongTotalIsSeen() async throws {
        let company = try TinyCompany()
        try await company.replay.run()
        let honest = try company.replay.figures()
        // Somebody changes a mirrored invoice behind the program's back.
        _ = try company.suite.crm.store.write { session in
            try session.execute(
                "UPDATE customer_invoice SET total = total + 7 WHERE customer_reference = 'SO104'", [])
        }
        let figures = try company.replay.figures()
        #expect(honest.isSound)
        #expect(figures.unexplainedCents == 7)
        #expect(!figures.isSound)
        #expect(figures.crmTotalDue.minorUnits == honest.crmTotalDue.minorUnits + 7)
    }

    @Test("an order that was refused is counted as lost, with what it should have come to")
    func aRefusedOrderIsLost() async throws {
        let company = try TinyCompany(changing: [
            "SalesOrderDetail": { $0.replacing("105,1,7,8.6442,1,3,0", with: "105,0,7,8.6442,1,3,0") }
        ])
        try await company.replay.run()
        let figures = try company.replay.figures()
        #expect((figures.orders, figures.lost) == (9, 1))
        #expect(figures.unexplainedCents == 963)
        #expect(try company.reject("online-orders").contains("105,"))
        #expect(!figures.isSound)
    }
}

/// The manufacturer's own orders, where their files are: they are not part of the repository.
@Suite("The real orders")
struct RealOrderTests {
    static let data = packageRoot + "/../shared/data/adventureworks"
    static var isThere: Bool { FileManager.default.fileExists(atPath: data + "/SalesOrderHeader.csv") }

    @Test(
        "1,566 orders of a real manufacturer's shape tie to the cent",
        .enabled(if: isThere, "the files of the real orders are not in ../shared/data/adventureworks"))
    func realOrders() async throws {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("real-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: home) }
        let clock = ReplayClock(CalendarDate(daysSinceEpoch: 0))
        let suite = try Suite.open(
            home: home, recipes: try RecipeFolder.load(packageRoot + "/Recipes").recipes,
            zone: "America/Los_Angeles", country: "US", world: clock.world(zone: "America/Los_Angeles"))
        let replay = try OrderReplay(
            suite, clock: clock, maps: try TinyCompany.maps(), folder: Self.data, rejectFolder: home + "/rejects")
        try await replay.run()
        let figures = try replay.figures()
        #expect(replay.refused.isEmpty)
        #expect((figures.orders, figures.lines, figures.quotes, figures.rejectedLines) == (1_566, 5_675, 406, 41))
        #expect(figures.sourceTotalDue == (try FixedDecimal("14030071.8292")))
        #expect(figures.erpTotalDue.amountText == "14030072.46")
        #expect(figures.explainedRounding == (try FixedDecimal("0.6308")))
        #expect(figures.isSound)
    }
}

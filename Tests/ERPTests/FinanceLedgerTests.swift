import Kernel
import Platform
import Testing

@testable import ERP

@Suite struct FinanceLedgerTests {
    let house: FinanceHouse
    init() throws { house = try FinanceHouse() }

    private func journal(_ lines: [JournalLineInput], on day: String? = nil) throws -> PostJournal {
        PostJournal(date: try day.map { try CalendarDate($0) }, memo: "Rent for January", lines: lines)
    }

    private func rent(on day: String? = nil) throws -> PostJournal {
        try journal(
            [
                JournalLineInput(account: "6010", debit: try kiwi("2500.00")),
                JournalLineInput(account: "1000", credit: try kiwi("2500.00")),
            ], on: day)
    }

    @Test func settingUpGivesAChartPeriodsTaxCodesAndTerms() throws {
        #expect(house.codes(SetUpCompany(name: "Again", country: "NZ", currency: .nzd)) == [.alreadySetUp])
        let accounts = try house.all(Select<LedgerAccount>())
        for role in AccountRole.allCases { #expect(accounts.contains { $0.code == role.code }, "\(role)") }
        #expect(Set(accounts.map(\.path)).count == accounts.count)
        #expect(try house.load(ID<Period>("2026-01")).state == .open)
        #expect(try house.load(ID<Period>("2027-06")).state == .future)
        #expect(try house.load(ID<TaxCode>("GST15")).rate == FixedDecimal(micros: 150_000))
        let terms = try house.load(ID<PaymentTerms>("20EOM"))
        #expect(terms.dueDate(ofInvoiceOn: try CalendarDate("2026-01-09")) == (try CalendarDate("2026-02-20")))
        #expect(house.codes(SetUpCompany(name: "X", country: "NZ", currency: .none)) == [.alreadySetUp])
        try house.expectSoundBooks()
    }

    @Test func nothingWorksBeforeSetUp() throws {
        let store = try SQLiteStoreForTests.empty()
        #expect(throws: Refusal.self) { try store.run(RequestCustomer(legalName: "Early Bird"), by: .system) }
        do {
            try store.run(RequestCustomer(legalName: "Early Bird"), by: .system)
        } catch let refusal as Refusal {
            #expect(refusal.code == .companyNotSetUp)
        }
        let bad = SetUpCompany(name: "X", country: "NZ", currency: .none)
        #expect(throws: Refusal.self) { try store.run(bad, by: .system) }
    }

    @Test func aManualJournalIsPostedAndTakenBack() throws {
        let entry = try house.run(try rent())
        #expect(try house.posting(entry) == ["1000 -2500.00", "6010 2500.00"])
        let income = try house.read { try ProfitAndLoss.over(from: "2026-01", through: "2026-01", in: $0) }
        #expect(income.profit == (try kiwi("-2500.00")))
        #expect(house.codes(ReverseJournal(entry: entry, reason: "")) == [.missingReason])
        try house.run(ReverseJournal(entry: entry, reason: "posted twice"))
        #expect(try house.balance(.bank) == "0.00")
        #expect(house.codes(ReverseJournal(entry: entry, reason: "again")) == [.alreadyReversed])
        try house.expectSoundBooks()
    }

    @Test func everythingWrongWithAJournalIsSaidAtOnce() throws {
        let refusal = try #require(
            house.refusal(
                of: try journal([
                    JournalLineInput(account: "1100", debit: try kiwi("10.00")),
                    JournalLineInput(account: "9999", credit: try kiwi("10.00")),
                    JournalLineInput(account: "6010"),
                    JournalLineInput(account: "6010", debit: try greenback("1.00")),
                ])))
        #expect(
            refusal.reasons.map(\.code) == [.controlAccount, .notFound, .amountNotPositive, .currencyMismatch])
        #expect(refusal.reasons.map(\.line) == [1, 2, 3, 4])
        #expect(refusal.reasons.allSatisfy { $0.fixedBy == "finance" })
        let lopsided = try journal([
            JournalLineInput(account: "6010", debit: try kiwi("10.00")),
            JournalLineInput(account: "1000", credit: try kiwi("9.99")),
        ])
        #expect(house.codes(lopsided) == [.unbalancedJournal])
    }

    @Test func aDocumentsPostingIsTakenBackByADocument() throws {
        let invoice = try house.invoice(try house.customer(), [(1, "10.00")])
        #expect(house.codes(ReverseJournal(entry: invoice.entry, reason: "x")) == [.reverseTheDocument])
    }

    @Test func aLockedPeriodTakesAccountantsOnlyAndAClosedOneNobody() throws {
        let harbour = try house.customer()
        let order = try house.order(harbour, [(1, "10.00")])
        try house.run(ShipOrder(order: order))
        for month in 1...12 {
            let code = "2025-" + (month < 10 ? "0" : "") + String(month)
            try house.run(LockPeriod(period: ID(code)))
            try house.run(ClosePeriod(period: ID(code)))
        }
        try house.run(LockPeriod(period: ID("2026-01")))
        let refusal = try #require(house.refusal(of: IssueInvoice(order: order)))
        #expect(refusal.code == .closedPeriod)
        #expect(refusal.reasons[0].waitsFor == "Period/2026-01")
        try house.run(try rent())
        try house.run(ClosePeriod(period: ID("2026-01")))
        #expect(house.codes(try rent()) == [.closedPeriod])
        #expect(house.codes(try rent(on: "2010-01-01")) == [.closedPeriod])
        #expect(house.codes(try rent(on: "2027-06-01")) == [.closedPeriod])
        #expect(house.codes(LockPeriod(period: ID("2025-12"))) == [.periodOutOfSequence])
        try house.run(LockPeriod(period: ID("2026-01")))
        try house.run(OpenPeriod(period: ID("2026-01")))
        try house.run(IssueInvoice(order: order))
        try house.expectSoundBooks()
    }

    @Test func periodsOpenAndCloseInTheirOrder() throws {
        #expect(house.codes(OpenPeriod(period: ID("2027-06"))) == [.periodOutOfSequence])
        try house.run(OpenPeriod(period: ID("2027-02")))
        #expect(house.codes(ClosePeriod(period: ID("2026-01"))) == [.wrongState])
        try house.run(LockPeriod(period: ID("2026-01")))
        #expect(house.codes(ClosePeriod(period: ID("2026-01"))) == [.periodOutOfSequence])
    }

    @Test func postedEntriesRefuseEveryChange() throws {
        let entry = try house.run(try rent())
        for statement in [
            "UPDATE journal_line SET amount = amount + 1", "DELETE FROM journal_line",
            "UPDATE journal_entry SET memo = 'x'", "UPDATE invoice SET total = 0",
        ] {
            if statement.contains("invoice") { try house.invoice(try house.customer(), [(1, "10.00")]) }
            #expect(throws: StoreError.self) { try house.store.write { try $0.execute(statement, []) } }
        }
        let extra = """
            INSERT INTO journal_line SELECT 'extra', 1, entry, 9, account, amount, amount_currency, document_amount,
            document_amount_currency, party, item, memo FROM journal_line WHERE entry = ? LIMIT 1
            """
        #expect(throws: StoreError.self) { try house.store.write { try $0.execute(extra, [.text(entry.raw)]) } }
        try house.expectSoundBooks()
    }

    @Test func aBalanceSheetBalancesWithoutAClosingEntry() throws {
        try house.invoice(try house.customer(), [(10, "100.00")])
        try house.run(try rent())
        let sheet = try house.read { try BalanceSheet.at(endOf: "2026-01", in: $0) }
        #expect(sheet.accumulatedProfit == (try kiwi("-1900.00")))
        #expect(sheet.difference.isZero)
        #expect(sheet.totalAssets == (try kiwi("38250.00")))
    }
}

/// A store whose company is not set up.
enum SQLiteStoreForTests {
    static func empty() throws -> CommandBus {
        let house = try FinanceHouse()
        return CommandBus(
            module: ERP.module, store: try .inMemoryERP(), world: house.bus.world, access: house.bus.access)
    }
}

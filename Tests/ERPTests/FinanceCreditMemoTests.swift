import Kernel
import Platform
import Testing

@testable import ERP

@Suite struct FinanceCreditMemoTests {
    let house: FinanceHouse
    let harbour: ID<Customer>

    init() throws {
        house = try FinanceHouse()
        harbour = try house.customer()
    }

    @Test func aLowerPriceIsAnAllowance() throws {
        let invoice = try house.invoice(harbour, [(4, "100.00")])
        let memo = try house.load(
            try house.run(
                IssueCreditMemo(
                    invoice: invoice.id, reason: "price agreed by phone",
                    lines: [CreditLineInput(position: 1, amount: try kiwi("40.00"))])))
        #expect(memo.number == "CN-000001")
        #expect(memo.total == (try kiwi("46.00")))
        #expect(try house.posting(memo.entry) == ["1100 -46.00", "2200 6.00", "4110 40.00"])
        #expect(try house.item(invoice.number).open == (try kiwi("414.00")))
        #expect(try house.item(memo.number).state == .settled)
        try house.expectSoundBooks()
    }

    @Test func aWholeInvoiceIsCreditedToTheCent() throws {
        let invoice = try house.invoice(harbour, Array(repeating: (1, "1.03"), count: 10)) {
            $0.freight = Money(minorUnits: 777, currency: .nzd)
        }
        try house.run(
            IssueCreditMemo(
                invoice: invoice.id, reason: "one pump too many", lines: [CreditLineInput(position: 3, quantity: 1)]))
        let rest = try house.load(try house.run(IssueCreditMemo(invoice: invoice.id, reason: "wrong customer")))
        #expect(rest.freight == (try kiwi("7.77")))
        #expect(try house.balance(.receivable) == "0.00")
        #expect(try house.balance(.gstOutput) == "0.00")
        #expect(house.codes(IssueCreditMemo(invoice: invoice.id, reason: "again")) == [.nothingToCredit])
        try house.expectSoundBooks()
    }

    @Test func moreThanWasInvoicedIsNotCredited() throws {
        let invoice = try house.invoice(harbour, [(4, "100.00")])
        let command = IssueCreditMemo(
            invoice: invoice.id, reason: "", date: try CalendarDate("2026-01-01"),
            lines: [
                CreditLineInput(position: 1, quantity: 5), CreditLineInput(position: 2),
                CreditLineInput(position: 1, amount: try kiwi("400.01")),
                CreditLineInput(position: 1, amount: try greenback("5.00")),
            ])
        #expect(
            house.codes(command) == [
                .missingReason, .datedBeforeDocument, .creditExceedsInvoice, .creditExceedsInvoice,
                .creditExceedsInvoice, .currencyMismatch,
            ])
        #expect(
            house.refusal(of: command)?.reasons.map(\.field) == [
                "reason", "date", "quantity", "position", "amount", "amount",
            ])
    }

    @Test func aCreditKeptBackIsAppliedOrRefunded() throws {
        let invoice = try house.invoice(harbour, [(2, "100.00")])
        let memo = try house.load(
            try house.run(
                IssueCreditMemo(
                    invoice: invoice.id, reason: "faulty", lines: [CreditLineInput(position: 1, quantity: 1)],
                    appliesToInvoice: false)))
        try house.expectSoundBooks()
        try house.run(
            ApplyPayment(
                payment: memo.number,
                applications: [ApplicationInput(invoice: invoice.number, amount: try kiwi("100.00"))]))
        try house.run(RefundCredit(credit: memo.number, reason: "paid out"))
        #expect(try house.lastPosting() == ["1000 -15.00", "1100 15.00"])
        #expect(try house.item(invoice.number).open == (try kiwi("130.00")))
        try house.expectSoundBooks()
    }

    @Test func returnedGoodsAreCreditedAndComeBackAtTheirCost() throws {
        let invoice = try house.invoice(harbour, [(4, "100.00")])
        var request = RequestReturn()
        request.order = invoice.salesOrder
        request.reason = "leaks"
        request.lines = [ReturnLineInput(position: 1, quantity: 2)]
        let authorization = try house.run(request)
        try house.run(AuthoriseReturn(authorization))
        try house.run(ReceiveReturn(authorization))
        try house.expectSoundBooks()
        try house.run(
            DisposeReturn(authorization, lines: [DisposeLineInput(position: 1, .credit)]))
        let memo = try #require(try house.all(Select<CreditMemo>()).first)
        #expect(memo.returnAuthorization == authorization)
        #expect(try house.posting(memo.entry) == ["1100 -230.00", "2200 30.00", "4100 200.00"])
        #expect(try house.balance(.costOfGoodsSold) == "80.00")
        #expect(try house.balance(.inventory) == "39920.00")
        #expect(try house.balance(.quarantine) == "0.00")
        #expect(try house.item(invoice.number).open == (try kiwi("230.00")))
        try house.expectSoundBooks()
    }

    @Test func goodsReturnedBeforeTheInvoiceAreNeverInvoiced() throws {
        let order = try house.order(harbour, [(5, "10.00")])
        try house.run(ShipOrder(order: order))
        var request = RequestReturn()
        request.order = order
        request.reason = "ordered in error"
        request.lines = [ReturnLineInput(position: 1, quantity: 2)]
        let authorization = try house.run(request)
        try house.run(AuthoriseReturn(authorization))
        try house.run(ReceiveReturn(authorization))
        try house.run(DisposeReturn(authorization, lines: [DisposeLineInput(position: 1, .credit)]))
        #expect(try house.read { try $0.integer("SELECT count(*) FROM credit_memo") } == 0)
        let invoice = try house.load(try house.run(IssueInvoice(order: order)))
        #expect(invoice.net == (try kiwi("30.00")))
        try house.expectSoundBooks()
    }

    @Test func aPaidInvoiceLeavesTheCreditOpen() throws {
        let invoice = try house.invoice(harbour, [(1, "100.00")])
        try house.run(
            RecordPayment(
                customer: harbour, amount: try kiwi("115.00"),
                applications: [ApplicationInput(invoice: invoice.number)]))
        try house.run(IssueCreditMemo(invoice: invoice.id, reason: "goodwill"))
        let ageing = try house.read { try Ageing.at(house.clock.day, in: $0) }
        #expect(ageing.total.credits == (try kiwi("-115.00")))
        #expect(ageing.total.notDue.isZero)
        try house.expectSoundBooks()
    }
}

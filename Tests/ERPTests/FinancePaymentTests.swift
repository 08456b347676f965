import Kernel
import Platform
import Testing

@testable import ERP

@Suite struct FinancePaymentTests {
    let house: FinanceHouse
    let harbour: ID<Customer>

    init() throws {
        house = try FinanceHouse()
        harbour = try house.customer(terms: "2-10-NET30")
    }

    @Test func aPaymentSettlesItsInvoice() throws {
        let invoice = try house.invoice(harbour, [(1, "100.00")])
        let payment = try house.run(
            RecordPayment(
                customer: harbour, amount: try kiwi("115.00"), reference: "HM 77",
                applications: [ApplicationInput(invoice: invoice.number)]))
        #expect(try house.posting(try house.load(payment).entry) == ["1000 115.00", "1100 -115.00"])
        #expect(try house.item(invoice.number).state == .settled)
        #expect(try house.item("REC-000001").state == .settled)
        #expect(try house.load(invoice.salesOrder).paymentStatus == .paid)
        try house.expectSoundBooks()
    }

    @Test func whatIsOverStaysUnappliedAndIsAppliedLater() throws {
        let first = try house.invoice(harbour, [(1, "100.00")])
        let payment = try house.run(
            RecordPayment(
                customer: harbour, amount: try kiwi("150.00"),
                applications: [ApplicationInput(invoice: first.number, amount: try kiwi("115.00"))]))
        #expect(
            try house.posting(try house.load(payment).entry) == ["1000 150.00", "1100 -115.00", "1150 -35.00"])
        let second = try house.invoice(harbour, [(1, "50.00")])
        try house.run(
            ApplyPayment(payment: "REC-000001", applications: [ApplicationInput(invoice: second.number)]))
        #expect(try house.lastPosting() == ["1100 -35.00", "1150 35.00"])
        #expect(try house.item(second.number).open == (try kiwi("22.50")))
        #expect(try house.load(second.salesOrder).paymentStatus == .partly)
        try house.expectSoundBooks()
    }

    @Test func aSettlementDiscountTakesItsShareOfGST() throws {
        let invoice = try house.invoice(harbour, [(1, "100.00")])
        try house.run(
            RecordPayment(
                customer: harbour, amount: try kiwi("112.70"),
                applications: [ApplicationInput(invoice: invoice.number, discount: try kiwi("2.30"))]))
        #expect(try house.lastPosting() == ["1000 112.70", "1100 -115.00", "2200 0.30", "4120 2.00"])
        #expect(try house.item(invoice.number).open.isZero)
        try house.expectSoundBooks()
    }

    @Test func aDiscountTooLateOrTooLargeIsNotEarned() throws {
        let invoice = try house.invoice(harbour, [(1, "100.00")])
        var payment = RecordPayment(
            customer: harbour, amount: try kiwi("110.00"),
            applications: [ApplicationInput(invoice: invoice.number, discount: try kiwi("5.00"))])
        #expect(house.codes(payment) == [.discountNotEarned])
        payment.applications[0].discount = try kiwi("2.30")
        payment.date = try CalendarDate("2026-01-16")
        let refusal = try #require(house.refusal(of: payment))
        #expect(refusal.reasons[0].allowed == "2.30 NZD until 2026-01-15")
        #expect(refusal.reasons[0].fixedBy == "finance")
    }

    @Test func centsShortAreWrittenOff() throws {
        let invoice = try house.invoice(harbour, [(1, "100.00")])
        try house.run(
            RecordPayment(
                customer: harbour, amount: try kiwi("114.97"),
                applications: [ApplicationInput(invoice: invoice.number, writeOff: try kiwi("0.03"))]))
        #expect(try house.lastPosting() == ["1000 114.97", "1100 -115.00", "6110 0.03"])
        let other = try house.invoice(harbour, [(1, "3.00")])
        try house.run(WriteOffReceivable(invoice: other.number, kind: .smallBalance, reason: "not worth a letter"))
        #expect(try house.lastPosting() == ["1100 -3.45", "6110 3.45"])
        #expect(try house.item(other.number).state == .settled)
        try house.expectSoundBooks()
    }

    @Test func aBadDebtTakesItsGSTBack() throws {
        let invoice = try house.invoice(harbour, [(1, "200.00")])
        try house.run(WriteOffReceivable(invoice: invoice.number, kind: .badDebt, reason: "liquidated"))
        #expect(try house.lastPosting() == ["1100 -230.00", "2200 30.00", "6100 200.00"])
        #expect(try house.balance(.gstOutput) == "0.00")
        try house.expectSoundBooks()
        let application = try #require(try house.all(Select<PaymentApplication>()).first)
        try house.run(UnapplyPayment(application: application.id, reason: "the liquidator paid"))
        #expect(try house.item(invoice.number).open == (try kiwi("230.00")))
        #expect(try house.balance(.badDebt) == "0.00")
        try house.expectSoundBooks()
    }

    @Test func unapplyingRestoresBothDocuments() throws {
        let invoice = try house.invoice(harbour, [(1, "100.00")])
        try house.run(
            RecordPayment(
                customer: harbour, amount: try kiwi("112.67"),
                applications: [
                    ApplicationInput(invoice: invoice.number, discount: try kiwi("2.30"), writeOff: try kiwi("0.03"))
                ]))
        let application = try #require(try house.all(Select<PaymentApplication>()).first)
        try house.on("2026-01-20")
        #expect(house.codes(UnapplyPayment(application: application.id, reason: "")) == [.missingReason])
        try house.run(UnapplyPayment(application: application.id, reason: "cheque bounced"))
        #expect(
            try house.lastPosting() == ["1100 115.00", "1150 -112.67", "2200 -0.30", "4120 -2.00", "6110 -0.03"])
        #expect(try house.item(invoice.number).open == (try kiwi("115.00")))
        #expect(try house.item(invoice.number).state == .open)
        #expect(try house.item("REC-000001").open == (try kiwi("-112.67")))
        #expect(try house.load(invoice.salesOrder).paymentStatus == .unpaid)
        #expect(house.codes(UnapplyPayment(application: application.id, reason: "again")) == [.alreadyReversed])
        try house.expectSoundBooks()
    }

    @Test func aRefundGivesMoneyBack() throws {
        try house.run(RecordPayment(customer: harbour, amount: try kiwi("80.00")))
        #expect(house.codes(RefundCredit(credit: "REC-000001", amount: try kiwi("80.01"), reason: "overpaid"))
            == [.moreThanOpen])
        try house.run(RefundCredit(credit: "REC-000001", amount: try kiwi("30.00"), reason: "overpaid"))
        #expect(try house.lastPosting() == ["1000 -30.00", "1150 30.00"])
        try house.run(RefundCredit(credit: "REC-000001", reason: "the rest"))
        #expect(house.codes(RefundCredit(credit: "REC-000001", reason: "more")) == [.wrongState])
        #expect(try house.balance(.bank) == "0.00")
        let refund = try #require(try house.all(Select<PaymentApplication>()).first)
        #expect(house.codes(UnapplyPayment(application: refund.id, reason: "no")) == [.wrongState])
        try house.expectSoundBooks()
    }

    @Test func theOldestInvoicesArePaidFirst() throws {
        let first = try house.invoice(harbour, [(1, "100.00")])
        try house.on("2026-01-09")
        let second = try house.invoice(harbour, [(1, "100.00")])
        var payment = RecordPayment(customer: harbour, amount: try kiwi("150.00"))
        payment.appliesOldestFirst = true
        try house.run(payment)
        #expect(try house.item(first.number).open.isZero)
        #expect(try house.item(second.number).open == (try kiwi("80.00")))
        try house.expectSoundBooks()
    }

    @Test func everythingWrongWithARemittanceIsSaidAtOnce() throws {
        let invoice = try house.invoice(harbour, [(1, "100.00")])
        let other = try house.invoice(try house.customer("Coastal Pumps"), [(1, "10.00")])
        let codes = house.codes(
            RecordPayment(
                customer: harbour, amount: try kiwi("500.00"),
                applications: [
                    ApplicationInput(invoice: "INV-999999"),
                    ApplicationInput(invoice: other.number),
                    ApplicationInput(invoice: invoice.number, amount: try kiwi("116.00")),
                    ApplicationInput(invoice: invoice.number, amount: try kiwi("100.00"), writeOff: try kiwi("9.00")),
                    ApplicationInput(invoice: invoice.number),
                ]))
        #expect(codes == [.notFound, .otherCustomer, .moreThanOpen, .writeOffTooLarge, .duplicate])
        #expect(house.codes(RecordPayment(customer: harbour, amount: try kiwi("0.00"))) == [.amountNotPositive])
        let inDollars = RecordPayment(
            customer: harbour, amount: try greenback("10.00"), exchangeRate: FixedDecimal(2),
            applications: [ApplicationInput(invoice: invoice.number)])
        #expect(house.codes(inDollars) == [.currencyMismatch])
        #expect(house.codes(RecordPayment(customer: harbour, amount: try greenback("10.00"))) == [.missingExchangeRate])
        let early = RecordPayment(
            customer: harbour, date: try CalendarDate("2026-01-04"), amount: try kiwi("1.00"),
            applications: [ApplicationInput(invoice: invoice.number)])
        #expect(house.codes(early) == [.datedBeforeDocument])
        #expect(house.codes(ApplyPayment(payment: "REC-000404", applications: [])) == [.notFound])
        #expect(house.codes(WriteOffReceivable(invoice: invoice.number, kind: .smallBalance, reason: "x"))
            == [.writeOffTooLarge])
        #expect(try house.read { try $0.integer("SELECT count(*) FROM customer_payment") } == 0)
    }

    @Test func exchangeIsRealisedWhenAForeignInvoiceIsPaid() throws {
        let cascade = try house.customer("Cascade Marine Inc", currency: .usd, country: "US")
        let invoice = try house.invoice(cascade, [(1, "90.00")]) { $0.exchangeRate = FixedDecimal(micros: 1_600_000) }
        try house.run(
            RecordPayment(
                customer: cascade, amount: try greenback("89.00"), exchangeRate: FixedDecimal(micros: 1_500_000),
                applications: [ApplicationInput(invoice: invoice.number, writeOff: try greenback("1.00"))]))
        #expect(try house.lastPosting() == ["1000 133.50", "1100 -144.00", "6110 1.60", "6200 8.90"])
        try house.expectSoundBooks()
        try house.run(
            RecordPayment(
                customer: cascade, amount: try greenback("50.00"), exchangeRate: FixedDecimal(micros: 1_700_000)))
        let second = try house.invoice(cascade, [(1, "50.00")]) { $0.exchangeRate = FixedDecimal(micros: 1_650_000) }
        try house.run(
            ApplyPayment(payment: "REC-000002", applications: [ApplicationInput(invoice: second.number)]))
        #expect(try house.lastPosting() == ["1100 -82.50", "1150 85.00", "6200 -2.50"])
        try house.expectSoundBooks()
        let application = try #require(
            try house.all(Select<PaymentApplication>().ordered(by: \.date)).last)
        try house.run(UnapplyPayment(application: application.id, reason: "wrong invoice"))
        try house.expectSoundBooks()
        #expect(try house.item(second.number).openBook == (try kiwi("82.50")))
    }
}

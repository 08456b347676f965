import Kernel
import Platform
import Testing

@testable import ERP

@Suite struct FinanceInvoiceTests {
    @Test func anInvoicePostsReceivableSalesAndGST() throws {
        let house = try FinanceHouse()
        let harbour = try house.customer()
        let invoice = try house.invoice(harbour, [(4, "100.00"), (2, "25.50")])
        #expect(invoice.number == "INV-000001")
        #expect(invoice.net == (try kiwi("451.00")))
        #expect(invoice.tax == (try kiwi("67.65")))
        #expect(invoice.total == (try kiwi("518.65")))
        #expect(invoice.dueDate == (try CalendarDate("2026-01-25")))
        #expect(try house.posting(invoice.entry) == ["1100 518.65", "2200 -67.65", "4000 -451.00"])
        #expect(try house.balance(.costOfGoodsSold) == "240.00")
        #expect(try house.balance(.inventory) == "39760.00")
        let order = try house.load(invoice.salesOrder)
        #expect(order.billingStatus == .billed)
        #expect(order.paymentStatus == .unpaid)
        try house.expectSoundBooks()
    }

    @Test func gstIsRoundedOnceOnTheDocument() throws {
        let house = try FinanceHouse()
        let invoice = try house.invoice(try house.customer(), Array(repeating: (1, "1.03"), count: 10))
        #expect(invoice.tax == (try kiwi("1.55")))
        let lines = try house.all(Select<InvoiceLine>().where(\.invoice, .equal, invoice.id))
        #expect(lines.reduce(Money.none) { $0 + $1.tax } == invoice.tax)
        try house.expectSoundBooks()
    }

    @Test func australianGstOfSevenQuarters() throws {
        let house = try FinanceHouse(country: "AU", currency: .aud)
        let invoice = try house.invoice(try house.customer(), Array(repeating: (1, "0.25"), count: 7))
        #expect(invoice.tax == (try Money(text: "0.18", currency: .aud)))
        try house.expectSoundBooks()
    }

    @Test func partialInvoicesAddUpToTheOrder() throws {
        let house = try FinanceHouse()
        let order = try house.order(try house.customer(), [(7, "3.333333")])
        let net = try house.load(order).net
        for quantity in [3, 3, 1] {
            try house.run(
                ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: FixedDecimal(quantity))]))
            try house.run(IssueInvoice(order: order))
            try house.expectSoundBooks()
        }
        let invoices = try house.all(Select<Invoice>().ordered(by: \.number))
        #expect(invoices.map(\.net.amountText) == ["10.00", "10.00", "3.33"])
        #expect(invoices.reduce(Money.none) { $0 + $1.net } == net)
        #expect(try house.load(order).state == .closed)
        #expect(house.codes(IssueInvoice(order: order)) == [.nothingToInvoice])
    }

    @Test func oneShipmentIsInvoicedAlone() throws {
        let house = try FinanceHouse()
        let order = try house.order(try house.customer(), [(5, "10.00")])
        let first = try house.run(ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: 2)]))
        try house.run(ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: 1)]))
        let invoice = try house.load(try house.run(IssueInvoice(order: order, shipment: first)))
        #expect(invoice.net == (try kiwi("20.00")))
        #expect(house.codes(IssueInvoice(order: order, shipment: first)) == [.nothingToInvoice])
        #expect(try house.load(try house.run(IssueInvoice(order: order))).net == (try kiwi("10.00")))
        let other = try house.order(try house.customer("Coastal Pumps"), [(1, "10.00")])
        #expect(house.codes(IssueInvoice(order: other, shipment: first)) == [.notFound])
        try house.expectSoundBooks()
    }

    @Test func nothingShippedIsNothingToInvoice() throws {
        let house = try FinanceHouse()
        let order = try house.order(try house.customer(), [(5, "10.00")])
        let refusal = try #require(house.refusal(of: IssueInvoice(order: order)))
        #expect(refusal.code == .nothingToInvoice)
        #expect(refusal.reasons[0].waitsFor == "SalesOrder/\(order)")
        #expect(try house.read { try $0.integer("SELECT count(*) FROM invoice") } == 0)
    }

    @Test func recordedTaxFreightAndTotalOfAnImportedOrderAreTaken() throws {
        let house = try FinanceHouse(country: "US", currency: .usd)
        let invoice = try house.invoice(try house.customer("Seattle Bikes"), [(3, "10.1234"), (1, "7.00")]) {
            $0.givenTax = Money(minorUnits: 299, currency: .usd)
            $0.givenFreight = Money(minorUnits: 93, currency: .usd)
            $0.sourceTotal = FixedDecimal(micros: 41_292_500)
        }
        #expect(invoice.net == (try greenback("37.37")))
        #expect(invoice.tax == (try greenback("2.99")))
        #expect(invoice.freight == (try greenback("0.93")))
        #expect(invoice.rounding == (try greenback("0.00")))
        #expect(invoice.total == (try greenback("41.29")))
        #expect(invoice.sourceTotal == FixedDecimal(micros: 41_292_500))
        try house.expectSoundBooks()
    }

    @Test func freightIsTaxedAndBilledOnce() throws {
        let house = try FinanceHouse()
        let order = try house.order(try house.customer(), [(2, "100.00")]) {
            $0.freight = Money(minorUnits: 2_000, currency: .nzd)
        }
        #expect(try house.load(order).total == (try kiwi("253.00")))
        for _ in 1...2 {
            try house.run(ShipOrder(order: order, lines: [ShipLineInput(position: 1, quantity: 1)]))
            try house.run(IssueInvoice(order: order))
        }
        let invoices = try house.all(Select<Invoice>().ordered(by: \.number))
        #expect(invoices.map(\.total.amountText) == ["138.00", "115.00"])
        #expect(try house.balance(.freightRevenue) == "-20.00")
        try house.expectSoundBooks()
    }

    @Test func aForeignInvoiceIsBookedAtItsRate() throws {
        let house = try FinanceHouse()
        let cascade = try house.customer("Cascade Marine Inc", currency: .usd, country: "US")
        let invoice = try house.invoice(cascade, [(3, "33.33")]) { $0.exchangeRate = FixedDecimal(micros: 1_650_000) }
        #expect(invoice.total == (try greenback("99.99")))
        #expect(invoice.tax.isZero)
        #expect(try house.posting(invoice.entry) == ["1100 164.98", "4000 -164.98"])
        #expect(try house.item(invoice.number).openBook == (try kiwi("164.98")))
        #expect(house.codes(IssueInvoice(order: invoice.salesOrder, date: try CalendarDate("2025-12-31")))
            == [.datedBeforeDocument])
        try house.expectSoundBooks()
    }

    @Test func aNewRateHoldsFromItsDay() throws {
        let house = try FinanceHouse()
        let harbour = try house.customer()
        try house.run(
            ChangeTaxRate(code: "GST15", rate: FixedDecimal(micros: 175_000), from: try CalendarDate("2026-02-01")))
        #expect(try house.invoice(harbour, [(1, "100.00")]).tax == (try kiwi("15.00")))
        try house.on("2026-02-01")
        #expect(try house.invoice(harbour, [(1, "100.00")]).tax == (try kiwi("17.50")))
        #expect(house.codes(ChangeTaxRate(code: "GST15", rate: 2, from: try CalendarDate("2026-03-01")))
            == [.invalidValue])
        let january = try house.read {
            try TaxReturn.over(from: try CalendarDate("2026-01-01"), through: try CalendarDate("2026-01-31"), in: $0)
        }
        #expect(january.sales == (try kiwi("115.00")))
        #expect(january.tax == (try kiwi("15.00")))
        try house.expectSoundBooks()
    }

    @Test func aCodeThatHasEndedIsMissing() throws {
        let house = try FinanceHouse()
        let harbour = try house.customer(taxCode: "GST15")
        let order = try house.order(harbour, [(1, "100.00")])
        try house.run(ShipOrder(order: order))
        _ = try house.store.write { session in
            try session.execute("UPDATE tax_code SET valid_to = '2026-01-01' WHERE id = 'GST15'", [])
        }
        #expect(house.codes(IssueInvoice(order: order)) == [.missingTaxCode])
    }
}

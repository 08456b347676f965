import CRM
import Kernel
import Platform
import Testing

@Suite("Quotes")
struct QuoteTests {
    let world: CRMWorld
    let harbour: ID<Account>
    let pump: ID<Product>

    init() throws {
        world = try CRMWorld()
        harbour = try world.harbourMarine()
        pump = try world.pump()
    }

    private func lines(_ quote: ID<Quote>) throws -> [QuoteLine] {
        try world.store.read { try Quote.lines(of: quote, in: $0) }
    }

    @Test("Ten pumps at 249.50 less 5 % come to 2,370.25 and 355.54 GST, and the price explains itself")
    func priced() throws {
        let id = try world.quoteForTenPumps(to: harbour, of: pump, discountPercent: 5)
        let quote = try world.get(id)
        #expect(quote.number == "Q-000001" && quote.revision == 1 && quote.state == .draft)
        #expect(quote.net == (try world.money("2370.25")))
        #expect(quote.taxEstimate == (try world.money("355.54")))
        #expect(quote.total == (try world.money("2725.79")))
        #expect(quote.validUntil == world.today.adding(days: 30))
        #expect(quote.shipToStreet == "12 Victoria Road" && quote.shipToCountry == "NZ")
        #expect(quote.maximumDiscountPercent == 5)
        let line = try #require(lines(id).first)
        #expect(line.productCode == "PMP-200" && line.priceSource == .live)
        let explanation = try JSON(parsing: line.priceExplanation)
        #expect(explanation["date"]?.string == "2026-11-21")
        let steps = try #require(explanation["steps"]?.array)
        #expect(steps.map { $0["kind"]?.string } == ["list", "discretionaryDiscount"])
        #expect(steps[1]["unitPrice"]?.string == "237.025")
        #expect(steps[1]["text"]?.string == "seller's discount of 5 %")
    }

    @Test("Tax is rounded once on the document: ten lines of 1.03 carry 1.55")
    func taxOnce() throws {
        let line = QuoteLineInput(product: pump, quantity: Quantity(1, .each), unitPrice: try FixedDecimal("1.03"))
        let id = try world.run(CreateQuote(account: harbour, lines: Array(repeating: line, count: 10)))
        #expect(try world.get(id).taxEstimate == world.money("1.55"))
        #expect(try lines(id).map(\.taxEstimate).reduce(Money.none, +) == world.money("1.55"))
    }

    @Test("Tax, freight and total that were agreed stand in place of the estimate")
    func agreedAmounts() throws {
        let line = QuoteLineInput(product: pump, quantity: Quantity(3, .each), unitPrice: try FixedDecimal("33.6442"))
        var create = CreateQuote(account: harbour, lines: [line, line])
        create.fields[\.agreedTax] = try world.money("17.43")
        create.fields[\.agreedFreight] = try world.money("5.44")
        create.fields[\.agreedTotal] = try FixedDecimal("224.7345")
        let id = try world.run(create)
        let quote = try world.get(id)
        #expect(quote.net == (try world.money("201.86")))
        #expect(quote.taxEstimate == (try world.money("17.43")))
        #expect(quote.total == (try world.money("224.73")))
        #expect(try lines(id).map(\.taxEstimate) == [world.money("8.72"), world.money("8.71")])

        create.fields[\.agreedTotal] = nil
        #expect(try world.get(world.run(create)).total == world.money("224.73"))
        create.fields[\.agreedFreight] = Money(minorUnits: 544, currency: try Currency("USD"))
        create.fields[\.agreedTax] = try world.money("-1.00")
        let refusal = try world.refusal(create)
        #expect(refusal.reasons.map(\.field) == ["agreedTax", "agreedFreight"])
        #expect(refusal.code == .invalidValue)
        var update = UpdateQuote(id)
        update.fields[\.agreedTotal] = try FixedDecimal("230")
        try world.run(update)
        #expect(try world.get(id).total == world.money("230.00"))
    }

    @Test("When the ERP cannot be asked, the mirrored price stands with its age")
    func mirroredPrice() throws {
        let line = QuoteLineInput(product: pump, quantity: Quantity(12, .each))
        let refusal = try world.refusal(CreateQuote(account: harbour, lines: [line]))
        #expect(refusal.reasons.map(\.code) == [.priceMissing])
        for (key, minimum, price) in [("a", 0, 280), ("b", 10, 260), ("c", 100, 240)] {
            var entry = PriceBookEntry()
            entry.product = pump
            entry.priceBook = "Standard"
            entry.isDefault = true
            entry.minimumQuantity = FixedDecimal(minimum)
            entry.unitPrice = FixedDecimal(price)
            entry.sourceID = key
            entry.asOf = Instant(microseconds: 1_795_000_000_000_000)
            try world.run(RecordMirror(entry), by: .bridge)
        }
        let id = try world.run(CreateQuote(account: harbour, lines: [line]))
        let priced = try #require(lines(id).first)
        #expect(priced.unitPrice == 260 && priced.priceSource == .mirror)
        #expect(priced.priceAsOf == Instant(microseconds: 1_795_000_000_000_000))
        #expect(priced.net == (try world.money("3120.00")))
        let product = try world.get(pump)
        let entry = try world.store.read {
            try PriceBook.entry(for: product, quantity: 500, currency: .nzd, on: world.today, in: $0)
        }
        #expect(entry?.unitPrice == 240)
    }

    @Test("Every line that is wrong is named, with what is allowed")
    func wrongLines() throws {
        let old = try world.pump(code: "PMP-100", isSellable: false)
        let one = Quantity(1, .each)
        let refusal = try world.refusal(
            CreateQuote(
                account: harbour,
                lines: [
                    QuoteLineInput(product: old, quantity: one, unitPrice: 10),
                    QuoteLineInput(product: ID("nothing"), quantity: one, unitPrice: 10),
                    QuoteLineInput(
                        product: pump, quantity: Quantity(0, .each), unitPrice: -1, discountPercent: 101),
                ]))
        #expect(
            refusal.reasons.map(\.code) == [
                .productNotSellable, .notFound, .invalidValue, .invalidValue, .invalidValue,
            ])
        #expect(refusal.reasons.map(\.line) == [1, 2, 3, 3, 3])
        #expect(try world.count("quote") == 0)
        let huge = QuoteLineInput(
            product: pump, quantity: Quantity(9_000_000_000, .each), unitPrice: 9_000_000_000)
        #expect(try world.refusal(CreateQuote(account: harbour, lines: [huge])).code == .invalidValue)
    }

    @Test("A contact, deal or address of another account is refused")
    func otherAccounts() throws {
        var other = Account()
        other.name = "Kauri Yachts"
        let kauri = try world.run(CreateAccount(other))
        var contact = Contact()
        contact.familyName = "Pono"
        var deal = Opportunity()
        deal.name = "Refit"
        deal.account = kauri
        var create = CreateQuote(account: harbour, lines: [])
        create.fields[\.contact] = try world.run(CreateContact(contact, at: kauri))
        create.fields[\.opportunity] = try world.run(CreateOpportunity(deal))
        create.fields[\.validUntil] = world.today.adding(days: -1)
        create.fields[\.taxRate] = 15
        let refusal = try world.refusal(create)
        #expect(refusal.reasons.map(\.field) == ["validUntil", "taxRate", "opportunity", "contact"])
        #expect(refusal.reasons.last?.message == "Pono has no role at Harbour Marine Limited")
        var shed = AccountAddress()
        shed.account = kauri
        shed.street = "1 Wynyard Street"
        var plain = CreateQuote(account: harbour, lines: [])
        plain.fields[\.shippingAddress] = try world.run(AddAddress(shed))
        #expect(try world.refusal(plain).code == .otherAccount)
    }

    @Test("Lines are added, removed and replaced until the quote is presented")
    func changes() throws {
        let id = try world.quoteForTenPumps(to: harbour, of: pump)
        let two = QuoteLineInput(product: pump, quantity: Quantity(2, .each), unitPrice: 100)
        try world.run(AddQuoteLine(id, two))
        #expect(try world.get(id).net == world.money("2695.00"))
        try world.run(RemoveQuoteLine(id, position: 1))
        #expect(try lines(id).map(\.position) == [1])
        #expect(try world.get(id).net == world.money("200.00"))
        #expect(try world.refusal(RemoveQuoteLine(id, position: 2)).code == .notFound)
        try world.run(ChangeQuoteLines(id, lines: [two, two, two]))
        #expect(try world.get(id).lineCount == 3)
        try world.run(ChangeQuoteLines(id, lines: [two]))
        #expect(try lines(id).count == 1)
        var export = UpdateQuote(id)
        export.fields[\.taxRate] = .zero
        export.fields[\.requestedDate] = world.today.adding(days: 14)
        try world.run(export)
        #expect(try world.get(id).total == world.money("200.00"))
        try world.run(PresentQuote(id))
        #expect(try world.refusal(AddQuoteLine(id, two)).code == .wrongState)
        #expect(try world.refusal(export).code == .wrongState)
    }

    @Test("A discount above the limit waits for another person's approval")
    func approval() throws {
        let id = try world.quoteForTenPumps(to: harbour, of: pump, discountPercent: 15)
        let early = try world.refusal(PresentQuote(id))
        #expect(early.code == .approvalNeeded)
        #expect(early.reasons[0].message.contains("a discount of 15 % is above 10 %"))
        try world.run(SubmitQuote(id))
        #expect(try world.get(id).state == .inApproval)
        #expect(try world.refusal(ApproveQuote(id)).code == .notPermitted)
        try world.run(RejectQuote(id, reason: "too much"), by: CRMWorld.manager)
        #expect(try world.get(id).rejectionReason == "too much")
        try world.run(SubmitQuote(id), by: CRMWorld.manager)
        #expect(try world.refusal(ApproveQuote(id), by: CRMWorld.manager).code == .ownApproval)
        try world.run(ApproveQuote(id), by: .system)
        #expect(try world.refusal(ApproveQuote(id), by: .system).code == .wrongState)
        try world.run(PresentQuote(id))
        #expect(try world.get(id).approvedBy == "system")
    }

    @Test("A total above the limit, or in a currency the limit says nothing about, needs approval too")
    func totals() throws {
        var settings = ChangeSettings()
        settings.fields[\.approvalTotal] = try world.money("2000.00")
        settings.fields[\.quoteValidityDays] = -1
        #expect(try world.refusal(settings, by: .system).code == .invalidValue)
        settings.fields[\.quoteValidityDays] = 14
        try world.run(settings, by: .system)
        let id = try world.quoteForTenPumps(to: harbour, of: pump)
        #expect(try world.refusal(PresentQuote(id)).reasons[0].message.contains("above 2000.00 NZD"))
        var american = Account()
        american.name = "Puget Sound Yachts"
        american.currency = .usd
        let dollars = CreateQuote(
            account: try world.run(CreateAccount(american)),
            lines: [QuoteLineInput(product: pump, quantity: Quantity(1, .each), unitPrice: 1)])
        let usd = try world.run(dollars)
        #expect(try world.refusal(PresentQuote(usd)).code == .approvalNeeded)
        #expect(try world.get(usd).validUntil == world.today.adding(days: 14))
        let small = CreateQuote(
            account: harbour, lines: [QuoteLineInput(product: pump, quantity: Quantity(1, .each), unitPrice: 1)])
        let cheap = try world.run(small)
        try world.run(SubmitQuote(cheap))
        #expect(try world.get(cheap).state == .approved)
        let empty = try world.run(CreateQuote(account: harbour, lines: []))
        #expect(try world.refusal(SubmitQuote(empty)).code == .quoteEmpty)
    }
}

import CRM
import Kernel
import Platform
import Testing

@Suite("Countries, currencies and units are checked where they are entered")
struct EntryTests {
    let world: CRMWorld
    let harbour: ID<Account>
    let pump: ID<Product>

    init() throws {
        world = try CRMWorld()
        harbour = try world.harbourMarine()
        pump = try world.pump()
    }

    private func expectCountryRefused(_ command: some Command, _ location: SourceLocation = #_sourceLocation) throws {
        let refusal = try world.refusal(command)
        #expect(refusal.code == .invalidValue, sourceLocation: location)
        #expect(refusal.reasons.map(\.field) == ["country"], sourceLocation: location)
        #expect(refusal.reasons[0].message.contains("\"ZZ\""), "\(refusal)", sourceLocation: location)
    }

    @Test("no account, address, contact or lead is in a country that is none; small letters become capitals")
    func countries() throws {
        var account = Account()
        account.name = "Kauri Yachts"
        account.country = "ZZ"
        try expectCountryRefused(CreateAccount(account))
        account.country = "fj"
        #expect(try world.get(world.run(CreateAccount(account))).country == "FJ")

        var contact = Contact()
        contact.familyName = "Pono"
        contact.country = "ZZ"
        try expectCountryRefused(CreateContact(contact, at: harbour))
        contact.country = "fj"
        #expect(try world.get(world.run(CreateContact(contact, at: harbour))).country == "FJ")

        var lead = Lead()
        lead.company = "Bluff Oysters"
        lead.country = "ZZ"
        try expectCountryRefused(CreateLead(lead))
        lead.country = "au"
        #expect(try world.get(world.run(CreateLead(lead))).country == "AU")
    }

    @Test("an account is not quoted in a currency that it is not invoiced in")
    func currency() throws {
        let line = QuoteLineInput(product: pump, quantity: Quantity(1, .each), unitPrice: 100)
        var create = CreateQuote(account: harbour, lines: [line])
        create.fields[\.currency] = .usd
        let refusal = try world.refusal(create)
        #expect(refusal.reasons.map(\.field) == ["currency"] && refusal.code == .invalidValue)
        #expect(refusal.reasons[0].message == "Harbour Marine Limited is invoiced in NZD, not USD")
        #expect(refusal.reasons[0].allowed == "NZD")
        create.fields[\.currency] = .nzd
        #expect(try world.get(world.run(create)).currency == .nzd)
    }

    @Test("pieces are not quoted by weight; a unit that the price book knows has its own price")
    func units() throws {
        let kilo = try UnitOfMeasure("KG")
        let box = try UnitOfMeasure("BOX")
        let byWeight = QuoteLineInput(product: pump, quantity: Quantity(1, kilo), unitPrice: 100)
        let refusal = try world.refusal(CreateQuote(account: harbour, lines: [byWeight]))
        #expect(refusal.reasons.map(\.field) == ["quantity"] && refusal.reasons[0].line == 1)
        #expect(refusal.reasons[0].message == "PMP-200 is not sold in KG")
        #expect(refusal.reasons[0].allowed == "a quantity in EA")
        for (unit, price) in [(UnitOfMeasure.each, 280), (box, 2_600)] {
            var entry = PriceBookEntry()
            entry.product = pump
            entry.priceBook = "Standard"
            entry.isDefault = true
            entry.unit = unit
            entry.unitPrice = FixedDecimal(price)
            entry.sourceID = unit.code
            try world.run(RecordMirror(entry), by: .bridge)
        }
        let lines = [UnitOfMeasure.each, box].map { QuoteLineInput(product: pump, quantity: Quantity(1, $0)) }
        let quote = try world.run(CreateQuote(account: harbour, lines: lines))
        #expect(try world.store.read { try Quote.lines(of: quote, in: $0) }.map(\.unitPrice) == [280, 2_600])
        let again = try world.refusal(CreateQuote(account: harbour, lines: [byWeight]))
        #expect(again.reasons[0].allowed == "a quantity in EA or BOX")
    }
}

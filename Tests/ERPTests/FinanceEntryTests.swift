import Kernel
import Platform
import StoreSQLite
import Testing

@testable import ERP

@Suite("Countries, currencies and places are checked where they are entered")
struct FinanceEntryTests {
    let house: FinanceHouse
    init() throws { house = try FinanceHouse() }

    private func expectRefused(
        _ command: some Command, _ code: RefusalCode, field: String, _ location: SourceLocation = #_sourceLocation
    ) throws {
        let refusal = try #require(house.refusal(of: command, location), sourceLocation: location)
        #expect(refusal.reasons.map(\.code) == [code], "\(refusal)", sourceLocation: location)
        #expect(refusal.reasons.map(\.field) == [field], "\(refusal)", sourceLocation: location)
        #expect(refusal.reasons.allSatisfy { $0.fixedBy != nil }, "\(refusal)", sourceLocation: location)
    }

    @Test("no customer, address or company is in a country that is none; small letters become capitals")
    func countries() throws {
        var request = RequestCustomer(legalName: "Harbour Marine Limited")
        request.fields[\.country] = "ZZ"
        try expectRefused(request, .invalidValue, field: "country")
        request.fields[\.country] = "au"
        let id = try house.run(request)
        #expect(try house.load(id).country == "AU")

        var update = UpdateCustomer(customer: id)
        update.fields[\.country] = "ZZ"
        try expectRefused(update, .invalidValue, field: "country")
        var taken = ImportCustomer(legalName: "Kauri Yachts")
        taken.fields[\.country] = "ZZ"
        try expectRefused(taken, .invalidValue, field: "country")

        var place = CustomerAddress()
        place.customer = id
        place.name = "Slipway"
        place.street = "4 Slipway Road"
        place.country = "ZZ"
        try expectRefused(AddCustomerAddress(place), .invalidValue, field: "country")
        place.country = "fj"
        #expect(try house.load(house.run(AddCustomerAddress(place))).country == "FJ")

        let empty = CommandBus(
            module: ERP.module, store: try SQLiteStore.inMemory(ERP.module), world: house.bus.world,
            access: AccessPolicy([.system: ["*"]]))
        let refusal = #expect(throws: Refusal.self) {
            try empty.run(SetUpCompany(name: "Nowhere Limited", country: "ZZ", currency: .nzd), by: .system)
        }
        #expect(refusal?.reasons.map(\.field) == ["country"] && refusal?.code == .invalidValue)
    }

    @Test("a price list in another currency is agreed with nobody")
    func priceLists() throws {
        let dollars = try house.run(CreatePriceList(code: "US", name: "American", currency: .usd))
        let own = try house.run(CreatePriceList(code: "TRADE", name: "Trade", currency: .nzd))
        let id = try house.run(RequestCustomer(legalName: "Harbour Marine Limited"))
        var accept = AcceptCustomer(customer: id, terms: ID("NET20"), creditLimit: try kiwi("500.00"))
        accept.priceList = dollars
        try expectRefused(accept, .currencyMismatch, field: "priceList")
        accept.priceList = own
        try house.run(accept)
        #expect(try house.load(id).priceList == own)

        var taken = ImportCustomer(legalName: "Kauri Yachts")
        taken.fields[\.priceList] = dollars
        try expectRefused(taken, .currencyMismatch, field: "priceList")
        taken.fields[\.currency] = .usd
        #expect(try house.load(house.run(taken)).priceList == dollars)
    }

    @Test("an order to nowhere, from nowhere, or with amounts in another currency names the place of each")
    func orders() throws {
        let customer = try house.customer()
        let line = OrderLineInput(item: house.pump, quantity: Quantity(1, .each), unitPrice: 100)
        var order = PlaceOrder(customer: customer, lines: [line])
        order.shipToStreet = "1 Quay Street"
        order.shipToCountry = "ZZ"
        try expectRefused(order, .invalidValue, field: "shipToCountry")
        order.shipToCountry = "nz"
        #expect(try house.load(house.run(order)).shipToCountry == "NZ")

        let five = try greenback("5.00")
        for (field, path) in [
            ("freight", \PlaceOrder.freight), ("givenTax", \.givenTax), ("givenFreight", \.givenFreight),
        ] {
            var foreign = PlaceOrder(customer: customer, lines: [line])
            foreign[keyPath: path] = five
            try expectRefused(foreign, .currencyMismatch, field: field)
        }
        let count = CountStock(
            [StockCountInput(item: house.pump, counted: Quantity(1, .each), unitCost: 1)], warehouse: ID("nowhere"))
        try expectRefused(count, .notFound, field: "warehouse")
    }
}

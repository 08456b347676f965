import Kernel
import Platform
import Testing

@testable import ERP

@Suite("Prices explain themselves")
struct SupplyPricingTests {
    func price(
        _ shop: KauriPumps, _ item: ID<Item>, _ quantity: FixedDecimal, unit: String = "EA",
        on day: String = "2026-03-02", for customer: Bool = false
    ) throws -> PriceAnswer {
        try shop.store.read { session in
            let reader = SnapshotReader(session)
            let item = try #require(try reader.find(item))
            return try Pricing.price(
                item, for: customer ? reader.find(shop.harbourMarine) : nil, quantity: quantity,
                unit: try UnitOfMeasure(unit), currency: .nzd, on: date(day), in: reader)
        }
    }

    @Test("a live question needs no command, and its waterfall names the list")
    func liveQuestion() throws {
        let shop = try KauriPumps()
        let answer = try price(shop, shop.pump, 3)
        #expect(answer.netUnitPrice == 1250)
        #expect(answer.amount == nz("3750.00"))
        #expect(answer.steps.map(\.kind) == ["list", "net"])
        #expect(answer.text.contains("list STD: 1250 NZD per EA"))
    }

    @Test("the highest break that the quantity reaches is taken, and the others say why not")
    func quantityBreaks() throws {
        let shop = try KauriPumps()
        let from = date("2026-01-01")
        for (least, price) in [(10, "22.00"), (50, "19.90")] {
            try shop.run(
                SetPrice(
                    priceList: shop.prices, item: shop.seal, unitPrice: decimal(price), from: from,
                    minimumQuantity: FixedDecimal(least)))
        }
        #expect(try price(shop, shop.seal, 9).unitPrice == decimal("24.50"))
        let ten = try price(shop, shop.seal, 10)
        #expect(ten.unitPrice == 22)
        #expect(ten.rejected.contains { $0.why == "needs 50 EA" })
        #expect(try price(shop, shop.seal, 50).unitPrice == decimal("19.90"))
    }

    @Test("a price per piece is brought to the box by the exact factor; a price per box stays with the box")
    func unitsOfMeasure() throws {
        let shop = try KauriPumps()
        let box = try price(shop, shop.seal, 2, unit: "BOX")
        #expect(box.unitPrice == 294)
        #expect(box.steps.map(\.kind) == ["list", "unit", "net"])
        var perBox = SetPrice(priceList: shop.prices, item: shop.seal, unitPrice: 270, from: date("2026-01-01"))
        perBox.unit = try UnitOfMeasure("BOX")
        try shop.run(perBox)
        #expect(try price(shop, shop.seal, 2, unit: "BOX").unitPrice == 270)
        #expect(try price(shop, shop.seal, 24).unitPrice == decimal("24.50"))
    }

    @Test("the better of two special offers applies; they do not add up")
    func specialOffers() throws {
        let shop = try KauriPumps()
        try shop.run(CreateSpecialOffer(code: "AUTUMN", percent: 5))
        try shop.run(CreateSpecialOffer(code: "PUMPS", percent: decimal("12.5"), items: [shop.pump]))
        var bulk = CreateSpecialOffer(code: "BULK", percent: 30)
        bulk.minimumQuantity = 100
        try shop.run(bulk)
        let pump = try price(shop, shop.pump, 1)
        #expect(pump.netUnitPrice == decimal("1093.75"))
        #expect(pump.rejected.map(\.candidate).sorted() == ["offer AUTUMN", "offer BULK"])
        #expect(try price(shop, shop.seal, 1).discountPercent == 5)
    }

    @Test("the customer's own list comes before the default one, which fills its gaps")
    func customerList() throws {
        let shop = try KauriPumps()
        let marine = try shop.run(CreatePriceList(code: "MARINE", name: "Marine trade", currency: .nzd))
        try shop.run(SetPrice(priceList: marine, item: shop.pump, unitPrice: 1100, from: date("2026-01-01")))
        var customer = ImportCustomer(legalName: "Bay Boats Limited")
        customer.fields[\.priceList] = marine
        customer.fields[\.city] = "Tauranga"
        let bay = try shop.run(customer)
        let order = try shop.run(
            PlaceOrder(
                customer: bay,
                lines: [
                    OrderLineInput(item: shop.pump, quantity: Quantity(1, .each)),
                    OrderLineInput(item: shop.seal, quantity: Quantity(1, .each)),
                ]))
        let lines = try shop.lines(of: order)
        #expect(lines.map(\.unitPrice) == [1100, decimal("24.50")])
        #expect(lines[1].priceExplanation.contains("has no price for SEAL-10"))
    }

    @Test("a new price ends the older one the day before; a price inside an older one is refused")
    func effectiveDates() throws {
        let shop = try KauriPumps()
        try shop.run(SetPrice(priceList: shop.prices, item: shop.pump, unitPrice: 1300, from: date("2026-04-01")))
        #expect(try price(shop, shop.pump, 1, on: "2026-03-31").unitPrice == 1250)
        #expect(try price(shop, shop.pump, 1, on: "2026-04-01").unitPrice == 1300)
        let overlap = try shop.refusal(
            of: SetPrice(priceList: shop.prices, item: shop.pump, unitPrice: 1, from: date("2025-12-01")))
        #expect(overlap.code == .overlappingPrice)
        #expect(overlap.description.contains("PMP-200 already has the price 1250 from 2026-01-01"))
    }

    @Test("without a price the answer says where it looked")
    func missingPrice() throws {
        let shop = try KauriPumps()
        let refusal = #expect(throws: Refusal.self) { try price(shop, shop.pump, 1, on: "2025-06-01") }
        #expect(refusal?.code == .priceMissing)
        #expect(refusal?.description.contains("begins on 2026-01-01") == true)
        #expect(refusal?.reasons[0].fixedBy == "sales")
    }

    @Test("prices, offers and lists that cannot be are refused")
    func nonsense() throws {
        let shop = try KauriPumps()
        #expect(
            try shop.refusal(of: SetPrice(priceList: shop.prices, item: shop.pump, unitPrice: -1)).code == .badQuantity)
        var backwards = SetPrice(priceList: shop.prices, item: shop.pump, unitPrice: 1)
        backwards.validTo = date("2020-01-01")
        #expect(try shop.refusal(of: backwards).code == .badDates)
        var pallet = SetPrice(priceList: shop.prices, item: shop.pump, unitPrice: 1)
        pallet.unit = try UnitOfMeasure("PALLET")
        #expect(try shop.refusal(of: pallet).description.contains("allowed: EA"))
        #expect(try shop.refusal(of: CreateSpecialOffer(code: "FREE", percent: 101)).code == .badDiscount)
        var list = CreatePriceList(code: "X", name: "X", currency: .nzd)
        list.validFrom = date("2026-02-01")
        list.validTo = date("2026-01-01")
        #expect(try shop.refusal(of: list).code == .badDates)
    }
}

import Kernel
import Platform
import Testing

@testable import ERP

@Suite("The shelf and the books say the same")
struct SupplyStockTests {
    @Test("opening stock is inventory against opening equity")
    func opening() throws {
        let shop = try KauriPumps()
        #expect(try shop.balance(.inventory) == nz("5250.00"))
        #expect(try shop.balance(.openingEquity) == nz("-5250.00"))
        #expect(try shop.level(shop.pump).averageCost == 800)
        #expect(try shop.serial("KP-005").status == .inStock)
        #expect(try shop.load(try #require(try shop.all(Select<StockCount>()).first).id).number == "CNT-000001")
        try shop.expectSound()
    }

    @Test("a count finds one pump gone and another come; shrinkage bears the difference")
    func count() throws {
        let shop = try KauriPumps()
        try shop.run(
            CountStock([
                StockCountInput(
                    item: shop.pump, counted: Quantity(5, .each), serials: "KP-001 KP-002 KP-003 KP-005 KP-900"),
                StockCountInput(item: shop.seal, counted: Quantity(96, .each)),
            ]))
        #expect(try shop.serial("KP-004").status == .scrapped)
        #expect(try shop.serial("KP-900").status == .inStock)
        #expect(try shop.balance(.shrinkage) == nz("50.00"))
        #expect(try shop.level(shop.seal).onHand.value == 96)
        try shop.expectSound()
    }

    @Test("when less is there than was promised, the youngest promise shrinks")
    func promisesShrink() throws {
        let shop = try KauriPumps()
        let old = try shop.order((shop.seal, 60))
        let young = try shop.order((shop.seal, 40))
        try shop.run(CountStock([StockCountInput(item: shop.seal, counted: Quantity(70, .each))]))
        #expect(try shop.lines(of: old)[0].reserved.value == 60)
        #expect(try shop.lines(of: young)[0].reserved.value == 10)
        #expect(try shop.lines(of: young)[0].awaitsStock)
        try shop.expectSound()
    }

    @Test("a count in boxes is a count in pieces")
    func countInBoxes() throws {
        let shop = try KauriPumps()
        let boxes = Quantity(decimal("8.5"), try UnitOfMeasure("BOX"))
        try shop.run(CountStock([StockCountInput(item: shop.seal, counted: boxes)]))
        #expect(try shop.level(shop.seal).onHand.value == 102)
    }

    @Test("all faults of a count are named at once")
    func faults() throws {
        let shop = try KauriPumps()
        let refusal = try shop.refusal(
            of: CountStock([
                StockCountInput(item: shop.pump, counted: Quantity(2, .each), serials: "KP-001"),
                StockCountInput(item: shop.install, counted: Quantity(1, .each)),
                StockCountInput(item: ID("nowhere"), counted: Quantity(1, .each)),
                StockCountInput(item: shop.seal, counted: Quantity(-1, .each)),
                StockCountInput(item: shop.seal, counted: Quantity(1, try UnitOfMeasure("KG"))),
            ]))
        #expect(refusal.reasons.map(\.code) == [.wrongSerial, .badQuantity, .notFound, .badQuantity, .badUnit])
        #expect(refusal.reasons.compactMap(\.line) == [1, 2, 3, 4, 5])
    }

    @Test("what was never there cannot leave, and what costs nobody knows cannot come")
    func adjustments() throws {
        let shop = try KauriPumps()
        let tooMuch = AdjustStock(item: shop.seal, quantity: Quantity(-101, .each), reason: "flood")
        #expect(try shop.refusal(of: tooMuch).code == .notInStock)
        let nothing = AdjustStock(item: shop.seal, quantity: Quantity(0, .each), reason: "none")
        #expect(try shop.refusal(of: nothing).code == .badQuantity)
        let bolt = try shop.run(CreateItem(code: "BOLT", name: "Bolt"))
        let found = AdjustStock(item: bolt, quantity: Quantity(5, .each), reason: "found")
        #expect(try shop.refusal(of: found).code == .costMissing)
        var known = AdjustStock(item: shop.pump, quantity: Quantity(1, .each), reason: "found")
        known.serials = "KP-001"
        let twice = try shop.refusal(of: known)
        #expect(twice.description.contains("KP-001 of PMP-200 is already known as inStock"))
        var gone = AdjustStock(item: shop.pump, quantity: Quantity(-1, .each), reason: "stolen")
        gone.serials = "KP-777"
        #expect(try shop.refusal(of: gone).code == .wrongSerial)
        gone.serials = "KP-001"
        try shop.run(gone)
        #expect(try shop.balance(.shrinkage) == nz("800.00"))
        try shop.expectSound()
    }

    @Test("a promise is what is free now; the rest has no date yet")
    func promise() throws {
        let shop = try KauriPumps()
        _ = try shop.order((shop.pump, 2))
        let promises = try shop.store.read { session in
            let reader = SnapshotReader(session)
            let pump = try #require(try reader.find(shop.pump))
            return try Availability.promise(pump, quantity: 4, on: shop.clock.today, in: reader)
        }
        #expect(
            promises == [
                Promise(date: shop.clock.today, quantity: Quantity(3, .each)),
                Promise(date: nil, quantity: Quantity(1, .each)),
            ])
    }

    @Test("tampering is found, by name")
    func verification() throws {
        let shop = try KauriPumps()
        _ = try shop.order((shop.seal, 10))
        try shop.expectSound()
        try shop.store.write { session in
            try session.execute("UPDATE stock_level SET on_hand = on_hand + 1000000, value = value - 1", [])
            try session.execute("UPDATE reservation SET quantity = quantity - 1000000", [])
            try session.execute("UPDATE serial_unit SET status = 'scrapped' WHERE serial = 'KP-001'", [])
            try session.execute("UPDATE sales_order SET delivery_status = 'delivered'", [])
        }
        let findings = try shop.store.read { try StockVerification.findings(in: $0) }
        #expect(
            Set(findings.map(\.check)) == [
                "stockLevelQuantity", "stockLevelValue", "inventoryControl", "levelReserved", "lineReserved",
                "serialCount", "orderFacets",
            ])
        let control = findings.first { $0.check == "inventoryControl" }
        #expect(control?.description == "inventoryControl: the inventory account says 525000, expected 524998")
    }
}
